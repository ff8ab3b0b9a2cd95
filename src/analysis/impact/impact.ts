import { difference } from '../../exchange/holes.ts'
import { isInnerExchange } from '../../exchange/roles.ts'
import { type AddressRanges, hasAddress } from '../../model/address-set.ts'
import type { Network, Server } from '../../model/network.ts'
import { createInquiry, type Inquiry } from '../access.ts'
import { analyze } from '../analyze.ts'
import type { HoleChange, Impact } from '../impact-result.ts'
import { lintFirewalls } from '../lint.ts'
import type { LintFinding } from '../lint-result.ts'
import type { Analysis, Profile } from '../result.ts'
import { addressesOfZones } from '../zone-places.ts'
import { blockChanges, type FoundBlock } from './block-changes.ts'
import { holeChanges } from './hole-changes.ts'
import { openedToAnyone } from './opened-to-anyone.ts'
import { unmodelledChanges } from './unmodelled-changes.ts'
import { verdictChanges } from './verdict-changes.ts'

export interface ImpactOptions {
  readonly profile: Profile
  readonly version: string
  /** The inputs, as the call names them. */
  readonly names: readonly [string, string]
  /** Whether the rules are linted too, for what the change adds. */
  readonly lint?: boolean
}

/** What a change does. Both networks share one store of sets; without Exchange servers only the difference is told. */
export function impactOf(before: Network, after: Network, { profile, version, names, lint }: ImpactOptions): Impact {
  const inquiries = [createInquiry(before, profile), createInquiry(after, profile)] as const
  const { blocks, notes } = blockChanges(...inquiries)
  const told = blocks.map((block) => block.told)
  const unmodelled = unmodelledChanges(before, after, told)
  const isTouched = notes.length > 0 || unmodelled.length > 0 || concernsServers(before, after, blocks)
  const [old, now] = inquiries.map((inquiry) => ({
    inquiry,
    analysis: isTouched ? analysisOf(inquiry, profile, version) : undefined,
  })) as [Side, Side]
  return {
    schema: 'emmental/diff/1',
    version,
    profile,
    before: names[0],
    after: names[1],
    verdicts: verdictChanges(old.analysis, now.analysis),
    holes: allHoles(after, holeChanges(old, now), openedToAnyone(inquiries[0], inquiries[1], blocks)),
    blocks: told,
    unmodelled,
    notes,
    ...(lint === true ? { lint: addedLint(before, after, version) } : {}),
  }
}

/** Lint findings of the changed rules that the rules before did not have; lines may have moved. */
function addedLint(before: Network, after: Network, version: string): LintFinding[] {
  const [old, now] = [before, after].map(({ attachments, sets }) => {
    const firewalls = attachments.map(({ firewall }) => firewall)
    return lintFirewalls(firewalls, sets, version).findings
  })
  const keyOf = ({ id, firewall, list, rule }: LintFinding): string => JSON.stringify([id, firewall, list, rule.text])
  const known = new Set((old ?? []).map(keyOf))
  return (now ?? []).filter((finding) => !known.has(keyOf(finding)))
}

/**
 * What Exchange servers of a zone can open is told as theirs; of what anyone can open only the rest, and first of all what anyone in the zone for everything
 * else can, which is where the Internet is.
 */
function allHoles(
  { zones }: Network,
  ofExchange: readonly HoleChange[],
  ofAnyone: readonly HoleChange[],
): HoleChange[] {
  const keyOf = ({ change, fromZone, toZone, server, protocol }: HoleChange): string =>
    JSON.stringify([change, fromZone, toZone, server, protocol])
  const told = new Map<string, HoleChange['ports'][number][]>()
  for (const hole of ofExchange) told.set(keyOf(hole), [...(told.get(keyOf(hole)) ?? []), ...hole.ports])
  const rest = ofAnyone
    .map((hole) => ({ ...hole, ports: difference(hole.ports, told.get(keyOf(hole)) ?? []) }))
    .filter(({ ports }) => ports.length > 0)
  const outside = new Set(zones.filter(({ catchAll }) => catchAll).map(({ name }) => name))
  const isFirst = ({ change, fromZone }: HoleChange): boolean => change === 'opened' && outside.has(fromZone)
  return [...rest.filter(isFirst), ...ofExchange, ...rest.filter((hole) => !isFirst(hole))]
}

interface Side {
  readonly inquiry: Inquiry
  readonly analysis: Analysis | undefined
}

function analysisOf({ network }: Inquiry, profile: Profile, version: string): Analysis | undefined {
  return network.servers.some(isInnerExchange) ? analyze(network, { profile, version }) : undefined
}

/**
 * Whether the change can alter a verdict or a hole. Verdicts speak of packets between servers, or between the zone of an Exchange server
 * and a server; where no block holds one of these, and inventory and places are the same, nothing has to be asked again.
 */
function concernsServers(before: Network, after: Network, blocks: readonly FoundBlock[]): boolean {
  const networks = [before, after]
  if (!networks.some(({ servers }) => servers.some(isInnerExchange))) return false
  if (inventoryOf(before) !== inventoryOf(after) || placingOf(before) !== placingOf(after)) return true
  const places = after.servers.flatMap(({ addresses }) => addresses)
  const zones = addressesOfZones(after)
  const standing = new Set(
    after.servers.filter(isInnerExchange).flatMap(({ addresses }) => addresses.map(({ zone }) => zone)),
  )
  const homes = [...standing].map((zone) => zones.get(zone)).filter((set) => set !== undefined)
  const holdsServer = (set: AddressRanges): boolean => places.some(({ address }) => hasAddress(set, address))
  const meetsHome = (set: AddressRanges): boolean => homes.some((home) => meets(home, set))
  return blocks.some(
    ({ box, reached }) =>
      (holdsServer(box.source) && (holdsServer(reached) || meetsHome(reached))) ||
      (holdsServer(reached) && meetsHome(box.source)),
  )
}

function meets(a: AddressRanges, b: AddressRanges): boolean {
  const overlap = <T extends number | bigint>(x: readonly T[], y: readonly T[]): boolean =>
    x.some(
      (first, i) =>
        i % 2 === 0 && y.some((from, j) => j % 2 === 0 && from <= (x[i + 1] ?? first) && first <= (y[j + 1] ?? from)),
    )
  return overlap(a.v4, b.v4) || overlap(a.v6, b.v6)
}

/** What tells where addresses stand and which ways lead there; lines may move. */
function placingOf({ zones, paths, attachments }: Network): string {
  const sides = attachments.map(({ firewall: { interfaces, gaps, learns }, interfacesByZone, leftOut }) => [
    interfaces,
    gaps ?? [],
    learns?.length ?? 0,
    leftOut ?? [],
    [...interfacesByZone],
  ])
  return JSON.stringify([zones, paths, sides], (key, value: unknown) => {
    if (key === 'line' || key === 'file') return undefined
    return typeof value === 'bigint' ? String(value) : value
  })
}

function inventoryOf({ servers }: Network): string {
  const told = servers.map((server: Server) => [
    server.name,
    server.addresses.map(({ address, zone }) => [String(address), zone]),
    server.roles,
    server.version,
    server.organization,
  ])
  return JSON.stringify(told)
}
