import type { AsaBinding, AsaConfig, AsaStatement } from '../config.ts'

/**
 * Names of interfaces are not case-sensitive ("nameif": "a text string up to 48 characters, and is not case-sensitive",
 * general operations guide): every statement that names one in other letters gets the spelling of its `nameif`. Of two
 * statements that bind the same side of one interface the later one counts.
 */
export function spellInterfaces(config: AsaConfig): void {
  const spelling = spellings(config)
  const spelled = (name: string): string => spelling.get(name.toLowerCase()) ?? name
  for (const bindings of [config.inbound, config.outbound, config.inbound6, config.outbound6]) {
    respell(bindings, spelled)
  }
  replaceAll(config.routes, (route) => ({ ...route, interfaceName: spelled(route.interfaceName) }))
  replaceAll(config.unreadRoutes, (route) => ({ ...route, interfaceName: spelled(route.interfaceName) }))
  replaceAll(config.open, (doubt) =>
    doubt.interface === undefined ? doubt : { ...doubt, interface: spelled(doubt.interface) },
  )
  replaceAll(config.translations, (statement) => withPair(statement, spelled))
  replaceAll(config.doubts, (doubt) => {
    const [what = '', name = '', ...rest] = doubt.words
    return NAMING.has(what) ? { ...doubt, words: [what, spelled(name), ...rest] } : doubt
  })
}

const NAMING = new Set(['ethertype-deny', 'per-user-override'])

/** By small letters; a name that two interfaces share but for the case stands for neither. */
function spellings({ interfaces }: AsaConfig): Map<string, string> {
  const found = new Map<string, string>()
  const names = new Set(interfaces.flatMap(({ nameif }) => nameif ?? []))
  const taken = new Set<string>()
  for (const name of names) {
    const key = name.toLowerCase()
    if (taken.has(key)) found.delete(key)
    else found.set(key, name)
    taken.add(key)
  }
  return found
}

function respell(bindings: Map<string, AsaBinding>, spelled: (name: string) => string): void {
  const own = [...bindings].sort(([, a], [, b]) => a.line - b.line)
  bindings.clear()
  for (const [name, binding] of own) bindings.set(spelled(name), binding)
}

function replaceAll<T>(items: T[], change: (item: T) => T): void {
  for (const [i, item] of items.entries()) items[i] = change(item)
}

/** The second word of a translation is `(real,mapped)` or `(interface)`. */
function withPair(statement: AsaStatement, spelled: (name: string) => string): AsaStatement {
  const [first = '', second = '', ...rest] = statement.words
  if (!second.startsWith('(') || !second.endsWith(')')) return statement
  const names = second.slice(1, -1).split(',').map(spelled)
  return { ...statement, words: [first, `(${names.join(',')})`, ...rest] }
}
