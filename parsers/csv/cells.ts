import { isNoWord, isSwitchedOffWord } from './switched-off.ts'

/** Words that say "everything" in a match cell. */
export const ANY_WORDS: ReadonlySet<string> = new Set([
  'any',
  'all',
  '*',
  'any/any',
  'any any',
  'alle',
  'jede',
  'beliebig',
])

/** Words that stand for an empty cell. */
const EMPTY_WORDS: ReadonlySet<string> = new Set(['', 'null', 'none', 'n/a', 'na', '-', '–', '—', 'nan', '[]', '{}'])

/** Whether a cell holds no value: a word for none, or separators with nothing between them. */
export function isEmptyCell(text: string): boolean {
  return EMPTY_WORDS.has(text.trim().toLowerCase()) || /^[\s,;|'"[\]]*$/.test(text)
}

const PERMIT_WORDS = [
  'allow',
  'allowed',
  'accept',
  'accepted',
  'permit',
  'permitted',
  'pass',
  'trust',
  'fastpath',
  'erlauben',
  'zulassen',
]
const DENY_WORDS = [
  'deny',
  'denied',
  'drop',
  'dropped',
  'block',
  'blocked',
  'reject',
  'rejected',
  'discard',
  'refuse',
  'verweigern',
  'sperren',
  'blockieren',
]
const CONDITIONAL_WORDS = ['ipsec', 'ssl-vpn', 'encrypt', 'client auth', 'user auth', 'session auth', 'authenticate']
const NO_VERDICT_WORDS = ['monitor', 'alert', 'log', 'log only', 'count', 'continue']

/** What an action word says. `none`: the rule takes no decision and the next one is asked. */
export type ActionWord = 'permit' | 'deny' | 'conditional permit' | 'none'

/** The meaning of an action word; `yes` and `no` count only in a column that is called Permit. */
export function readAction(
  text: string,
  own: { permit: readonly string[]; deny: readonly string[] },
  permitColumn: boolean,
): ActionWord | undefined {
  const word = text.trim().toLowerCase()
  const has = (words: readonly string[]): boolean => words.some((one) => one.toLowerCase() === word)
  if (has(own.permit)) return 'permit'
  if (has(own.deny)) return 'deny'
  if (has(PERMIT_WORDS)) return 'permit'
  if (has(DENY_WORDS) || /^(?:tcp[- ])?(?:reset|rst)(?:[- ](?:client|server|both|source|destination))*$/.test(word))
    return 'deny'
  if (has(CONDITIONAL_WORDS)) return 'conditional permit'
  if (has(NO_VERDICT_WORDS)) return 'none'
  if (permitColumn && ['yes', 'true', '1'].includes(word)) return 'permit'
  if (permitColumn && ['no', 'false', '0'].includes(word)) return 'deny'
  return undefined
}

const wordSet = (text: string): ReadonlySet<string> => new Set(text.split(' '))

/** Words that a rule is switched on or off, whatever the column (English, German, French, Spanish). */
const LIVE_WORDS = wordSet(
  'enabled enable active activated on live aktiv aktiviert ein an activé activée active actif activo activa activado activada habilitado habilitada',
)
const YES_WORDS = wordSet('true yes y 1 t ja j wahr oui vrai si sí verdadero x ✓ ✔ ☑')

/** Words for what a connection has to be: they hold for some packets of a rule and not for others. */
const CONNECTION_STATES = wordSet('new established related invalid untracked snat dnat est rel inv')

/** Whether every value is a state of a connection, as packet filters of Linux match it. */
export function isConnectionState(text: string): boolean {
  const states = text
    .toLowerCase()
    .split(/[\s,;|]+/)
    .filter((part) => part !== '')
  return states.length > 0 && states.every((state) => CONNECTION_STATES.has(state))
}

/** Whether a cell is a bare yes or no, which says nothing without the name of its column. */
export function isYesOrNo(text: string): boolean {
  const word = text.trim().toLowerCase()
  return YES_WORDS.has(word) || isNoWord(word)
}

/** Whether a switch is on; undefined for a word that is neither. */
export function readSwitch(text: string, own: { on: readonly string[]; off: readonly string[] }): boolean | undefined {
  const word = text.trim().toLowerCase()
  const has = (words: readonly string[]): boolean => words.some((one) => one.toLowerCase() === word)
  if (has(own.on)) return true
  if (has(own.off)) return false
  if (YES_WORDS.has(word) || LIVE_WORDS.has(word)) return true
  return isNoWord(word) || isSwitchedOffWord(word) ? false : undefined
}

/** A value with every run of blanks as one: what patterns are asked of, so that a long run costs no more than its length. */
export function singleSpaced(text: string): string {
  return text.replace(/\s+/g, ' ')
}

/** Splits a cell into its values: lists of scripts, lines, `;`, `|`, and `,` outside brackets. */
export function splitCell(text: string, separator: string | undefined): string[] {
  const trimmed = text.trim()
  if (separator !== undefined && separator !== '') return clean(trimmed.split(separator))
  const list = /^\[(.*)\]$/s.exec(trimmed)
  if (list !== null && (list[1] === '' || /^\s*['"]/.test(list[1]!))) {
    return clean(list[1]!.split(',').map((part) => part.trim().replace(/^['"]|['"]$/g, '')))
  }
  return clean(splitOutsideBrackets(trimmed))
}

function splitOutsideBrackets(text: string): string[] {
  const parts: string[] = []
  let depth = 0
  let start = 0
  for (let i = 0; i < text.length; i++) {
    const char = text[i]!
    if (char === '(' || char === '[') depth++
    else if (char === ')' || char === ']') depth = Math.max(0, depth - 1)
    else if (char === '\n' || char === '\r' || char === ';' || char === '|' || (char === ',' && depth === 0)) {
      parts.push(text.slice(start, i))
      start = i + 1
    }
  }
  parts.push(text.slice(start))
  return parts
}

function clean(parts: readonly string[]): string[] {
  return parts.map((part) => part.trim()).filter((part) => part !== '')
}

/** What a spreadsheet or script made of a value; such a cell is refused, because what it said is gone. */
export function damageOf(token: string): string | undefined {
  if (/^#(REF!|NAME\?|VALUE!|N\/A|DIV\/0!|NUM!)/i.test(token)) return 'an error value of a spreadsheet'
  if (/^\d+(\.\d+)?E[+-]?\d+$/i.test(token))
    return 'a number in scientific notation, as a spreadsheet writes long numbers'
  if (/^(System|Microsoft)\.[\w.`]+(\[.*\])?$/.test(token)) return 'the name of a .NET type in place of its values'
  if (/^\d{1,2}-(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*$/i.test(token))
    return 'a date, as a spreadsheet reads ranges'
  if (/^\d{4}-\d{2}-\d{2}$/.test(token)) return 'a date'
  if (/^(see above|see below|tbd|tba|siehe oben|wie oben|ditto|"|dito|unknown|\?+)$/i.test(token))
    return 'a note in place of a value'
  return undefined
}
