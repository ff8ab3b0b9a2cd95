import type { Diagnostic } from '../../../src/source/diagnostic.ts'
import { redactLine, redactSentence } from '../../../src/source/redact.ts'
import { SourceText } from '../../../src/source/source-text.ts'
import type { ChangedText } from '../../dialect.ts'
import { cleanPaste } from '../input/paste.ts'
import { IRRELEVANT, IRRELEVANT_PAIRS } from '../statements/irrelevant.ts'
import { applyBlockCommand, blockHeadOf } from './block-commands.ts'
import { Document } from './document.ts'
import { applyListCommand, isListCommand } from './list-commands.ts'
import { type Edit, Refusal, type ScriptState } from './script-state.ts'
import { applyStatement, isStatement } from './statement-commands.ts'

/** Typed around commands, or telling the device what to do now; none of it configures anything. */
const NOISE =
  /^(?:conf(?:ig(?:ure)?)?\s+t(?:erm(?:inal)?)?|enable|disable|end|exit|quit|wr(?:ite)?(?:\s+mem(?:ory)?)?|copy\s+run\S*\s+start\S*|ter(?:m(?:inal)?)?\s.*|show\s.*|:\s*.*)$/i

/**
 * Applies configuration commands to a configuration as the device would: one after the other, each in the mode that the ones before it left. A
 * command that the device would refuse, or that is not understood and could decide traffic, refuses the whole script.
 */
export function applyScript(config: SourceText, script: SourceText): ChangedText {
  const state: ScriptState = { document: new Document(cleanPaste(config).source), block: undefined, inner: undefined }
  const commands = cleanPaste(script).source
  const diagnostics: Diagnostic[] = []
  let passedOver = 0
  for (let line = 1; line <= commands.lineCount; line++) {
    const bare = commands.rawLine(line).trim()
    if (bare === '' || bare.startsWith('!')) continue
    if (NOISE.test(bare)) {
      if (/^(?:end|exit|quit)$/i.test(bare)) leaveMode(state)
      continue
    }
    try {
      if (!applyCommand(state, { script: commands, line, bare, words: bare.split(/\s+/) })) passedOver++
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      diagnostics.push({
        code: 'change/refused',
        severity: 'error',
        file: script.name,
        line,
        message: redactSentence(error.message),
        found: redactLine(bare).slice(0, 200),
        ...(error.expected === undefined ? {} : { expected: redactSentence(error.expected) }),
        mend: error.mend ?? 'correct the command, or export the configuration after the change and compare that',
      })
    }
  }
  if (passedOver > 0) {
    const times = passedOver === 1 ? 'one command' : `${passedOver} commands`
    diagnostics.push({
      code: 'change/passed-over',
      severity: 'note',
      file: script.name,
      message: `${times} of the script decide no traffic and were passed over`,
    })
  }
  return { source: SourceText.composed(config.name, state.document.pieces()), diagnostics }
}

function leaveMode(state: ScriptState): void {
  if (state.inner !== undefined) state.inner = undefined
  else state.block = undefined
}

/** Returns whether the command decides traffic. Throws Refusal. */
function applyCommand(state: ScriptState, edit: Edit): boolean {
  const { words } = edit
  const isNegated = words[0]?.toLowerCase() === 'no'
  const own = isNegated ? words.slice(1) : words
  if (own.length === 0) throw new Refusal('`no` needs a command behind it')
  if (applyBlockCommand(state, edit, own, isNegated)) return true
  state.block = undefined
  state.inner = undefined
  if (isListCommand(own)) {
    applyListCommand(state, edit, own, isNegated)
    return true
  }
  if (blockHeadOf(own) !== undefined || isStatement(own)) {
    applyStatement(state, edit, own, isNegated)
    return true
  }
  const first = (own[0] ?? '').toLowerCase()
  if (IRRELEVANT.has(first) || IRRELEVANT_PAIRS.has(`${first} ${own[1]?.toLowerCase() ?? ''}`)) return false
  throw new Refusal('this command is not understood, so what it changes cannot be said')
}
