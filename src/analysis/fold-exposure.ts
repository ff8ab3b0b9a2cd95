import { groupBy } from './group-by.ts'
import type { Exposure } from './result.ts'

/** So many entries name one server each; of more those that are alike become one. */
const ENTRIES_MAX = 500

/** Large organisations have thousands of entries and some dozen that differ in more than the name. */
export function foldExposure(exposure: readonly Exposure[], entriesMax: number = ENTRIES_MAX): readonly Exposure[] {
  if (exposure.length <= entriesMax) return exposure
  const groups = groupBy(exposure, ({ server, ...rest }) => JSON.stringify(rest))
  return Array.from(groups.values()).flatMap((members) => {
    const [first] = members
    return first === undefined ? [] : [{ ...first, servers: members.map(({ server }) => server) }]
  })
}

/** One entry for each server again. */
export function unfoldExposure<T extends Pick<Exposure, 'server' | 'servers'>>(exposure: readonly T[]): T[] {
  return exposure.flatMap((one) => (one.servers ?? [one.server]).map((server) => ({ ...one, server })))
}
