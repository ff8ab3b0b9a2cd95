import { checkInterfaces, checkMemberWords } from './check-words.ts'
import type { Block, DocLine } from './document.ts'
import { memberKey } from './member-key.ts'
import { blocksOf, definedNames, holdsGroup, useOf } from './references.ts'
import { type Edit, nameResolver, plain, Refusal, type ScriptState } from './script-state.ts'

/** What a block is known by: its kind, and the words that tell it from others of the kind. */
export interface BlockHead {
  readonly kind: 'object' | 'object-group' | 'interface' | 'time-range' | 'policy-map' | 'class-map'
  readonly name: string
  /** `network`, `service`, …; of a port group with its protocol. */
  readonly type: string
}

/** The head that words are, if they are one. */
export function blockHeadOf(words: readonly string[]): BlockHead | undefined {
  const [first, second = '', third = '', fourth = ''] = words
  switch (first) {
    case 'object':
      return second === 'network' || second === 'service' ? { kind: 'object', type: second, name: third } : undefined
    case 'object-group':
      return { kind: 'object-group', type: plain(`${second} ${fourth}`), name: third }
    case 'interface':
      return { kind: 'interface', type: '', name: words.slice(1).join('').toLowerCase() }
    case 'time-range':
      return { kind: 'time-range', type: '', name: second }
    case 'policy-map':
    case 'class-map':
      return { kind: first, type: words.slice(1, -1).join(' '), name: words.at(-1) ?? '' }
    default:
      return undefined
  }
}

/** First words that belong into a block, by its kind. */
const MEMBERS: Readonly<Record<BlockHead['kind'], ReadonlySet<string>>> = {
  object: new Set(['host', 'subnet', 'range', 'fqdn', 'service', 'nat', 'description']),
  'object-group': new Set([
    'network-object',
    'service-object',
    'port-object',
    'protocol-object',
    'icmp-object',
    'group-object',
    'description',
  ]),
  interface: new Set(['nameif', 'security-level', 'ip', 'ipv6', 'shutdown', 'description', 'vlan', 'speed', 'duplex']),
  'time-range': new Set(['absolute', 'periodic']),
  'policy-map': new Set(['class', 'inspect', 'set', 'parameters', 'police', 'description']),
  'class-map': new Set(['match', 'description']),
}

/** Values of which a block has one. */
const SINGLE: ReadonlyMap<BlockHead['kind'], readonly (readonly string[])[]> = new Map([
  ['object', [['host', 'subnet', 'range', 'fqdn', 'service'], ['nat'], ['description']]],
  ['interface', [['security-level'], ['nameif'], ['ip address'], ['shutdown'], ['description']]],
  ['time-range', [['absolute']]],
])

/** Applies a command that belongs to the block that the script is in; false if it belongs to none. Throws Refusal. */
export function applyBlockCommand(
  state: ScriptState,
  edit: Edit,
  words: readonly string[],
  isNegated: boolean,
): boolean {
  const { block } = state
  if (block === undefined) return false
  const head = blockHeadOf(plain(block.header.text).split(' '))
  const first = words[0] ?? ''
  if (head === undefined || !MEMBERS[head.kind].has(first)) return false
  // With `source` it is twice NAT, which belongs to no object.
  if (head.kind === 'object' && first === 'nat' && words.includes('source')) return false
  if (head.kind === 'policy-map') applyPolicyMember(state, block, edit, words, isNegated)
  else if (isNegated) removeMember(state, block, head, words)
  else addMember(state, block, head, edit, words)
  return true
}

/** Enters a block, making it if it is new. Throws Refusal if another kind has the name. */
export function enterBlock(state: ScriptState, head: BlockHead, edit: Edit): void {
  const { document } = state
  if (head.name === '') throw new Refusal('a name is expected')
  const same = blocksOf(document, (words) => {
    const other = blockHeadOf(words)
    return other?.kind === head.kind && other.name === head.name
  })
  const other = same.find(({ header }) => blockHeadOf(plain(header.text).split(' '))?.type !== head.type)
  if (other !== undefined && head.kind !== 'policy-map') {
    throw new Refusal(`\`${head.name}\` is there as something else`, plain(other.header.text))
  }
  state.inner = undefined
  state.block = same.at(-1)
  if (state.block !== undefined) return
  if (head.kind === 'interface') {
    throw new Refusal('the configuration has no such interface', 'an interface that it names')
  }
  const header = document.append(edit.script, edit.line, edit.words.join(' '))
  state.block = { header, members: [] }
  document.blocks.push(state.block)
}

/** Every line of every block with the head of this one: an object may be opened again for its translation. */
function membersOf({ document }: ScriptState, head: BlockHead): { block: Block; line: DocLine }[] {
  const same = blocksOf(document, (words) => {
    const other = blockHeadOf(words)
    return other?.kind === head.kind && other.name === head.name
  })
  return same.flatMap((block) => block.members.filter(({ isGone }) => !isGone).map((line) => ({ block, line })))
}

function addMember(state: ScriptState, block: Block, head: BlockHead, edit: Edit, words: readonly string[]): void {
  checkMember(state, head, words)
  const key = keyOf(state, head, words)
  const members = membersOf(state, head)
  if (members.some(({ line }) => keyOf(state, head, plain(line.text).split(' ')) === key)) return
  const slot = slotOf(head, words)
  if (
    head.kind === 'interface' &&
    slot?.[0] === 'nameif' &&
    members.some(({ line }) => /^\s*nameif\s/.test(line.text))
  ) {
    throw new Refusal(
      'an interface that gets another name changes every statement that names it',
      undefined,
      'export the configuration after the change, and compare that',
    )
  }
  for (const { line } of slot === undefined ? [] : members) {
    if (slotOf(head, plain(line.text).split(' ')) === slot) line.isGone = true
  }
  put(state, block, edit, ` ${words.join(' ')}`)
}

