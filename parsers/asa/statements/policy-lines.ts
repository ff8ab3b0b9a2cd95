import {
  doubt,
  enter,
  isUnreadable,
  kept,
  keyAt,
  type Line,
  MODELLED,
  type Mode,
  type Outcome,
  type Reading,
  unread,
} from './block.ts'
import { isSubCommand } from './sub-commands.ts'

/** Modules and services that may drop what a policy hands to them. */
const HANDED_TO = new Set(['ips', 'sfr', 'cxsc', 'csc'])

/** Sub-commands of a policy that neither refuse nor alter what they match, or limit no more than its rate. */
const QUIET = new Set([
  'class',
  'description',
  'police',
  'priority',
  'shape',
  'service-policy',
  'flow-export',
  'user-statistics',
  'set',
  'no',
  'queue-limit',
])

export function readPolicyLine(
  reading: Reading,
  mode: Extract<Mode, { kind: 'policy' }>,
  one: Line,
): Outcome | undefined {
  const { line, words, indented, topLevel } = one
  const first = words[0] ?? ''
  if (mode.inspection !== undefined) {
    if (topLevel === 'decides' || (topLevel !== undefined && !indented)) return undefined
    if (!indented && !isInspectionWord(first)) return undefined
    noteStrict(reading, mode.inspection, one)
    return 'irrelevant'
  }
  if (first === 'class' && words[1] !== undefined) {
    mode.className = words[1]
    return 'irrelevant'
  }
  const className = mode.className ?? ''
  if (first === 'inspect') return kept(reading, line, ['inspect', keyAt(words, 1), className, ...words.slice(2)])
  if (HANDED_TO.has(first)) return kept(reading, line, [...words, className])
  const action = limitOf(words, className)
  if (action !== undefined) return kept(reading, line, action)
  // With two words more it is the statement that switches a policy on.
  if (first === 'service-policy' && words.length > 2) return undefined
  if (QUIET.has(first)) return first === 'no' && topLevel === 'decides' ? undefined : 'irrelevant'
  if (topLevel !== undefined || !indented) return undefined
  return doubt(reading, line, words)
}

/** Limits of a class that do more than their rate says. */
function limitOf(words: readonly string[], className: string): string[] | undefined {
  const text = words.join(' ')
  if (words[0] === 'police' && POLICE_DROPS.test(text))
    return ['class-drops', 'what conforms to the rate is dropped', className]
  if (words[0] !== 'set') return undefined
  if (words.some((word) => word.toLowerCase() === 'tcp-state-bypass')) return ['tcp-state-bypass', className]
  const [, map] = /^set connection advanced-options (\S+)/i.exec(text) ?? []
  return map === undefined ? undefined : ['tcp-map', map, className]
}

/** `police output 8000 conform-action drop`: what keeps to the rate is dropped too. */
const POLICE_DROPS = /\bconform-action drop\b/i

/** Actions of an inspection's own map that refuse or change what is otherwise let through. */
const STRICT = new Set(['drop', 'drop-connection', 'reset', 'mask', 'rate-limit', 'deny'])

/** Of a map what makes it refuse more than the inspection alone does; a line that cannot be read may. */
function noteStrict({ config }: Reading, name: string, { line, words }: Line): void {
  if (words[0] === 'description') return
  if (words.some((word) => STRICT.has(word.toLowerCase())) || isUnreadable(words[0] ?? ''))
    config.doubts.push({ line, words: ['strict-map', name] })
}

/** `tcp-map`, `snmp-map`: only what they drop or clear is kept; the other lines allow. */
export function readFilterMapLine(reading: Reading, name: string, one: Line): Outcome | undefined {
  const { line, words, indented, topLevel } = one
  if (topLevel === 'decides' || (topLevel !== undefined && !indented)) return undefined
  const isKnown = indented || isSubCommand(words) || words[0] === 'deny'
  if (!isKnown) return undefined
  if (words.some((word) => /^(?:drop|clear|deny)$/i.test(word) || isUnreadable(word)))
    reading.config.doubts.push({ line, words: ['strict-map', name] })
  return MODELLED
}

