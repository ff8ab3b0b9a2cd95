import type { AsaGroup, GroupKind } from '../config.ts'
import { sourceAt } from '../nat/nat-rule.ts'
import { doubt, enter, isUnreadable, keyAt, lose, MODELLED, type Outcome, type Reading } from './block.ts'

const VALUE_WORDS = new Set(['host', 'subnet', 'range', 'fqdn', 'service'])

/** Whether the word says what an object is. */
export function isValueWord(word: string): boolean {
  return VALUE_WORDS.has(word)
}

export function readObject(reading: Reading, line: number, words: readonly string[]): Outcome {
  const [, , name] = words
  const kind = keyAt(words, 1)
  // Entries that name one are uncertain.
  if (kind === 'network-service')
    return enter(reading, { kind: 'irrelevant', reason: 'names of services on the Internet' }, 'irrelevant')
  if ((kind !== 'network' && kind !== 'service') || name === undefined || isUnreadable(name))
    return lose(reading, line, words, '`object network NAME` or `object service NAME` is expected')
  const known = reading.config.objects.get(name)
  if (known === undefined || known.kind !== kind) reading.config.objects.set(name, { name, kind, line })
  return enter(reading, { kind: 'object', name }, MODELLED)
}

export function readObjectLine(
  reading: Reading,
  name: string,
  line: number,
  words: readonly string[],
): Outcome | undefined {
  const object = reading.config.objects.get(name)
  const first = words[0] ?? ''
  if (object === undefined) return undefined
  if (VALUE_WORDS.has(first)) {
    object.value = { line, words }
    return MODELLED
  }
  if (first === 'description') return 'irrelevant'
  if (
    first === 'no' &&
    (VALUE_WORDS.has(keyAt(words, 1)) || keyAt(words, 1) === 'nat' || keyAt(words, 1) === 'description')
  )
    return keyAt(words, 1) === 'description' ? 'irrelevant' : doubt(reading, line, words)
  // With `source` it is twice NAT, which belongs to no object.
  if (first === 'nat' && sourceAt(words) < 0) {
    reading.config.translations.push({ line, words, object: name })
    return MODELLED
  }
  return undefined
}

const GROUP_KINDS: ReadonlyMap<string, GroupKind> = new Map([
  ['network', 'network'],
  ['service', 'service'],
  ['protocol', 'protocol'],
  ['icmp-type', 'icmp-type'],
  ['user', 'user'],
  ['security', 'security'],
  ['network-service', 'network-service'],
])

export function readObjectGroup(reading: Reading, line: number, words: readonly string[]): Outcome {
  const [, , name] = words
  const kind = GROUP_KINDS.get(keyAt(words, 1))
  if (kind === undefined || name === undefined || isUnreadable(name))
    return lose(reading, line, words, 'a kind of group and a name are expected')
  const ports = words[3]?.toLowerCase()
  const known = reading.config.groups.get(name)
  if (known !== undefined) {
    if (known.kind === kind && (known.ports ?? '') === (ports ?? '')) {
      return enter(reading, { kind: 'group', target: known }, MODELLED)
    }
    return enter(
      reading,
      { kind: 'ignored-group' },
      { notUnderstood: `\`${name}\` is a group of another kind already` },
    )
  }
  const target: AsaGroup = { name, kind, line, members: [], ...(ports === undefined ? {} : { ports }) }
  reading.config.groups.set(name, target)
  return enter(reading, { kind: 'group', target }, MODELLED)
}

const MEMBER_WORDS = new Set([
  'network-object',
  'service-object',
  'port-object',
  'protocol-object',
  'icmp-object',
  'group-object',
  'user',
  'user-group',
  'security-group',
])

/** Whether the word says what a group holds. */
export function isMemberWord(word: string): boolean {
  return MEMBER_WORDS.has(word)
}

export function readGroupLine(group: AsaGroup, line: number, words: readonly string[]): Outcome | undefined {
  const first = words[0] ?? ''
  if (first === 'description') return 'irrelevant'
  if (first === 'no' && keyAt(words, 1) === 'description') return 'irrelevant'
  if (first === 'no' && MEMBER_WORDS.has(keyAt(words, 1))) {
    const gone = words.slice(1).join(' ')
    const at = group.members.findIndex((member) => member.words.join(' ') === gone)
    if (at < 0) {
      group.members.push({ line, words: ['?', ...words] })
      return { notUnderstood: 'the group has no such member' }
    }
    group.members.splice(at, 1)
    return MODELLED
  }
  if (!MEMBER_WORDS.has(first)) return undefined
  group.members.push({ line, words })
  return MODELLED
}
