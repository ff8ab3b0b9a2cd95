import type { Diagnostic } from '../../../src/source/diagnostic.ts'
import { redactLine, redactSentence, redactText } from '../../../src/source/redact.ts'
import { SourceText } from '../../../src/source/source-text.ts'
import type { ChangedText, ChangeTarget } from '../../dialect.ts'
import { isOld } from '../config.ts'
import { devicesOf } from '../devices.ts'
import { eraOf } from '../era.ts'
import { cleanPaste } from '../input/paste.ts'
import { IRRELEVANT, IRRELEVANT_PAIRS } from '../statements/irrelevant.ts'
import { applyBlockCommand, blockHeadOf } from './block-commands.ts'
import { chooseDevice } from './choose-device.ts'
import { Document } from './document.ts'
import { withLowerKeywords } from './keyword-case.ts'
import { applyListCommand, isListCommand } from './list-commands.ts'
import { type Edit, Refusal, type ScriptState } from './script-state.ts'
import { applyStatement, isStatement } from './statement-commands.ts'

/** Typed around commands, or telling the device what to do now; none of it configures anything. */
const NOISE =
  /^(?:conf(?:ig(?:ure)?)?\s+t(?:erm(?:inal)?)?|enable|disable|end|exit|quit|wr(?:ite)?(?:\s+mem(?:ory)?)?|copy\s+run\S*\s+start\S*|ter(?:m(?:inal)?)?\s.*|show\s.*|:.*)$/i

/** Commands that replace the running configuration, or start the device with another. */
const REPLACING = /^(?:copy\s.*\srun\S*|conf(?:ig(?:ure)?)?\s.*|wr(?:ite)?\s+era\S*|erase\s.*|reload.*)$/i

/**
 * Applies configuration commands to a configuration as the device would: one after the other, each in the mode that the ones before it left. A
 * command that the device would refuse, or that is not understood and could decide traffic, refuses the whole script.
 */
export function applyScript(config: SourceText, script: SourceText, target: ChangeTarget): ChangedText {
  const commands = cleanPaste(script).source
  const { source, prompts, devices } = devicesOf(target.name, config)
  const choice = chooseDevice(devices, target.device, commands)
  if (choice !== undefined && 'names' in choice) {
    return { source: config, diagnostics: [whichDevice(script.name, target, choice.names)] }
  }
  const document = new Document(source, choice?.device.segments)
  const era = choice === undefined ? undefined : eraOf(choice.device.config).era
  const state: ScriptState = { document, era, block: undefined, inner: undefined }
  const diagnostics: Diagnostic[] = choice?.isOnlyOne === true ? [onlyDevice(script.name, choice.device.name)] : []
  let passedOver = 0
  for (let line = 1; line <= commands.lineCount; line++) {
    try {
      if (!applyLine(state, commands, line)) passedOver++
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      diagnostics.push(refusalOf(error, script.name, line, commands.rawLine(line).trim()))
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
  if (devices.length > 1) document.showPrompts(prompts)
  return { source: SourceText.composed(config.name, document.pieces()), diagnostics }
}

/** Returns false for a command that decides no traffic. Throws Refusal. */
function applyLine(state: ScriptState, script: SourceText, line: number): boolean {
  const bare = script.rawLine(line).trim()
  if (bare === '' || bare.startsWith('!')) return true
  if (!NOISE.test(bare)) return applyCommand(state, { script, line, bare, words: withLowerKeywords(bare.split(/\s+/)) })
  if (/^(?:end|exit|quit)$/i.test(bare)) leaveMode(state)
  return true
}

function refusalOf({ message, expected, mend }: Refusal, file: string, line: number, bare: string): Diagnostic {
  return {
    code: 'change/refused',
    severity: 'error',
    file,
    line,
    message: redactSentence(message),
    found: redactLine(bare).slice(0, 200),
    ...(expected === undefined ? {} : { expected: redactSentence(expected) }),
    mend: redactSentence(mend ?? 'correct the command, or export the configuration after the change and compare that'),
  }
}

function whichDevice(file: string, { device }: ChangeTarget, names: readonly string[]): Diagnostic {
  return {
    code: 'change/which-device',
    severity: 'error',
    file,
    message:
      device === undefined
        ? 'the configuration holds several devices, and it is not said which one the change is for'
        : `there is no firewall \`${redactText(device)}\``,
    expected: names.map((name) => `\`${name}\``).join(', '),
    mend: `name it with \`--firewall\`, for example \`--firewall ${names[0] ?? ''}\``,
  }
}

function onlyDevice(file: string, name: string): Diagnostic {
  return {
    code: 'change/device',
    severity: 'note',
    file,
    message: `the change is applied to \`${name}\`, the only device of the file that has the lists of the script`,
  }
}

function leaveMode(state: ScriptState): void {
  if (state.inner !== undefined) state.inner = undefined
  else state.block = undefined
}

/** Translation is written otherwise before 8.3. */
function checkEra({ era }: ScriptState, [first = '']: readonly string[]): void {
  if (era !== undefined && !isOld(era) && (first === 'static' || first === 'global')) {
    throw new Refusal(`\`${first}\` is a command of versions before 8.3`, 'translation as of 8.3: `nat`')
  }
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
    if (!isNegated) checkEra(state, own)
    applyStatement(state, edit, own, isNegated)
    return true
  }
  const first = (own[0] ?? '').toLowerCase()
  if (REPLACING.test(words.join(' '))) {
    throw new Refusal(
      'this command puts another configuration in place of the whole, or drops it',
      'commands that change the configuration',
      'compare the two configurations: `emmental diff BEFORE AFTER`',
    )
  }
  if (IRRELEVANT.has(first) || IRRELEVANT_PAIRS.has(`${first} ${own[1]?.toLowerCase() ?? ''}`)) return false
  throw new Refusal('this command is not understood, so what it changes cannot be said')
}
