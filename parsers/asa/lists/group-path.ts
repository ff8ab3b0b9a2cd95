import { hasAddress } from '../../../src/model/address-set.ts'
import type { GroupStep } from '../../../src/model/firewall.ts'
import type { Packet } from '../../../src/model/packet.ts'
import type { RuleTable } from '../../../src/model/rule-table.ts'
import type { SourceText } from '../../../src/source/source-text.ts'
import type { AsaConfig } from '../config.ts'
import type { AddressResolver } from '../names/resolve-addresses.ts'
import type { ServiceResolver } from '../names/resolve-services.ts'

const DEPTH_MAX = 64

/** Words of which each is an operand, or begins one that is no name of a definition. */
const ADDRESSES: ReadonlySet<string> = new Set(['any', 'any4', 'any6', 'host', 'interface'])

/** Words behind which a name or an address stands. */
const NAMING: ReadonlySet<string> = new Set(['object', 'object-group', 'host', 'interface', 'time-range'])

/** From a row to the members that match: each object and group that the entry names, then the line that holds the packet. */
export function groupPath(
  config: AsaConfig,
  source: SourceText,
  addresses: AddressResolver,
  services: ServiceResolver,
  table: RuleTable,
  row: number,
  packet: Packet,
): GroupStep[] {
  const words = source.rawLine(table.line(row)).trim().split(/\s+/)
  const start = words.findIndex((word) => word.toLowerCase() === 'access-list') + 2
  if (start !== 2 && start !== 3) return []
  const step = (line: number): GroupStep => ({ line, text: source.shownLine(line) })
  const steps: GroupStep[] = []
  let side: 'source' | 'destination' = 'source'
  for (let i = start; i < words.length; i++) {
    const word = words[i]?.toLowerCase() ?? ''
    if (ADDRESSES.has(word)) side = 'destination'
    if (!NAMING.has(word)) continue
    // What follows is a name, whatever it is called.
    const name = words[++i] ?? ''
    if (word === 'object-group' && services.groupKind(name) !== undefined) {
      const isNetwork = services.groupKind(name) === 'network'
      steps.push(
        ...(isNetwork
          ? networkSteps(config, addresses, name, packet[side], step)
          : [step(config.groups.get(name)!.line)]),
      )
      if (isNetwork) side = 'destination'
    }
    const object = word === 'object' ? config.objects.get(name) : undefined
    if (object?.kind === 'network') {
      steps.push(step(object.line))
      side = 'destination'
    }
  }
  return steps
}

function networkSteps(
  config: AsaConfig,
  addresses: AddressResolver,
  name: string,
  address: Packet['source'],
  step: (line: number) => GroupStep,
): GroupStep[] {
  const steps: GroupStep[] = []
  let group = config.groups.get(name)
  for (let depth = 0; group !== undefined && depth < DEPTH_MAX; depth++) {
    steps.push(step(group.line))
    addresses.group(group.name)
    const member = group.members.find((one) => hasAddress(addresses.member(one).most, address))
    if (member === undefined) return steps
    steps.push(step(member.line))
    const [keyword, kind, objectName] = member.words
    if (keyword === 'network-object' && kind === 'object') {
      const object = config.objects.get(objectName ?? '')
      if (object !== undefined) steps.push(step(object.line))
    }
    group = keyword === 'group-object' ? config.groups.get(kind ?? '') : undefined
  }
  return steps
}
