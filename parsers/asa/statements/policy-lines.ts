import {
  doubt,
  enter,
  isUnreadable,
  kept,
  keyAt,
  type Line,
  type Mode,
  type Outcome,
  type Reading,
  unread,
} from './block.ts'

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
  if (mode.isInspection) {
    if (topLevel === 'decides' || (topLevel !== undefined && !indented)) return undefined
    return indented || isInspectionWord(first) ? 'irrelevant' : undefined
  }
  if (first === 'class' && words[1] !== undefined) {
    mode.className = words[1]
    return 'irrelevant'
  }
  const className = mode.className ?? ''
  if (first === 'inspect') return kept(reading, line, ['inspect', keyAt(words, 1), className])
  if (HANDED_TO.has(first)) return kept(reading, line, [...words, className])
  if (first === 'set' && words.some((word) => word.toLowerCase() === 'tcp-state-bypass'))
    return kept(reading, line, ['tcp-state-bypass', className])
  // With two words more it is the statement that switches a policy on.
  if (first === 'service-policy' && words.length > 2) return undefined
  if (QUIET.has(first)) return first === 'no' && topLevel === 'decides' ? undefined : 'irrelevant'
  if (topLevel !== undefined || !indented) return undefined
  return doubt(reading, line, words)
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
