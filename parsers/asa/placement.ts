import {
  type Address,
  type Family,
  maskLength,
  type Prefix,
  parseAddress,
  parseIPv4,
  parsePrefix,
  prefixOf,
} from '../../src/model/address.ts'
import { unionOfAddresses } from '../../src/model/address-set.ts'
import type { FirewallInterface, NetworkSource, PlacementGap, Tunnel } from '../../src/model/firewall.ts'
import { type AsaConfig, type AsaInterface, bridgePorts, downBy } from './config.ts'
import type { ListContext } from './lists/convert-list.ts'
import { scopesOf } from './lists/scopes.ts'
import type { AddressResolver } from './names/resolve-addresses.ts'
import { asksForTranslation, isTurnedTranslated } from './nat/turning-back.ts'

const ANY4: Prefix = prefixOf(0, 0)
const ANY6: Prefix = prefixOf(0n, 0)

/** What the text says about where networks are, interface by interface. */
export function neutralInterface(one: AsaInterface, context: ListContext): FirewallInterface {
  const { config, addresses } = context
  const connected = one.addresses
    .filter(({ own }) => own)
    .map(({ text, mask, line }) => ({ prefix: networkOf(text, mask, addresses), line }))
    .flatMap(({ prefix, line }): NetworkSource[] => (prefix === undefined ? [] : [{ prefix, kind: 'connected', line }]))
  const assigned = one.dynamic
    .filter(({ setsRoute }) => setsRoute)
    .map(({ family, line }): NetworkSource => ({ prefix: family === 4 ? ANY4 : ANY6, kind: 'learned', line }))
  const sources = [...connected, ...routesBy(one, config, addresses), ...assigned]
  const ports = one.nameif === undefined ? [] : bridgePorts(one, config).map(({ nameif = '' }) => nameif)
  const tunnels = tunnelsAt(one, context)
  return {
    name: one.nameif ?? '',
    networks: sources.map(({ prefix }) => prefix),
    sources,
    ...(downBy(one, config) !== undefined || one.managementOnly || carriesNothing(one, config)
      ? { noTransit: true }
      : {}),
    ...(ports.length === 0 ? {} : { ports }),
    ...(isPort(one, config) ? { isPort: true } : {}),
    ...turnsBack(one, context),
    ...(tunnels.length === 0 ? {} : { tunnels }),
    ...(one.level === undefined ? {} : { securityLevel: one.level }),
    line: one.line,
  }
}

/**
 * Between routed interfaces one without an address, to which no route leads either, forwards nothing. Ports of a bridge need
 * none of their own.
 */
export function carriesNothing(one: AsaInterface, config: AsaConfig): boolean {
  if (config.transparent || one.assumed === true || one.bridgeGroup !== undefined) return false
  if (one.addresses.length > 0 || one.dynamic.length > 0) return false
  const isNamed = ({ interfaceName }: { readonly interfaceName: string }): boolean => interfaceName === one.nameif
  return !config.routes.some(isNamed) && !config.unreadRoutes.some(isNamed)
}

/** Routes to a network to which another one has a lower metric: the device uses them when that one is gone. */
export function routesInReserve({ routes }: Pick<AsaConfig, 'routes'>): AsaConfig['routes'] {
  const best = new Map<string, number>()
  for (const { prefix, metric } of routes) {
    const key = keyOf(prefix)
    best.set(key, Math.min(metric, best.get(key) ?? metric))
  }
  return routes.filter(({ prefix, metric }) => metric !== best.get(keyOf(prefix)))
}

function routesBy({ nameif }: AsaInterface, config: AsaConfig, addresses: AddressResolver): NetworkSource[] {
  const inReserve = new Set(routesInReserve(config))
  return config.routes
    .filter((route) => route.interfaceName === nameif && !inReserve.has(route))
    .map(({ prefix, line, gateway }): NetworkSource => {
      const nextHop = gateway.includes(':') ? parseAddress(gateway) : addresses.address(gateway)
      return { prefix, kind: 'route', line, ...(nextHop === undefined ? {} : { nextHop }) }
    })
}

function keyOf({ address, length }: Prefix): string {
  return `${typeof address} ${address}/${length}`
}

function networkOf(text: string, mask: string, resolver: AddressResolver): Prefix | undefined {
  if (text.includes('/')) {
    const parsed = parsePrefix(text)
    return parsed.kind === 'invalid' ? undefined : parsed.prefix
  }
  const address = resolver.address(text)
  const bits = parseIPv4(mask)
  const length = bits === undefined ? undefined : maskLength(bits)
  return typeof address === 'number' && length !== undefined ? prefixOf(address, length) : undefined
}