/** `wccp interface NAME SERVICE redirect in`: what enters there goes to a cache first. */
export function readWccp(reading: Reading, line: number, words: readonly string[]): Outcome {
  if (!words.some((word) => word.toLowerCase() === 'redirect')) return 'irrelevant'
  return kept(reading, line, ['wccp', words[2] ?? '', words[3] ?? ''])
}

/** `ip audit … action drop`: signatures that refuse, where an interface asks for them. */
export function readIpAudit(reading: Reading, line: number, words: readonly string[]): Outcome {
  if (words.some((word) => /^(?:drop|reset)$/i.test(word)) || words.some(isUnreadable))
    return kept(reading, line, ['audit-drops'])
  if (keyAt(words, 2) === 'interface') return kept(reading, line, ['audit-interface', words[3] ?? ''])
  return 'irrelevant'
}

const INSPECTION_WORDS = new Set(
  'parameters match class description drop drop-connection log reset mask rate-limit message-length id-randomization'.split(
    ' ',
  ),
)

function isInspectionWord(word: string): boolean {
  return INSPECTION_WORDS.has(word)
}

/** The inspections of PIX 6. */
export function readFixup(reading: Reading, line: number, words: readonly string[]): Outcome {
  if (keyAt(words, 1) !== 'protocol' || words[2] === undefined)
    return unread(reading, line, words, '`fixup protocol NAME` is expected')
  reading.config.pix6Line ??= line
  return kept(reading, line, ['fixup', ...words.slice(2).map((word) => word.toLowerCase())])
}

/** Only where tunnels end matters: what comes out of them may skip the lists. */
export function readCrypto(reading: Reading, line: number, words: readonly string[]): Outcome {
  const [, , name = ''] = words
  const { doubts } = reading.config
  const [first, second, fourth] = [keyAt(words, 0), keyAt(words, 1), keyAt(words, 3)]
  // Which traffic a tunnel takes, and where it ends, is not what it is set to do.
  if (first === 'crypto' && (isUnreadable(second) || second === 'map') && keyAt(words, 4) !== 'set') {
    if (words.some(isUnreadable)) return unread(reading, line, words, '`crypto map NAME …` is expected')
    if (fourth === 'interface') {
      const lists = doubts.filter((one) => one.words[0] === 'crypto-match' && one.words[1] === name)
      // A dynamic entry takes whoever connects, so no list says what may come out of it.
      const names = lists.some((one) => one.words[2] === undefined) ? [] : lists.map((one) => one.words[2] ?? '')
      return kept(reading, line, ['tunnel', words[4] ?? '', ...names])
    }
    if (keyAt(words, 4) === 'match' && keyAt(words, 5) === 'address')
      doubts.push({ line, words: ['crypto-match', name, words.at(-1) ?? ''] })
    else if (words.slice(4).some((word) => word.toLowerCase() === 'dynamic'))
      doubts.push({ line, words: ['crypto-match', name] })
  }
  if (first === 'crypto' && second === 'ca' && /^certificate$/i.test(name) && fourth === 'chain')
    return enter(reading, { kind: 'certificates', isWithin: false }, 'irrelevant')
  return enter(reading, { kind: 'irrelevant', reason: 'tunnels' }, 'irrelevant')
}

export function readSysopt(reading: Reading, line: number, words: readonly string[]): Outcome {
  if (keyAt(words, 1) !== 'connection' || !/^permit-(?:vpn|ipsec)$/i.test(words[2] ?? '')) return 'irrelevant'
  return kept(reading, line, ['permit-vpn', 'on'])
}

export function readAaa(reading: Reading, line: number, words: readonly string[]): Outcome {
  const asks = /^(?:authentication|authorization)$/.test(keyAt(words, 1)) && /^(?:match|include)$/.test(keyAt(words, 2))
  if (!asks) return 'irrelevant'
  return kept(reading, line, [...words.slice(0, 3).map((word) => word.toLowerCase()), ...words.slice(3)])
}

/** Only `enable` and `drop` decide traffic; the other lines fetch and store lists of names. */
export function readDynamicFilter(reading: Reading, line: number, words: readonly string[]): Outcome {
  return /^(?:enable|drop)$/.test(keyAt(words, 1)) ? kept(reading, line, words) : 'irrelevant'
}
