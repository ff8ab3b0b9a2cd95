import { type BlockHead, blockHeadOf, enterBlock } from './block-commands.ts'
import { checkInterfaces, hasInterface } from './check-words.ts'
import type { Block, DocLine, Document } from './document.ts'
import { blocksOf, useOf } from './references.ts'
import { type Edit, nameResolver, plain, Refusal, type ScriptState } from './script-state.ts'

/** Statements of one line that are kept as they stand; those of which one replaces another have rules of their own. */
const KEPT = new Set([
  'route',
  'nat',
  'static',
  'global',
  'conduit',
  'name',
  'same-security-traffic',
  'nat-control',
  'established',
  'filter',
  'sysopt',
  'service-policy',
  'fixup',
  'shun',
])

export function isStatement(words: readonly string[]): boolean {
  const [first = '', second = ''] = words
  if (first === 'ipv6') return second === 'route'
  if (first === 'clear') return /^conf/.test(second)
  return KEPT.has(first) || first === 'access-group'
}

/** Applies a command of the top level that is no entry of a list. Throws Refusal. */
export function applyStatement(state: ScriptState, edit: Edit, words: readonly string[], isNegated: boolean): void {
  const { document } = state
  const head = blockHeadOf(words)
  if (head !== undefined) {
    if (isNegated) removeBlock(document, head, words)
    else enterBlock(state, head, edit)
    return
  }
  if (words[0] === 'clear') {
    clear(document, words)
    return
  }
  if (words[0] === 'access-group') {
    bind(document, edit, words, isNegated)
    return
  }
  const twin = document.statements.find(({ isGone, text }) => !isGone && sameStatement(document, text, words))
  if (isNegated) {
    if (twin === undefined) throw new Refusal('the configuration has no such line')
    twin.isGone = true
    return
  }
  if (twin !== undefined) return
  checkInterfaces(document, words)
  if (words[0] === 'nat' && words.includes('source')) addTwiceNat(document, edit, words)
  else document.statements.push(document.append(edit.script, edit.line, words.join(' ')))
}

/** Blanks, names and a metric or position that the device leaves out do not count. */
function sameStatement(document: Document, text: string, words: readonly string[]): boolean {
  const resolve = nameResolver(document)
  const key = (all: readonly string[]): string => {
    const own = all.map((word) => (all[0] === 'name' ? word : (resolve(word) ?? word)))
    if (own[0] === 'route') return own.slice(0, 5).join(' ')
    if (own[0] === 'nat')
      return own.filter((word, i) => !(i === 2 && /^\d+$/.test(word) && own.includes('source'))).join(' ')
    return own.join(' ')
  }
  const own = plain(text)
  return own.startsWith(`${words[0]} `) || own === words[0] ? key(own.split(' ')) === key(words) : false
}

