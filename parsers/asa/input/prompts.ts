import { isTopLevelWord } from '../statements/statements.ts'
import type { Prompt } from './segments.ts'

/** `fw# show run`, `fw/act/pri>`, `fw(config-if)# nameif dmz`: nothing stands between the name and the sign. */
const PROMPT =
  /^((?=[\d._-]{0,63}[A-Za-z])[A-Za-z0-9](?:[\w.-]{0,61}[A-Za-z0-9])?(?:\/[A-Za-z0-9][\w.-]{0,31}){0,3})(\(config[\w-]{0,60}\))?[#>](.*)$/s
/** What may stand right behind the sign, without a blank; `a>b` alone is no prompt. */
const TYPED_CLOSE = /^(?:sh(?:o|ow)?|en(?:able)?|conf\S*|wr\S*|more|ter\S*|ping|exit|quit|changeto|copy|dir)(?:\s|$)/i
/** Typed while configuring, but no part of the configuration. */
const NOT_CONFIG =
  /^(?:do|sh|sho|show|wr|write|copy|ping|more|dir|ter|term|terminal|debug|undebug|packet-tracer|traceroute|capture|changeto|conf|configure|reload|logout)(?:\s|$)/i

/** The prompt that a line is, and what stays of the line without it. */
export function promptOf(text: string): (Omit<Prompt, 'line'> & { readonly left: string }) | undefined {
  const match = PROMPT.exec(text)
  if (match === null) return undefined
  const [, host = '', mode, typed = ''] = match
  const command = typed.trim()
  if (mode === undefined && command !== '') {
    const isCommand = /^\s/.test(typed) ? /^[A-Za-z?!]/.test(command) : TYPED_CLOSE.test(command)
    if (!isCommand) return undefined
  }
  const isHelp = command.endsWith('?') && !/\b(?:remark|description|banner)\b/.test(command)
  const isConfig = mode !== undefined && command !== '' && !isHelp && !NOT_CONFIG.test(command)
  // A sub-command stays indented, as devices print it; at the prompt of a mode, a statement of the top level leaves it.
  const left = mode === '(config)' ? command : indentedMember(command)
  return { host, command, isConfig, left: isConfig ? left : '' }
}

/** The word that a text begins with; empty if it begins with a blank. */
export function firstWord(text: string): string {
  return /^\S+/.exec(text)?.[0] ?? ''
}

/** A statement of the top level in the first column, anything else with one blank. */
export function indentedMember(bare: string): string {
  return bare === '' || isTopLevelWord(firstWord(bare)) ? bare : ` ${bare}`
}
