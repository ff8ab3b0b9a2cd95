import { isClientAccess } from '../exchange/roles.ts'
import { comparableSetting } from '../exchange/settings.ts'
import type { Network, ServerSetting } from '../model/network.ts'
import { groupBy } from './group-by.ts'

/** A setting in which the Client Access servers of one AD site do not agree. */
export interface SettingDifference {
  readonly site: string
  readonly service: string
  readonly name: string
  /** Each value with the places where it stands; the one that most servers have is first. */
  readonly values: readonly { readonly value: string; readonly settings: readonly ServerSetting[] }[]
}

/** Servers of which no settings are given for a service that others of their site have. */
export interface SettingGap {
  readonly site: string
  readonly service: string
  readonly servers: readonly string[]
}

/** Compares the settings of the Client Access servers of each site, service by service and column by column. */
export function compareSettings({ servers, settings = [] }: Network): {
  differences: SettingDifference[]
  gaps: SettingGap[]
} {
  const sited = servers.filter((server) => isClientAccess(server) && (server.site ?? '') !== '')
  const siteOf = new Map(sited.map(({ name, site = '' }) => [name, site]))
  const bySite = groupBy(
    settings.filter(({ server }) => siteOf.has(server)),
    ({ server }) => siteOf.get(server) ?? '',
  )
  const differences: SettingDifference[] = []
  const gaps: SettingGap[] = []
  for (const [site, ofSite] of bySite) {
    const members = sited.filter((server) => server.site === site).map(({ name }) => name)
    for (const ofService of groupBy(ofSite, ({ service }) => service.toLowerCase()).values()) {
      const service = ofService[0]?.service ?? ''
      const absent = members.filter((name) => ofService.every(({ server }) => server !== name))
      if (absent.length > 0) gaps.push({ site, service, servers: absent })
      for (const ofName of groupBy(ofService, ({ name }) => name.toLowerCase()).values()) {
        const values = groupBy(ofName, ({ name, value, server }) => comparableSetting(name, value, server))
        if (values.size < 2) continue
        differences.push({
          site,
          service,
          name: ofName[0]?.name ?? '',
          values: Array.from(values.values(), (same) => ({ value: same[0]?.value ?? '', settings: same })).sort(
            (a, b) => b.settings.length - a.settings.length,
          ),
        })
      }
    }
  }
  return { differences, gaps }
}
