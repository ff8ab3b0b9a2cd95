import { isHarmlessName } from './harmless-columns.ts'
import type { CsvField, CsvMapping, IgnoredColumn } from './mapping.ts'

/** What a column can mean beside the fields that a mapping may name. */
export type ColumnField =
  | CsvField
  | 'context'
  | 'information'
  | 'serviceNegated'
  | 'ruleType'
  | 'family'
  | 'translation'
  | 'inspection'
  | 'interface'
  | 'fromPort'
  | 'toPort'
  | 'peer'

/** `Source Exclusions`, `Excluded Sources`, `Source Except` and the like, for either side. */
const EXCEPT_OF = { source: exceptNames('source', 'sources'), destination: exceptNames('destination', 'destinations') }

function exceptNames(one: string, many: string): string {
  const behind = ['exclusion', 'exclusions', 'exclude', 'excludes', 'excluded', 'except', 'exception', 'exceptions']
  const before = ['exclude', 'excluded', 'except', 'excluding']
  return [one, many]
    .flatMap((side) => [...behind.map((word) => `${side} ${word}`), ...before.map((word) => `${word} ${side}`)])
    .join(' | ')
}

/** Names of columns by meaning, normalised (csv exports of products and hand-made tables). */
const SYNONYMS: readonly (readonly [ColumnField, string])[] = [
  [
    'order',
    '# | no | nr | num | seq | seq no | sequence | position | rule number | priority | prio | rule order | order | index | line | ace | rule no | rulenumber | rank | n° | nº | núm | numéro | numero | número | number | nummer | lfd nr | lfdnr | lfd no | lfd nummer | lfd | laufende nummer | laufende nr | laufnummer | ordnungsnummer | pos | pos nr | rang | rangfolge | ordre | reihenfolge | orden | posición | posicion | secuencia | séquence | rule # | rule num | rule nr | # rule | regel nr | regelnr | regel no | regel nummer | regelnummer | n° règle | n° de règle | n° regle | numéro de règle | numéro règle | nº regla | nº de regla | n° regla | n° de regla | número de regla | número regla | núm regla | núm de regla | priorität | priorité | prioridad | s no | sl no | sr no | serial no | serial number | item no',
  ],
  [
    'id',
    'id | rule id | ruleid | policyid | policy id | edit id | uuid | @uuid | uid | rule uid | id on device | security group rule id | instance id',
  ],
  ['name', 'rule name | name | display name | displayname | rulename'],
  [
    'enabled',
    'enabled | rule enabled | active | status | state | rule status | rule state | aktiv | aktiviert | zustand | actif | activé | état | etat | statut | activo | activa | estado | habilitado | habilitada',
  ],
  [
    'disabled',
    'disabled | disable | inactive | rule disabled | is disabled | deaktiviert | inaktiv | désactivé | inactif | deshabilitado | desactivado',
  ],
  [
    'action',
    'action | permit | verdict | decision | rule action | policy action | allow deny | aktion | access | acción | accion',
  ],
  [
    'sourceZone',
    'source zone | src zone | from zone | source zones | srcintf | src intf | src interface | source interface | incoming interface | source security zone | source vlan | quellzone | from interface | from intf | ingress | ingress zone | ingress interface | inbound interface | source intf | in interface',
  ],
  [
    'destinationZone',
    'destination zone | dest zone | dst zone | to zone | destination zones | dstintf | dst intf | dst interface | destination interface | outgoing interface | dest interface | destination security zone | destination vlan | zielzone | to interface | to intf | egress | egress zone | egress interface | outbound interface | destination intf | out interface',
  ],
  [
    'source',
    'source | sources | source address | source addresses | src addr | srcaddr | src address | source ip | source ips | src ip | src | source network | source networks | source net | source host | source hosts | source address prefix | source address prefix cidr | ip source | ipsource | source cidr | source group | source object | quelle | quelladresse | quell adresse | quell ip | adresse source | adresses source | origen | dirección origen | dirección de origen | ip origen',
  ],
  [
    'destination',
    'destination | destinations | destination address | destination addresses | dst addr | dstaddr | dst address | dest address | destination ip | destination ips | dst ip | dest ip | dst | dest | destination network | destination networks | destination net | destination host | destination hosts | destination address prefix | destination address prefix cidr | ip dest | ipdest | ip destination | destination cidr | destination group | dst group | dest group | destination object | ziel | zieladresse | ziel adresse | ziel ip | adresse destination | adresses destination | destino | dirección destino | dirección de destino | ip destino',
  ],
  ['sourceExcept', EXCEPT_OF.source],
  ['destinationExcept', EXCEPT_OF.destination],
  ['sourceNegated', 'source negated | negate source | source not | src negate | source negate | srcaddr negate'],
  [
    'destinationNegated',
    'destination negated | negate destination | destination not | dst negate | destination negate | dstaddr negate',
  ],
  ['serviceNegated', 'service negated | negate service | service negate'],
  [
    'protocol',
    'protocol | protocols | proto | ip protocol | l4 protocol | tcp udp | protokoll | protocole | protocolo',
  ],
  [
    'service',
    'service | services | services & applications | svc | service name | service object | service objects | dienst | dienste | servicio | servicios',
  ],
  [
    'sourcePort',
    'source port | source ports | portsrc | port src | src port | sport | source port range | quellport | port source | puerto origen | puerto de origen',
  ],
  [
    'destinationPort',
    'destination port | destination ports | portdest | port dest | dst port | dest port | dport | port | ports | port range | destination port range | service port | port s | zielport | port destination | port de destination | puerto | puertos | puerto destino | puerto de destino',
  ],
  [
    'condition',
    'application | applications | app | user | users | source user | identity | schedule | time | url category | urls | vpn | content | hip profile | source device | destination device | sgt | ise sgt | vlan tags | groups | icmp type | package | interface alias | interface type | remote machine | authentication | encryption | override | authorized users | authorized computers | internet service | internet service src | internet service name | fsso groups | program | local user | remote user | expires | url categories | icmptype | icmp6type | icmp code | icmp types | valid until | valid to | valid from | valid till | expiry | expiry date | expiration | expiration date | expire date | expiration time | end date | start date | gültig bis | gueltig bis | gültig ab | gültig von | ablaufdatum | befristet bis | date d expiration | valable jusqu au | fecha de expiración | válido hasta | connection state | conn state | ctstate | tcp flags | gateway | divert to | context profile | context profiles | source region | destination region | source country | destination country | source sgt | destination sgt | source user group | destination user | dscp | dscp value | tos | to s | type of service | diffserv | ip precedence | traffic class | zeitplan | horaire | horario',
  ],
  [
    'inspection',
    'profile | profiles | security profile | security profiles | profile group | profile setting | ips policy | file policy | ips | antivirus | av profile | web filter | utm | ssl inspection | inspection | intrusion policy | malware policy',
  ],
  ['interface', 'interface | interfaces | iface | schnittstelle'],
  ['direction', 'direction | dir | in out | inbound outbound | traffic direction | richtung'],
  ['comment', 'comment | comments | description | remark | remarks | justification | bemerkung'],
  ['family', 'ipprotocol | address family | ip version | ip family | family'],
  [
    'translation',
    'nat | ip pool | ippool | poolname | translated source | translated destination | translated address | translated source address | translated destination address | translated service | translated port | translated ip | source translation | destination translation | nat source | nat destination | nat address | nat ip | source nat | destination nat | snat | dnat | quelle übersetzt | ziel übersetzt | source traduite | destination traduite | origen traducido | destino traducido',
  ],
  ['fromPort', 'from port | start port | port from'],
  ['toPort', 'to port | end port | port to'],
  ['peer', 'cidr | cidr ip | cidr ipv4 | cidr ipv6 | cidr block | allowed ip | source destination'],
  ['hits', 'hits | hit count | hitcnt | rule usage hit count'],
  ['ruleType', 'type | rule type | typ | regeltyp | type de règle | type règle | tipo | tipo de regla'],
  [
    'context',
    'device name | device | firewall | vendor | location | device group | policy | ruleset | layer | acl | install on | target | nsg name | policy name | acl name | group name | group id | sg name | security group | nsg | machine | hostname | host name | table | chain | vdom | vsys | vrf | topology id | rulebase | policy package | access list | applied to | applied on | enforced on | installed on | installation | targets | target devices | scope | resource group | resource group name | subscription | subscription id | nsg location | tenant | domain | management name | vpc id | network acl id',
  ],
  [
    'information',
    'last hit | first hit | bytes | track | log | logging | logged | options | tags | tag | modified | created | last modified | section',
  ],
]

