import { enter, kept, type Mode, type Outcome, type Reading } from './block.ts'

/** Modules and services that may drop what a policy hands to them. */
const HANDED_TO = new Set(['ips', 'sfr', 'cxsc', 'csc'])

export function readPolicyLine(
  reading: Reading,
  mode: Extract<Mode, { kind: 'policy' }>,
  line: number,
  words: readonly string[],
  indented: boolean,
): Outcome | undefined {
  if (words[0] === 'class' && words[1] !== undefined) mode.className = words[1]
  const className = mode.className ?? ''
  if (words[0] === 'inspect') return kept(reading, line, words)
  if (HANDED_TO.has(words[0] ?? '')) return kept(reading, line, [...words, className])
  if (words.includes('tcp-state-bypass')) return kept(reading, line, ['tcp-state-bypass', className])
  return indented || words[0] === 'class' || words[0] === 'parameters' ? 'irrelevant' : undefined
}

/** The inspections of PIX 6, named as the later ones. */
export function readFixup(reading: Reading, line: number, words: readonly string[]): Outcome {
  if (words[1] !== 'protocol' || words[2] === undefined) return { notUnderstood: '`fixup protocol NAME` is expected' }
  reading.config.pix6Line ??= line
  return kept(reading, line, ['fixup', ...words.slice(2)])
}

/** Only where tunnels end matters: what comes out of them may skip the lists. */
export function readCrypto(reading: Reading, line: number, words: readonly string[]): Outcome {
  const [first, second, third = '', fourth = '', fifth = ''] = words
  const { doubts } = reading.config
  if (first === 'crypto' && second === 'map' && fourth === 'interface') {
    const lists = doubts.filter((one) => one.words[0] === 'crypto-match' && one.words[1] === third)
    // A dynamic entry takes whoever connects, so no list says what may come out of it.
    const names = lists.some((one) => one.words[2] === undefined) ? [] : lists.map((one) => one.words[2] ?? '')
    return kept(reading, line, ['tunnel', fifth, ...names])
  }
  if (first === 'crypto' && second === 'map' && words.includes('match') && words.includes('address')) {
    doubts.push({ line, words: ['crypto-match', third, words.at(-1) ?? ''] })
  } else if (first === 'crypto' && second === 'map' && words.includes('dynamic')) {
    doubts.push({ line, words: ['crypto-match', third] })
  }
  return enter(reading, { kind: 'irrelevant', reason: 'tunnels' }, 'irrelevant')
}

export function readSysopt(reading: Reading, line: number, words: readonly string[]): Outcome {
  if (words[1] !== 'connection' || !/^permit-(?:vpn|ipsec)$/.test(words[2] ?? '')) return 'irrelevant'
  return kept(reading, line, ['permit-vpn', 'on'])
}

export function readAaa(reading: Reading, line: number, words: readonly string[]): Outcome {
  const asks =
    (words[1] === 'authentication' || words[1] === 'authorization') && /^(?:match|include)$/.test(words[2] ?? '')
  return asks ? kept(reading, line, words) : 'irrelevant'
}

/** Only `enable` and `drop` decide traffic; the other lines fetch and store lists of names. */
export function readDynamicFilter(reading: Reading, line: number, words: readonly string[]): Outcome {
  return words[1] === 'enable' || words[1] === 'drop' ? kept(reading, line, words) : 'irrelevant'
}