/** The values of which one replaces another, as this line is one of them. */
function slotOf({ kind }: BlockHead, words: readonly string[]): readonly string[] | undefined {
  return SINGLE.get(kind)?.find((slot) => slot.includes(words[0] ?? '') || slot.includes(words.slice(0, 2).join(' ')))
}

function keyOf({ document }: ScriptState, { type }: BlockHead, words: readonly string[]): string {
  return memberKey(words, type, nameResolver(document))
}

/** Blocks of which each line is read word by word. */
const CHECKED: ReadonlySet<BlockHead['kind']> = new Set(['object', 'object-group', 'time-range'])

function checkMember({ document }: ScriptState, head: BlockHead, words: readonly string[]): void {
  if (CHECKED.has(head.kind)) checkMemberWords(document, words, head.type)
  if (head.kind === 'object' && words[0] === 'nat') checkInterfaces(document, words)
  if (head.kind !== 'object-group') return
  const defined = definedNames(document)
  const [first, second = '', third = ''] = words
  if (first === 'group-object' && !defined.groups.has(second))
    throw new Refusal(`there is no object-group \`${second}\``)
  if (first === 'group-object' && (second === head.name || holdsGroup(document, second, head.name))) {
    throw new Refusal('a group cannot hold itself', second === head.name ? undefined : `\`${second}\` holds it`)
  }
  if (second === 'object' && first === 'network-object' && !defined.objects.has(third)) {
    throw new Refusal(`there is no object \`${third}\``)
  }
  const kinds: Readonly<Record<string, string>> = {
    'network-object': 'network',
    'service-object': 'service',
    'port-object': 'service',
    'protocol-object': 'protocol',
    'icmp-object': 'icmp-type',
  }
  const wanted = kinds[first ?? '']
  if (wanted !== undefined && !head.type.startsWith(wanted)) {
    throw new Refusal(`\`${first}\` does not belong into a group of the kind \`${head.type}\``)
  }
}

function removeMember(state: ScriptState, _block: Block, head: BlockHead, words: readonly string[]): void {
  if (head.kind === 'interface' && words[0] === 'nameif') {
    throw new Refusal(
      'an interface that loses its name changes every statement that names it',
      undefined,
      'export the configuration after the change, and compare that',
    )
  }
  const members = membersOf(state, head)
  const key = keyOf(state, head, words)
  const slot = slotOf(head, words)
  // `no shutdown`, `no ip address` and `no absolute` need no value.
  const isBare = slot?.includes(words.join(' '))
  const gone = members.filter(({ line }) => {
    const own = plain(line.text).split(' ')
    return isBare ? slotOf(head, own) === slot : keyOf(state, head, own) === key
  })
  if (gone.length === 0) {
    // Switching on what is on is no mistake.
    if (words[0] === 'shutdown' || words[0] === 'description') return
    throw new Refusal(`${head.kind === 'interface' ? 'the interface' : `\`${head.name}\``} has no such line`)
  }
  const isLast = members.filter(({ line }) => !/^\s*description\b/.test(line.text)).length === gone.length
  const use = head.kind === 'object-group' && isLast ? useOf(state.document, 'object-group', head.name) : undefined
  if (use !== undefined)
    throw new Refusal(`the group would be empty, and it is in use`, use, 'remove what uses it first')
  for (const { line } of gone) line.isGone = true
}

/** `class C` opens a part of a policy map; what follows belongs to it. */
function applyPolicyMember(
  state: ScriptState,
  block: Block,
  edit: Edit,
  words: readonly string[],
  isNegated: boolean,
): void {
  const text = words.join(' ')
  const members = block.members.filter(({ isGone }) => !isGone)
  if (words[0] === 'class' || words[0] === 'parameters') {
    const at = members.findIndex((line) => plain(line.text) === text)
    if (isNegated) {
      if (at < 0) throw new Refusal('the policy map has no such class')
      for (const line of classOf(members, at)) line.isGone = true
      state.inner = undefined
      return
    }
    if (at < 0) put(state, block, edit, ` ${text}`)
    state.inner = text
    return
  }
  const start = members.findIndex((line) => plain(line.text) === state.inner)
  if (state.inner === undefined || start < 0)
    throw new Refusal('a class has to be entered first', '`class inspection_default`, for example')
  const within = classOf(members, start)
  const known = within.find((line) => plain(line.text) === text)
  if (isNegated) {
    if (known === undefined) throw new Refusal('the class has no such line')
    known.isGone = true
  } else if (known === undefined) {
    const last = within.at(-1) ?? block.header
    const added = state.document.insert('behind', last, edit.script, edit.line, `  ${text}`)
    block.members.splice(block.members.indexOf(last) + 1, 0, added)
  }
}

/** The line that opens a class, and those up to the next one. */
function classOf(members: readonly DocLine[], start: number): DocLine[] {
  const next = members.findIndex(({ text }, at) => at > start && /^\s*(?:class|parameters)\b/.test(text))
  return members.slice(start, next < 0 ? undefined : next)
}

function put({ document }: ScriptState, block: Block, edit: Edit, text: string): void {
  const last = block.members.at(-1) ?? block.header
  const added = document.insert('behind', last, edit.script, edit.line, text)
  block.members.push(added)
}
