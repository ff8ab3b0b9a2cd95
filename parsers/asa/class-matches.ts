import type { AsaStatement } from './config.ts'

/** The `match` statements of each class map, by its name: read once, since every use asks for them. */
export function classMatches(statements: readonly AsaStatement[]): ReadonlyMap<string, readonly AsaStatement[]> {
  const found = new Map<string, AsaStatement[]>()
  for (const statement of statements) {
    const [what, name = ''] = statement.words
    if (what !== 'class-map') continue
    const known = found.get(name)
    if (known === undefined) found.set(name, [statement])
    else known.push(statement)
  }
  return found
}

/** Whether some policy is in force; without one the classes of policies are asked nothing. */
export function hasServicePolicy(statements: readonly AsaStatement[]): boolean {
  return statements.some(({ words }) => words[0] === 'service-policy')
}
