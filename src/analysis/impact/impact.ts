import { isInnerExchange } from '../../exchange/roles.ts'
import { type AddressRanges, hasAddress } from '../../model/address-set.ts'
import type { Network, Server } from '../../model/network.ts'
import { createInquiry, type Inquiry } from '../access.ts'
import { analyze } from '../analyze.ts'
import type { Impact } from '../impact-result.ts'
import { lintFirewalls } from '../lint.ts'
import type { LintFinding } from '../lint-result.ts'
import type { Analysis, Profile } from '../result.ts'
import { addressesOfZones } from '../zone-places.ts'
import { blockChanges, type FoundBlock } from './block-changes.ts'
import { holeChanges } from './hole-changes.ts'
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
  const isTouched = notes.length > 0 || concernsServers(before, after, blocks)
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
    holes: holeChanges(old, now),
    blocks: blocks.map(({ told }) => told),
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

interface Side {
  readonly inquiry: Inquiry
  readonly analysis: Analysis | undefined
}

function analysisOf({ network }: Inquiry, profile: Profile, version: string): Analysis | undefined {
  return network.servers.some(isInnerExchange) ? analyze(network, { profile, version }) : undefined
}

/**
 * Whether the change can alter a verdict or a hole. Verdicts speak of packets between servers, or between the zone of an Exchange server
 * and a server; where no block holds one of these, and the inventory is the same, nothing has to be asked again.
 */
function concernsServers(before: Network, after: Network, blocks: readonly FoundBlock[]): boolean {
  const networks = [before, after]
  if (!networks.some(({ servers }) => servers.some(isInnerExchange))) return false
  if (inventoryOf(before) !== inventoryOf(after) || networks.some(isPublished)) return true
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

/** Translation makes exposure differ from access, which the blocks speak of. */
function isPublished({ attachments }: Network): boolean {
  return attachments.some(({ firewall }) => firewall.redirect !== undefined)
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