const BY_NAME: ReadonlyMap<string, ColumnField> = new Map(
  SYNONYMS.flatMap(([field, names]) => names.split(' | ').map((name) => [name, field] as const)),
)

/** A header as it is compared: no markup, no brackets, words in lower case. */
export function normaliseHeader(text: string): string {
  return text
    .replace(/<[^<>]*>/g, ' ')
    .replace(/&nbsp;|\u00a0|\ufeff|^\u00ef\u00bb\u00bf/g, ' ')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .replace(/[_./\\:()[\]?*-]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
}

/** Whether a cell could be the header of a column that decides something. */
export function isHeaderName(text: string): boolean {
  return BY_NAME.has(normaliseHeader(text))
}

/** One column with the meaning that was found for it. */
export interface HeaderColumn {
  readonly index: number
  readonly header: string
  readonly field?: ColumnField
  /** Why it is not read. */
  readonly ignored?: string
  /** The project file says that it decides nothing: what its name means otherwise, and the reason that is given. */
  readonly passedOver?: { readonly field?: ColumnField; readonly reason?: string }
  /** The project file gives it this meaning. */
  readonly isStated?: true
}

const DANGER =
  /action|deny|permit|\bnot\b|not$|negat|invert|exclu|except|ausnahm|ausgenommen|\bsauf\b|excep|disabl|inactive|quick|direction|\border\b|priority|zone\b|interface|bidirect|jump|\bgoto\b|layer/

const LOG_WORDS = new Set([
  'session id',
  'receive time',
  'generate time',
  'start time',
  'end time',
  'elapsed',
  'elapsed time',
  'elapsed time sec',
  'nat source ip',
  'nat source port',
  'bytes sent',
  'bytes received',
  'packets',
  'source country',
  'destination country',
  'repeat count',
  'threat',
  'risk rating',
  'pkts sent',
  'pkts received',
  'duration',
])

export function countLogWords(cells: readonly string[]): number {
  return cells.filter((cell) => LOG_WORDS.has(normaliseHeader(cell))).length
}

/** Reads a row as headers, by the mapping first, then by name. */
export function readHeader(cells: readonly string[], mapping: CsvMapping): HeaderColumn[] {
  const names = cells.map(normaliseHeader)
  const stated = statedFields(cells, mapping)
  const twice = zonesAndAddressesTwice(names)
  const passedOver = passedOverColumns(cells, names, mapping)
  const fromTo = names.includes('from') && names.includes('to')
  const columns = cells.map((header, index): HeaderColumn => {
    const name = names[index] ?? ''
    const own = stated.get(index)
    const byName = twice.get(index) ?? fieldOf(name, index, fromTo)
    // To call a column a comment is another way to pass it over.
    if (
      own !== undefined &&
      byName !== own &&
      (own === 'comment' || own === 'hits' || own === 'id' || own === 'name')
    ) {
      return { index, header, field: own, passedOver: { ...(byName === undefined ? {} : { field: byName }) } }
    }
    if (own !== undefined) return { index, header, field: own, isStated: true }
    const ignored = passedOver.get(index)
    if (ignored !== undefined) {
      const reason = typeof ignored === 'object' ? { reason: ignored.reason } : {}
      const field = byName === undefined ? {} : { field: byName }
      return { index, header, ignored: 'passed over as the mapping says', passedOver: { ...field, ...reason } }
    }
    return byName === undefined ? { index, header } : { index, header, field: byName }
  })
  return settleClashes(columns, names, new Set(stated.values()))
}

/** What a header means by its name; the first column needs none to be the one of numbers. */
function fieldOf(name: string, index: number, fromTo: boolean): ColumnField | undefined {
  if (index === 0 && name === '') return 'order'
  // Beside `From` and `To` these are the ports of either end, not the ends of one range.
  if (fromTo && name === 'from port') return 'sourcePort'
  if (fromTo && name === 'to port') return 'destinationPort'
  return BY_NAME.get(name) ?? (isHarmlessName(name) ? 'information' : undefined)
}

/** The columns that the mapping passes over, by index. */
function passedOverColumns(
  cells: readonly string[],
  names: readonly string[],
  mapping: CsvMapping,
): Map<number, IgnoredColumn> {
  const found = new Map<number, IgnoredColumn>()
  for (const one of mapping.ignoreColumns ?? []) {
    const column = typeof one === 'object' ? one.column : one
    cells.forEach((_, index) => {
      const isIt = typeof column === 'number' ? column === index + 1 : normaliseHeader(column) === names[index]
      if (isIt) found.set(index, one)
    })
  }
  return found
}

/** Columns that the mapping names and that are not there, or that are there twice. */
export function unfoundColumns(cells: readonly string[], mapping: CsvMapping): { name: string; times: number }[] {
  const stated = Object.values(mapping.columns ?? {}).flatMap((said) => (Array.isArray(said) ? said : [said]))
  const timesOf = (one: string | number): number => {
    if (typeof one === 'number') return one >= 1 && one <= cells.length ? 1 : 0
    const exact = cells.filter((cell) => cell.trim() === one.trim()).length
    return exact > 0 ? exact : cells.filter((cell) => normaliseHeader(cell) === normaliseHeader(one)).length
  }
  const ignored = (mapping.ignoreColumns ?? []).map((one) => (typeof one === 'object' ? one.column : one))
  return [...stated, ...ignored]
    .map((one) => ({ name: String(one), times: timesOf(one) }))
    .filter(({ times }) => times !== 1)
}

function statedFields(cells: readonly string[], mapping: CsvMapping): Map<number, ColumnField> {
  const stated = new Map<number, ColumnField>()
  for (const [field, said] of Object.entries(mapping.columns ?? {})) {
    for (const one of Array.isArray(said) ? said : [said]) {
      const index = typeof one === 'number' ? one - 1 : indexOfHeader(cells, one)
      if (index >= 0 && index < cells.length) stated.set(index, field as CsvField)
    }
  }
  return stated
}

function indexOfHeader(cells: readonly string[], name: string): number {
  const exact = cells.findIndex((cell) => cell.trim() === name.trim())
  return exact >= 0 ? exact : cells.findIndex((cell) => normaliseHeader(cell) === normaliseHeader(name))
}

/** `Zone, Address, Zone, Address`: source first, as some products print it; only in exactly this order. */
function zonesAndAddressesTwice(names: readonly string[]): Map<number, ColumnField> {
  const places = names.flatMap((name, i) => (name === 'zone' || name === 'address' ? [i] : []))
  const order = places.map((i) => names[i]).join()
  if (order !== 'zone,address,zone,address') return new Map()
  const fields = ['sourceZone', 'source', 'destinationZone', 'destination'] as const
  return new Map(places.map((place, i) => [place, fields[i]!]))
}

/** Several columns of one meaning: some have a rule, conditions and notes may repeat, the rest is told to the user. */
function settleClashes(
  columns: readonly HeaderColumn[],
  names: readonly string[],
  stated: ReadonlySet<ColumnField>,
): HeaderColumn[] {
  const claimed = new Set(columns.map(({ field }) => field))
  const isWindows = names.includes('local port') || names.includes('display group')
  return columns.map((column) => {
    const { field } = column
    const name = names[column.index]
    if (column.ignored !== undefined) return column
    if (field === undefined) return { ...column, ...zoneOf(name, claimed) }
    if (stated.has(field)) return column
    if (isWindows && (field === 'service' || name === 'profile')) {
      // In tables of the Windows firewall these are a Windows service and the kind of network, which narrow the rule.
      return { ...column, field: 'condition' }
    }
    if (isSuperseded(field, name, names)) return { ...column, field: 'id' }
    return column
  })
}

/** `From` and `To` beside columns for addresses are zones; without them they may be either, and that is asked. */
function zoneOf(name: string | undefined, claimed: ReadonlySet<ColumnField | undefined>): { field?: ColumnField } {
  if ((name !== 'from' && name !== 'to') || !claimed.has('source') || !claimed.has('destination')) return {}
  const field = name === 'from' ? 'sourceZone' : 'destinationZone'
  return claimed.has(field) ? {} : { field }
}

/** Whether another column has the same meaning and the better name for it. */
function isSuperseded(field: ColumnField, name: string | undefined, names: readonly string[]): boolean {
  const other = (...others: string[]): boolean => others.some((one) => names.includes(one))
  if (field === 'name' && name === 'name') return other('rule name', 'display name', 'displayname')
  return field === 'order' && name === '' && names.some((one) => one !== '' && BY_NAME.get(one) === 'order')
}

const REPEATABLE: ReadonlySet<ColumnField> = new Set([
  'condition',
  'inspection',
  'context',
  'information',
  'comment',
  'hits',
  'id',
  'name',
  'translation',
])

/** Meanings that two columns claim although one is needed. */
export function clashesOf(columns: readonly HeaderColumn[]): { field: ColumnField; columns: HeaderColumn[] }[] {
  const byField = new Map<ColumnField, HeaderColumn[]>()
  for (const column of columns) {
    if (column.field === undefined || REPEATABLE.has(column.field)) continue
    byField.set(column.field, [...(byField.get(column.field) ?? []), column])
  }
  return [...byField].filter(([, found]) => found.length > 1).map(([field, found]) => ({ field, columns: found }))
}

/** Whether a normalised header that nobody knows holds a word that may decide traffic. */
export function isDangerous(name: string): boolean {
  return DANGER.test(name)
}

/** How well a row serves as headers: different fields count most, then the share of known columns, then how early it is. */
export function headerScore(columns: readonly HeaderColumn[], rowIndex: number): number {
  const known = columns.filter(({ field }) => field !== undefined)
  const fields = new Set(known.map(({ field }) => field))
  return fields.size * 2 + (3 * known.length) / Math.max(1, columns.length) - rowIndex * 0.05
}