/** Every line that places a network and does not say which. */
export function gapsOf({ config, addresses }: ListContext): PlacementGap[] {
  const named = new Set(config.interfaces.map(({ nameif }) => nameif))
  // Without a name an interface passes nothing; but if the name is what is missing, its network is behind it.
  const able = config.interfaces.filter(
    ({ shutdown, nameif, hardware }) => nameif !== undefined || !(shutdown || /^bvi/i.test(hardware)),
  )
  const ofInterfaces = able.flatMap((one): PlacementGap[] => {
    const behind = one.nameif === undefined ? {} : { interface: one.nameif }
    const dynamic = one.dynamic.map(
      ({ family, line }): PlacementGap => ({ ...behind, what: 'dynamic', within: family === 4 ? ANY4 : ANY6, line }),
    )
    const own = one.addresses.filter(({ own: isOwn, isLocal }) => isOwn && isLocal !== true)
    const unread = own.flatMap(({ text, mask, line, family }): PlacementGap[] => {
      const network = networkOf(text, mask, addresses)
      if (network !== undefined && one.nameif !== undefined) return []
      return [{ ...behind, what: 'address', within: network ?? withinOf(text, family, 'interface', addresses), line }]
    })
    const unknown = anywhere('address', one.assumed === true ? one.line : undefined, behind)
    return [...dynamic, ...unread, ...unknown, ...anywhere('address', one.unread?.line, behind)]
  })
  const unread = config.unreadRoutes.map(({ interfaceName, network, family, line }): PlacementGap => {
    const within = withinOf(network, family, 'route', addresses)
    return { ...(named.has(interfaceName) ? { interface: interfaceName } : {}), what: 'route', within, line }
  })
  // A route by an interface that the text does not have, `Null0` among them, leads nowhere that is known.
  const strange = config.routes
    .filter(({ interfaceName }) => !named.has(interfaceName))
    .map(({ prefix, line }): PlacementGap => ({ what: 'route', within: prefix, line }))
  // It may have been a route; but where a line does place an address, one that says nothing is no reason to doubt it.
  return [...ofInterfaces, ...unread, ...strange, ...anywhere('dynamic', config.lost?.line, {})]
}

/** A line that may place any network. */
function anywhere(
  what: PlacementGap['what'],
  line: number | undefined,
  behind: Pick<PlacementGap, 'interface'>,
): PlacementGap[] {
  return line === undefined ? [] : [ANY4, ANY6].map((within) => ({ ...behind, what, within, line }))
}

/**
 * What is left of a network of which one word cannot be read. That word says nothing, not by its readable part either; no
 * network of an interface is taken to be wider than 8 bits leave it, and a route names a network without host bits.
 */
function withinOf(text: string, family: Family, of: 'interface' | 'route', addresses: AddressResolver): Prefix {
  if (family === 6) return ANY6
  const address = addresses.address(text)
  if (typeof address !== 'number') return ANY4
  if (of === 'interface') return prefixOf(address, 8)
  let length = 0
  while (prefixOf(address, length).address !== address) length++
  return prefixOf(address, length)
}

function isPort({ bridgeGroup }: AsaInterface, config: AsaConfig): boolean {
  if (bridgeGroup === undefined) return false
  const bridge = config.interfaces.find(({ hardware }) => hardware.toLowerCase() === `bvi${bridgeGroup}`)
  return bridge?.nameif !== undefined
}

/** Where the text has the firewall decide between hosts behind one interface: by permission, or to translate them. */
function turnsBack(
  one: AsaInterface,
  { config, era }: Pick<ListContext, 'config' | 'era'>,
): Pick<FirewallInterface, 'turnsBack'> {
  const { intraInterface } = config
  if (isTurnedTranslated(one, config) || (intraInterface && asksForTranslation(one, config, era) !== undefined))
    return { turnsBack: 'to-translate' }
  return intraInterface ? { turnsBack: 'by-permission' } : {}
}

function tunnelsAt({ nameif }: AsaInterface, context: ListContext): Tunnel[] {
  const here = context.config.doubts.filter(({ words }) => words[0] === 'tunnel' && words[1] === nameif)
  return here.map(({ words, line }): Tunnel => {
    const scopes = words.slice(2).map((list) => scopesOf(context, list))
    if (scopes.length === 0 || scopes.includes(undefined)) return { line }
    return {
      line,
      beyond: unionOfAddresses(scopes.flatMap((some) => (some ?? []).map(({ destination }) => destination))),
    }
  })
}

/** The firewall's own addresses, in the order of the text. */
export function ownAddressesOf(named: readonly AsaInterface[], resolver: AddressResolver): Address[] {
  return named.flatMap((one) =>
    one.addresses
      .map(({ text }) => resolver.address(text.split('/')[0] ?? ''))
      .filter((address): address is Address => address !== undefined),
  )
}
