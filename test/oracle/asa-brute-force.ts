import {
  type AsaWorld,
  type Entry,
  type EntryService,
  hostAddress,
  INTERFACES,
  type NetMember,
  type NetObject,
  type Operand,
  type PortTest,
  type ServiceMember,
} from './asa-worlds.ts'

type Match = 'yes' | 'no' | 'maybe'
type Point = readonly [number, number, number]
type Action = 'permit' | 'deny'

/** What an ASA may do with a packet between two hosts, whatever the undecidable parts turn out to mean. */
export function asaFate(
  world: AsaWorld,
  source: number,
  destination: number,
  point: Point,
): { mayPass: boolean; mayFail: boolean } {
  const actions = decide(world, source, destination, point)
  return { mayPass: actions.has('permit'), mayFail: actions.has('deny') }
}

function decide(world: AsaWorld, source: number, destination: number, point: Point): Set<Action> {
  const ingress = source % INTERFACES
  const egress = destination % INTERFACES
  const levelIn = world.interfaces[ingress]!.level
  const levelOut = world.interfaces[egress]!.level
  if (levelIn === levelOut && !world.interInterface) return new Set(['deny'])
  const inbound = inboundActions(world, ingress, levelIn >= levelOut ? 'permit' : 'deny', source, destination, point)
  const outList = world.outList[egress]
  const outbound =
    outList === undefined ? new Set<Action>(['permit']) : walk(world, [outList], source, destination, point)
  const both = new Set<Action>()
  for (const a of inbound) for (const b of outbound) both.add(a === 'permit' && b === 'permit' ? 'permit' : 'deny')
  return both
}

function inboundActions(
  world: AsaWorld,
  ingress: number,
  level: Action,
  source: number,
  destination: number,
  point: Point,
): Set<Action> {
  const lists = [world.inList[ingress], world.globalList].filter((list) => list !== undefined)
  return lists.length === 0 ? new Set([level]) : walk(world, lists, source, destination, point)
}

/** Every action that the lists, read one after the other, may take; the end of the last denies. */
function walk(
  world: AsaWorld,
  lists: readonly number[],
  source: number,
  destination: number,
  point: Point,
): Set<Action> {
  const actions = new Set<Action>()
  for (const entry of lists.flatMap((list) => world.lists[list]!)) {
    const match = matchEntry(world, entry, source, destination, point)
    if (match === 'no' || entry.kind === 'remark') continue
    actions.add(entry.action)
    if (match === 'yes') return actions
  }
  return actions.add('deny')
}

function and(...matches: readonly Match[]): Match {
  if (matches.includes('no')) return 'no'
  return matches.includes('maybe') ? 'maybe' : 'yes'
}

function or(matches: readonly Match[]): Match {
  if (matches.includes('yes')) return 'yes'
  return matches.includes('maybe') ? 'maybe' : 'no'
}

const sure = (holds: boolean): Match => (holds ? 'yes' : 'no')

function matchEntry(world: AsaWorld, entry: Entry, source: number, destination: number, point: Point): Match {
  if (entry.kind === 'remark' || entry.inactive) return 'no'
  return and(
    entry.timeRange ? 'maybe' : 'yes',
    matchOperand(world, entry.source, source),
    matchOperand(world, entry.destination, destination),
    sure(matchService(world, entry.service, point)),
  )
}

function matchOperand(world: AsaWorld, operand: Operand, host: number): Match {
  return operand.kind === 'any' ? 'yes' : matchMember(world, operand, host)
}

function matchMember(world: AsaWorld, member: NetMember, host: number): Match {
  switch (member.kind) {
    case 'host':
      return sure(member.host === host)
    case 'subnet':
      return sure(host % INTERFACES === member.network)
    case 'object':
      return matchObject(world.objects[member.object]!, host)
    case 'group':
      return or(world.groups[member.group]!.map((one) => matchMember(world, one, host)))
    case 'missing':
      return 'maybe'
  }
}

function matchObject(object: NetObject, host: number): Match {
  switch (object.kind) {
    case 'host':
      return sure(object.host === host)
    case 'range':
      return sure(hostAddress(object.first) <= hostAddress(host) && hostAddress(host) <= hostAddress(object.last))
    case 'subnet':
      return sure(host % INTERFACES === object.network)
    case 'fqdn':
      return 'maybe'
  }
}

function testPort(test: PortTest | undefined, port: number): boolean {
  if (test === undefined) return true
  switch (test.operator) {
    case 'eq':
      return port === test.first
    case 'neq':
      return port !== test.first
    case 'lt':
      return port < test.first
    case 'gt':
      return port > test.first
    case 'range':
      return test.first <= port && port <= test.last
  }
}

function matchServiceMember(member: ServiceMember, [protocol, to, from]: Point): boolean {
  switch (member.kind) {
    case 'ports':
      return protocol === member.protocol && testPort(member.source, from) && testPort(member.destination, to)
    case 'icmp':
      return protocol === 1 && (member.type === undefined || member.type === to)
    case 'protocol':
      return protocol === member.protocol
  }
}

function matchService(world: AsaWorld, service: EntryService, point: Point): boolean {
  const [protocol, to, from] = point
  switch (service.kind) {
    case 'ip':
      return true
    case 'protocol':
      return protocol === service.protocol
    case 'protocolGroup':
      return world.protocolGroups[service.group]!.includes(protocol)
    case 'serviceGroup':
      return world.serviceGroups[service.group]!.some((member) => matchServiceMember(member, point))
    case 'icmp':
      return protocol === 1 && (service.type === undefined || service.type === to)
    case 'ports': {
      if (protocol !== service.protocol || !testPort(service.source, from)) return false
      const { destination } = service
      if (destination === undefined) return true
      if ('portGroup' in destination) return world.portGroups[destination.portGroup]!.tests.some((t) => testPort(t, to))
      return testPort(destination, to)
    }
  }
}