/** Manual translation is tried in its order: at the end of its section, or at the position that is stated. */
function addTwiceNat(document: Document, edit: Edit, words: readonly string[]): void {
  const isLate = words.includes('after-auto')
  const at = words.findIndex((word, i) => i > 1 && /^\d+$/.test(word) && words.indexOf('source') > i)
  const text = words.filter((_, i) => i !== at).join(' ')
  const section = document.statements.filter(
    ({ isGone, text: other }) =>
      !isGone && /^\s*nat \(/.test(other) && /\ssource\s/.test(other) && /\safter-auto\s/.test(other) === isLate,
  )
  const next = at < 0 ? undefined : section[Number(words[at]) - 1]
  const last = section.at(-1)
  const added =
    next !== undefined
      ? document.insert('before', next, edit.script, edit.line, text)
      : last === undefined
        ? document.append(edit.script, edit.line, text)
        : document.insert('behind', last, edit.script, edit.line, text)
  const where = next ?? last
  const index =
    where === undefined ? document.statements.length : document.statements.indexOf(where) + (next === undefined ? 1 : 0)
  document.statements.splice(index, 0, added)
}

const BINDING_OPTIONS: ReadonlySet<string> = new Set(['per-user-override', 'control-plane'])

/** The last binding of an interface and direction counts; a list that does not exist cannot be bound. */
function bind(document: Document, edit: Edit, words: readonly string[], isNegated: boolean): void {
  const [, list = '', direction = '', , interfaceName = ''] = words
  if (direction !== 'global' && ((direction !== 'in' && direction !== 'out') || interfaceName === '')) {
    throw new Refusal('the binding is incomplete', '`access-group NAME in interface INTERFACE`, for example')
  }
  const stranger = words.slice(direction === 'global' ? 3 : 5).find((word) => !BINDING_OPTIONS.has(word))
  if (stranger !== undefined) throw new Refusal(`\`${stranger}\` is not understood behind a binding`)
  const key = (all: readonly string[]): string => (all[2] === 'global' ? 'global' : `${all[2]} ${all[4]}`)
  const bindings = document.statements.filter(({ isGone, text }) => {
    const own = plain(text).split(' ')
    return (
      !isGone &&
      own[0] === 'access-group' &&
      own.includes('control-plane') === words.includes('control-plane') &&
      key(own) === key(words)
    )
  })
  if (isNegated) {
    const bound = bindings.filter(({ text }) => plain(text).split(' ')[1] === list)
    if (bound.length === 0) throw new Refusal('the list is not bound so')
    for (const one of bound) one.isGone = true
    return
  }
  const isThere = [list, `ipv6 ${list}`].some((name) => (document.lists.get(name) ?? []).some(({ isGone }) => !isGone))
  const isOther = document.statements.some(
    ({ isGone, text }) => !isGone && plain(text).startsWith(`access-list ${list} `),
  )
  if (!isThere && !isOther) throw new Refusal(`there is no access list \`${list}\``)
  if (direction !== 'global' && !hasInterface(document, interfaceName)) {
    throw new Refusal(`there is no interface \`${interfaceName}\``)
  }
  for (const one of bindings) one.isGone = true
  document.statements.push(document.append(edit.script, edit.line, words.join(' ')))
}

function removeBlock(document: Document, head: BlockHead, words: readonly string[]): void {
  if (head.kind === 'interface') throw new Refusal('interfaces cannot be removed here')
  // `no object-group NAME` says no kind.
  const name = head.kind === 'object-group' && words.length === 2 ? (words[1] ?? '') : head.name
  const same = blocksOf(document, (other) => {
    const own = blockHeadOf(other)
    return own?.kind === head.kind && own.name === name
  })
  if (same.length === 0) throw new Refusal(`there is no ${head.kind} \`${name}\``)
  const use =
    head.kind === 'object' || head.kind === 'object-group'
      ? useOf(document, head.kind, name)
      : usedElsewhere(document, head, name)
  if (use !== undefined) throw new Refusal(`\`${name}\` is in use`, use, 'remove what uses it first')
  for (const { header, members } of same) for (const line of [header, ...members]) line.isGone = true
}

function usedElsewhere({ lists, statements, blocks }: Document, { kind }: BlockHead, name: string): string | undefined {
  const word =
    kind === 'time-range' ? `time-range ${name}` : kind === 'policy-map' ? `service-policy ${name}` : `class ${name}`
  const lines = [...[...lists.values()].flat(), ...statements, ...blocks.flatMap(({ members }) => members)]
  const found = lines.find(({ isGone, text }) => !isGone && `${plain(text)} `.includes(`${word} `))
  return found === undefined ? undefined : plain(found.text)
}

const CLEARED: readonly string[] = [
  'nat',
  'static',
  'global',
  'route',
  'conduit',
  'name',
  'names',
  'access-group',
  'same-security-traffic',
]

/** `clear configure WHAT [NAME]`. */
function clear(document: Document, words: readonly string[]): void {
  const [, , what = '', name] = words
  const gone = (lines: Iterable<DocLine>): void => {
    for (const line of lines) line.isGone = true
  }
  if (what === 'access-list') {
    const names = [...document.lists.keys()].filter(
      (list) => name === undefined || list === name || list === `ipv6 ${name}`,
    )
    if (name !== undefined && names.length === 0) throw new Refusal(`there is no access list \`${name}\``)
    for (const list of names) gone(document.lists.get(list) ?? [])
    // The bindings of a list go with it.
    gone(
      document.statements.filter(({ text }) => {
        const [first, list] = plain(text).split(' ')
        return first === 'access-group' && (name === undefined || list === name)
      }),
    )
    return
  }
  if (what === 'object' || what === 'object-group' || what === 'time-range') {
    gone(blocksToClear(document, what, name).flatMap(({ header, members }) => [header, ...members]))
    return
  }
  if (!CLEARED.includes(what)) {
    throw new Refusal(
      `clearing \`${what}\` cannot be applied`,
      `access-list, object, object-group, time-range, ${CLEARED.join(', ')}`,
    )
  }
  const first = what === 'names' ? 'name' : what
  gone(document.statements.filter(({ text }) => plain(text).split(' ')[0] === first))
  if (what === 'nat') {
    for (const { header, members } of document.blocks) {
      if (/^\s*object network/.test(header.text)) gone(members.filter(({ text }) => /^\s*nat\s/.test(text)))
    }
  }
}

/** The blocks of a kind, of one type (`network`) or of one name. Throws Refusal if there are none of that name, or one is in use. */
function blocksToClear(document: Document, what: BlockHead['kind'], name: string | undefined): Block[] {
  const blocks = blocksOf(document, (other) => {
    const own = blockHeadOf(other)
    return own?.kind === what && (name === undefined || own.name === name || own.type.split(' ')[0] === name)
  })
  const isType = /^(?:network|service|protocol|icmp-type|security|user)$/.test(name ?? '')
  if (name !== undefined && !isType && blocks.length === 0) throw new Refusal(`there is no ${what} \`${name}\``)
  const names = blocks.map(({ header }) => plain(header.text).split(' ')[what === 'time-range' ? 1 : 2] ?? '')
  const inUse = names.find((one) => (what === 'object' || what === 'object-group') && useOf(document, what, one))
  if (inUse !== undefined) throw new Refusal(`\`${inUse}\` is in use`, undefined, 'remove what uses it first')
  return blocks
}
