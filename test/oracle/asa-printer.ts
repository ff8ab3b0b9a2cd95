import {
  type AsaWorld,
  type Entry,
  type EntryService,
  hostAddress,
  type NetMember,
  type NetObject,
  type Operand,
  type PortTest,
  type ServiceMember,
} from './asa-worlds.ts'

/** The world as a running configuration. */
export function printAsa(world: AsaWorld): string {
  const groups = world.groups.map((members, i) => [`object-group network g${i}`, ...members.map(printMember)])
  const definitions = [
    ...world.objects.map((object, i) => [`object network o${i}`, ` ${printObject(object)}`]),
    ...(world.late ? groups : groups.toReversed()),
    ...world.portGroups.map(({ protocol, tests }, i) => [
      `object-group service p${i} ${protocol}`,
      ...tests.map((test) => ` port-object ${printTest(test)}`),
    ]),
    ...world.serviceGroups.map((members, i) => [`object-group service s${i}`, ...members.map(printService)]),
    ...world.protocolGroups.map((members, i) => [
      `object-group protocol q${i}`,
      ...members.map((protocol) => ` protocol-object ${printProtocol(protocol)}`),
    ]),
  ]
  const lists = world.lists.flatMap((entries, i) => entries.map((entry) => `access-list L${i} ${printEntry(entry)}`))
  return `${[
    ': Saved',
    'ASA Version 9.12(4)',
    'hostname world',
    ...world.interfaces.flatMap(({ level }, i) => [
      `interface GigabitEthernet0/${i}`,
      ` nameif if${i}`,
      ` security-level ${level}`,
      ` ip address 10.0.${i}.1 255.255.255.0`,
    ]),
    ...(world.interInterface ? ['same-security-traffic permit inter-interface'] : []),
    ...(world.late ? [] : definitions.flat()),
    ...lists,
    ...(world.late ? definitions.flat() : []),
    'time-range T',
    ' periodic weekdays 8:00 to 18:00',
    ...world.inList.flatMap((list, i) => (list === undefined ? [] : [`access-group L${list} in interface if${i}`])),
    ...world.outList.flatMap((list, i) => (list === undefined ? [] : [`access-group L${list} out interface if${i}`])),
    ...(world.globalList === undefined ? [] : [`access-group L${world.globalList} global`]),
    ': end',
  ].join('\n')}\n`
}

function dotted(value: number): string {
  return [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255].join('.')
}

function printObject(object: NetObject): string {
  switch (object.kind) {
    case 'host':
      return `host ${dotted(hostAddress(object.host))}`
    case 'range':
      return `range ${dotted(hostAddress(object.first))} ${dotted(hostAddress(object.last))}`
    case 'subnet':
      return `subnet 10.0.${object.network}.0 255.255.255.0`
    case 'fqdn':
      return 'fqdn mail.contoso.example'
  }
}

function printMember(member: NetMember): string {
  switch (member.kind) {
    case 'host':
      return ` network-object host ${dotted(hostAddress(member.host))}`
    case 'subnet':
      return ` network-object 10.0.${member.network}.0 255.255.255.0`
    case 'object':
      return ` network-object object o${member.object}`
    case 'group':
      return ` group-object g${member.group}`
    case 'missing':
      return ' group-object MISSING'
  }
}

function printTest({ operator, first, last }: PortTest): string {
  return operator === 'range' ? `range ${first} ${last}` : `${operator} ${first}`
}

function printProtocol(protocol: number): string {
  return (
    new Map([
      [6, 'tcp'],
      [17, 'udp'],
      [47, 'gre'],
      [50, 'esp'],
      [89, 'ospf'],
    ]).get(protocol) ?? String(protocol)
  )
}

function printService(member: ServiceMember): string {
  switch (member.kind) {
    case 'ports': {
      const source = member.source === undefined ? '' : ` source ${printTest(member.source)}`
      const destination = member.destination === undefined ? '' : ` destination ${printTest(member.destination)}`
      return ` service-object ${printProtocol(member.protocol)}${source}${destination}`
    }
    case 'icmp':
      return ` service-object icmp${member.type === undefined ? '' : ` ${member.type}`}`
    case 'protocol':
      return ` service-object ${member.protocol}`
  }
}

function printOperand(operand: Operand): string {
  switch (operand.kind) {
    case 'any':
      return 'any'
    case 'host':
      return `host ${dotted(hostAddress(operand.host))}`
    case 'subnet':
      return `10.0.${operand.network}.0 255.255.255.0`
    case 'object':
      return `object o${operand.object}`
    case 'group':
      return `object-group g${operand.group}`
    case 'missing':
      return 'object-group MISSING'
  }
}

function printSlots(service: EntryService): { word: string; source: string; destination: string } {
  const none = { source: '', destination: '' }
  switch (service.kind) {
    case 'ip':
      return { word: 'ip', ...none }
    case 'protocol':
      return { word: printProtocol(service.protocol), ...none }
    case 'protocolGroup':
      return { word: `object-group q${service.group}`, ...none }
    case 'serviceGroup':
      return { word: `object-group s${service.group}`, ...none }
    case 'icmp':
      return { word: 'icmp', source: '', destination: service.type === undefined ? '' : ` ${service.type}` }
    case 'ports': {
      const { source, destination } = service
      const to =
        destination === undefined
          ? ''
          : 'portGroup' in destination
            ? ` object-group p${destination.portGroup}`
            : ` ${printTest(destination)}`
      return {
        word: printProtocol(service.protocol),
        source: source === undefined ? '' : ` ${printTest(source)}`,
        destination: to,
      }
    }
  }
}

function printEntry(entry: Entry): string {
  if (entry.kind === 'remark') return 'remark permit ip any any'
  const { word, source, destination } = printSlots(entry.service)
  const tail = [entry.log ? ' log' : '', entry.timeRange ? ' time-range T' : '', entry.inactive ? ' inactive' : '']
  return `extended ${entry.action} ${word} ${printOperand(entry.source)}${source} ${printOperand(entry.destination)}${destination}${tail.join('')}`
}
