/** Words after which a name stands, which keeps its letters. */
const NAMING: ReadonlySet<string> = new Set([
  'object',
  'object-group',
  'object-group-user',
  'object-group-security',
  'object-group-network-service',
  'time-range',
  'interface',
  'host',
  'user',
  'user-group',
  'name',
])

/** Words of an entry that are neither names nor values; those of protocols and ports are known in any case anyway. */
const ENTRY_WORDS: ReadonlySet<string> = new Set([
  ...NAMING,
  'line',
  'extended',
  'standard',
  'webtype',
  'ethertype',
  'permit',
  'deny',
  'remark',
  'ip',
  'any',
  'any4',
  'any6',
  'eq',
  'range',
  'gt',
  'lt',
  'neq',
  'source',
  'destination',
  'security-group',
  'tag',
  'log',
  'default',
  'disable',
  'interval',
  'inactive',
  'rename',
])

/** How many words from the first on are keywords, for commands that name something behind them; of all others none but the first. */
const LEADING: ReadonlyMap<string, number> = new Map([
  ['object', 2],
  ['clear', 3],
  ['fqdn', 2],
  ['inspect', 2],
  ['match', 2],
])

/** Commands that hold keywords and numbers alone. */
const NAMELESS: ReadonlySet<string> = new Set([
  'same-security-traffic',
  'nat-control',
  'sysopt',
  'security-level',
  'shutdown',
  'ip',
  'ipv6',
  'port-object',
  'protocol-object',
  'icmp-object',
  'service',
  'absolute',
  'periodic',
])

/**
 * The words of a command with its keywords in lower case: a device takes them in any. Names of lists, groups, objects, interfaces and the like,
 * remarks and descriptions stay as they are, for a device tells `DMZ` from `dmz`.
 */
export function withLowerKeywords(words: readonly string[]): string[] {
  const [first = '', second = '', third = '', ...rest] = words
  const key = first.toLowerCase()
  switch (key) {
    case 'no':
      return [key, ...withLowerKeywords(words.slice(1))]
    case 'access-list':
      return [key, ...words.slice(1, 2), ...entryWords(words.slice(2))]
    case 'access-group':
    case 'network-object':
    case 'service-object':
      return [key, ...(key === 'access-group' ? bindingWords(words.slice(1)) : entryWords(words.slice(1)))]
    case 'object-group':
      return [key, ...words.slice(1, 2).map(lower), ...words.slice(2, 3), ...words.slice(3).map(lower)]
    case 'policy-map':
    case 'class-map':
      return words.map((word, at) => (at < words.length - 1 ? lower(word) : word))
    case 'nat':
      return natWords(words)
    case 'ipv6':
      return second.toLowerCase() === 'access-list'
        ? [key, lower(second), ...words.slice(2, 3), ...entryWords(rest)]
        : second.toLowerCase() === 'route'
          ? [key, lower(second), third, ...rest]
          : words.map(lower)
    default: {
      const keywords = NAMELESS.has(key) ? words.length : (LEADING.get(key) ?? 1)
      return words.map((word, at) => (at < keywords ? lower(word) : word))
    }
  }
}

/** A line so, with the blanks in front of it; one that has no capital in its keywords stays as it is. */
export function lineWithLowerKeywords(line: string): string {
  if (!/[A-Z]/.test(line)) return line
  const bare = line.trim()
  if (bare.startsWith('!')) return line
  const words = bare.split(/\s+/)
  const lowered = withLowerKeywords(words)
  if (lowered.every((word, at) => word === words[at])) return line
  return `${/^\s*/.exec(line)?.[0] ?? ''}${lowered.join(' ')}`
}

function lower(word: string): string {
  return word.toLowerCase()
}

function entryWords(words: readonly string[]): string[] {
  const result: string[] = []
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? ''
    const key = word.toLowerCase()
    // An alias of `name` in front of its mask may be called like a keyword.
    const isAddress = /^\d+\.\d+\.\d+\.\d+$/.test(words[at + 1] ?? '') && key !== 'host' && key !== 'range'
    if (!ENTRY_WORDS.has(key) || isAddress) {
      result.push(word)
      continue
    }
    result.push(key)
    if (key === 'remark') return [...result, ...words.slice(at + 1)]
    const name = words[at + 1]
    if (!NAMING.has(key) || name === undefined) continue
    result.push(name)
    at++
  }
  return result
}

/** `LIST in interface NAME`, or `LIST global`. */
function bindingWords(words: readonly string[]): string[] {
  const namedAt = lower(words[2] ?? '') === 'interface' ? 3 : 0
  return words.map((word, at) => (at === 0 || at === namedAt ? word : lower(word)))
}

/** `nat (real,mapped) [after-auto] [POSITION] source static …`; words behind these are told from names by their reader. */
function natWords(words: readonly string[]): string[] {
  const sourceAt = words.findIndex((word, at) => at > 0 && at < 5 && lower(word) === 'source')
  const keywords = new Set(['after-auto', 'source', 'static', 'dynamic'])
  const last = sourceAt < 0 ? 2 : sourceAt + 1
  return words.map((word, at) => (at === 0 || (at <= last && keywords.has(lower(word))) ? lower(word) : word))
}
