import { SourceText } from '../source/source-text.ts'
import type { Address } from './address.ts'
import { addressRange, unionOfAddresses } from './address-set.ts'
import type { Firewall, Passage, Stage } from './firewall.ts'
import type { Attachment, Network } from './network.ts'
import { RuleTable } from './rule-table.ts'
import type { ServiceSet } from './service-set.ts'

/** Where a permit can be added: in front of a list, or in a new list of an interface that has none. */
export interface Place {
  readonly firewall: Firewall
  readonly ingress: string
  readonly egress: string
  /** The list; undefined where security levels decide. */
  readonly table?: RuleTable
}

/** Every source to every destination: one permit. */
export interface Rectangle {
  /** Ascending, of one address family. */
  readonly sources: readonly Address[]
  readonly destinations: readonly Address[]
}

/** The list of a stage that people edit; undefined where none is bound. What stands in front of it is not theirs. */
export function listOf(firewall: Firewall, stage: Stage): RuleTable | undefined {
  // A rule table makes one of its own for each pair of zones, which has the name of the whole.
  return stage.tables.find((table) => firewall.tables.some((own) => own === table || own.name === table.name))
}

/** Permits that are put in front of one list, or of the level of one interface. */
export interface AddedPermits {
  readonly place: Place
  readonly rectangles: readonly Rectangle[]
  readonly service: ServiceSet
  /** How the service is written: a protocol, and the destination port if it is one (0 to 65535). */
  readonly protocol: 'ip' | 'tcp'
  readonly port?: number
}

/** A firewall as its text reads with edits made, and the lines that make them. */
export interface EditedFirewall {
  readonly lines: readonly string[]
  /** The text with the lines in it, read anew. */
  readonly firewall: Firewall
}

/**
 * Makes edits in the text of a firewall: permits, and lines of the text (from 1) that alter packets and are to be turned off.
 * Undefined where the text cannot be written; a reason in words where it does not take the lines.
 */
export type EditText = (
  firewall: Firewall,
  edits: { readonly permits: readonly AddedPermits[]; readonly altering: readonly number[] },
) => EditedFirewall | string | undefined

/** The network with some firewalls in the place of others. */
export function withFirewalls(network: Network, changed: ReadonlyMap<Firewall, Firewall>): Network {
  return {
    ...network,
    attachments: network.attachments.map((one): Attachment => {
      const firewall = changed.get(one.firewall)
      return firewall === undefined ? one : { ...one, firewall }
    }),
  }
}

/** The network as it would be with the permits in front of their lists. */
export function withPermits(network: Network, added: readonly AddedPermits[]): Network {
  const firewalls = new Set(added.map(({ place }) => place.firewall))
  const changed = new Map(
    Array.from(firewalls, (firewall) => [firewall, changedFirewall(network, firewall, added)] as const),
  )
  return withFirewalls(network, changed)
}

function changedFirewall(network: Network, firewall: Firewall, added: readonly AddedPermits[]): Firewall {
  const ofTable = new Map<RuleTable, RuleTable>()
  const ofInterface = new Map<string, RuleTable>()
  for (const one of added) {
    if (one.place.firewall !== firewall) continue
    const front = permitTable(network, one)
    if (one.place.table === undefined) ofInterface.set(one.place.ingress, front)
    else ofTable.set(one.place.table, front)
  }
  const stages = new Map<Stage, Map<string, Stage>>()
  const inFront = (stage: Stage, ingress: string): Stage => {
    const known = stages.get(stage)?.get(ingress)
    if (known !== undefined) return known
    const changed = changedStage(firewall, stage, ingress, ofTable, ofInterface)
    stages.set(stage, (stages.get(stage) ?? new Map<string, Stage>()).set(ingress, changed))
    return changed
  }
  const passages = new Map<Passage, Map<string, Passage>>()
  return {
    ...firewall,
    passage: (ingress, egress, family) => {
      const passage = firewall.passage(ingress, egress, family)
      const known = passages.get(passage)?.get(ingress)
      if (known !== undefined) return known
      const changed = passage.map((stage) => inFront(stage, ingress))
      passages.set(passage, (passages.get(passage) ?? new Map<string, Passage>()).set(ingress, changed))
      return changed
    },
  }
}

function changedStage(
  firewall: Firewall,
  stage: Stage,
  ingress: string,
  ofTable: ReadonlyMap<RuleTable, RuleTable>,
  ofInterface: ReadonlyMap<string, RuleTable>,
): Stage {
  if (stage.concern !== undefined || stage.isGate === true) return stage
  const list = listOf(firewall, stage)
  const front = list === undefined ? ofInterface.get(ingress) : ofTable.get(list)
  if (front === undefined || (list === undefined && stage.name !== 'security levels')) return stage
  const tables =
    list === undefined ? [front] : stage.tables.flatMap((table) => (table === list ? [front, table] : [table]))
  const { published } = stage
  if (published === undefined) return { ...stage, tables }
  // The other view of the stage gets the permits too; each time the same object.
  let view: Stage | undefined
  return {
    ...stage,
    tables,
    published: () => {
      view ??= { ...published(), tables: [front, ...published().tables] }
      return view
    },
  }
}

function permitTable({ sets }: Network, { place, rectangles, service }: AddedPermits): RuleTable {
  const text = rectangles.map(() => 'a permit of the proposal').join('\n')
  const source = new SourceText('proposal', new TextEncoder().encode(text))
  const table = new RuleTable(place.table?.name ?? place.ingress, source, rectangles.length)
  const setOf = (addresses: Rectangle['sources']) =>
    sets.addresses.intern(unionOfAddresses(addresses.map((address) => addressRange(address, address))))
  for (const [i, { sources, destinations }] of rectangles.entries()) {
    table.addCertain('permit', setOf(sources), setOf(destinations), sets.services.idOf(service), i + 1, 0)
  }
  return table
}
