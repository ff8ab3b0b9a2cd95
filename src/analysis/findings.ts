import { dynamicRpcCoverage } from '../exchange/holes.ts'
import { isDomainController, peerExclusion } from '../exchange/roles.ts'
import { parseVersion } from '../exchange/versions.ts'
import type { Firewall } from '../model/firewall.ts'
import type { Server } from '../model/network.ts'
import type { Inquiry } from './access.ts'
import type { CaseBook } from './case-book.ts'
import { type SiteView, siteViews } from './consistency.ts'
import { finding } from './finding.ts'
import { groupBy } from './group-by.ts'
import type { Exposure, Finding, InputCoverage, ServerVerdict, ZoneVerdict } from './result.ts'
import { compareText, distinctRefs, statementRef } from './rule-ref.ts'
import { serviceFindings } from './service-findings.ts'
import { compareSettings } from './settings.ts'
import { verdictFindings } from './verdict-findings.ts'

const SEVERITIES: readonly Finding['severity'][] = ['error', 'warning', 'note']

/** What was answered before findings are looked for. */
export interface Answered {
  readonly book: CaseBook
  readonly servers: readonly ServerVerdict[]
  readonly zones: readonly ZoneVerdict[]
  readonly exposure: readonly Exposure[]
  readonly inputs: readonly InputCoverage[]
}

/** What a reviewer should see, most severe first, then by kind and subject. */
export function findingsOf(
  inquiry: Inquiry,
  { book, servers: verdicts, zones, exposure, inputs }: Answered,
): Finding[] {
  return [
    ...verdictFindings(inquiry, book, verdicts, zones),
    ...cheeseFindings(inquiry, verdicts, exposure),
    ...serviceFindings(inquiry, verdicts),
    ...siteViews(inquiry, verdicts).flatMap(siteFindings),
    ...settingFindings(inquiry),
    ...inventoryFindings(inquiry, verdicts),
    ...inputs.flatMap(inputFindings),
    ...inquiry.network.attachments.flatMap(({ firewall }) => expiredFindings(firewall)),
  ].sort(
    (a, b) =>
      SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
      compareText(a.id, b.id) ||
      compareText(a.subject ?? '', b.subject ?? ''),
  )
}

function cheeseFindings(
  inquiry: Inquiry,
  verdicts: readonly ServerVerdict[],
  exposure: readonly Exposure[],
): Finding[] {
  const zones = new Set(verdicts.filter(({ verdict }) => verdict === 'perimeter').flatMap((one) => one.zones))
  const found: Finding[] = []
  for (const zone of zones) {
    const open = exposure.filter(
      ({ fromZone, services, holes }) =>
        fromZone === zone &&
        !services.all &&
        holes.some(({ id }) => id === 'dynamic-rpc' || id === 'rpc-endpoint-mapper'),
    )
    if (open.length === 0) continue
    const widest = open.reduce((a, b) => (b.openTcpPorts > a.openTcpPorts ? b : a))
    const share = Math.min(99.9, (100 * widest.openTcpPorts) / 65536).toFixed(1)
    const servers = open.length === 1 ? 'one server' : `${open.length} servers`
    const reach = `${widest.server} can be reached on ${widest.openTcpPorts} TCP ports (${share} %)`
    const message = `from zone ${zone} RPC is open to ${servers}; ${reach}${wholeRange(inquiry, open)}`
    const rules = open.flatMap(({ holes }) =>
      holes.filter(({ id }) => id === 'dynamic-rpc' || id === 'rpc-endpoint-mapper').flatMap((hole) => hole.rules),
    )
    found.push(finding('swiss-cheese', message, zone, distinctRefs(rules)))
  }
  return found
}

/** The first server of which a whole range of dynamic RPC ports is open, as its version uses it. */
function wholeRange({ network }: Inquiry, open: readonly Exposure[]): string {
  for (const { server, services } of open.toSorted((a, b) => b.openTcpPorts - a.openTcpPorts)) {
    const version = network.servers.find(({ name }) => name === server)?.version
    const family = version === undefined ? undefined : parseVersion(version)?.family
    const [range] = dynamicRpcCoverage(services.tcp, family)
    if (range !== undefined) return `, on ${server} every dynamic RPC port (${range.name})`
  }
  return ''
}

const PRODUCTION = /^(?:prod|production|live|productive|produktion|produktiv)?$/i

/** What is not alike within one site. */
function siteFindings({ site, groups, lines, clientAccess }: SiteView): Finding[] {
  const found: Finding[] = []
  if (groups.length > 1) {
    const words = groups.map(({ zones, verdict, views, servers }) => {
      const opened = Array.from(
        groupBy(
          views.filter(({ ports }) => ports.length > 0),
          ({ ports }) => ports.join(' and '),
        ),
        ([ports, some]) => `, TCP ${ports} from ${some.map(({ source }) => source.name).join(' and ')}`,
      )
      return `${servers.map(({ name }) => name).join(', ')} in ${zones.join(', ')} (${verdict}${opened.join('')})`
    })
    const message = `the Client Access servers of site ${site} differ: ${words.join('; ')}`
    found.push(finding('split-site', message, site, lines))
  }
  const isDual = ({ roles }: Server): boolean => roles.includes('mailbox') && roles.includes('client-access')
  const dedicated = clientAccess.filter((server) => !server.roles.includes('mailbox'))
  for (const { name } of dedicated.length === 0 ? [] : clientAccess.filter(isDual)) {
    found.push(finding('backup-cas', `${name} is a Mailbox server with the Client Access role in site ${site}`, name))
  }
  const isProduction = ({ environment = '' }: Server): boolean => PRODUCTION.test(environment)
  for (const server of clientAccess.some(isProduction) ? clientAccess : []) {
    if (isProduction(server)) continue
    const message = `${server.name} (${server.environment ?? ''}) stands in site ${site} with production servers`
    found.push(finding('test-cas', message, server.name))
  }
  return found
}

/** Settings in which the servers of one site do not agree. */
function settingFindings({ network }: Inquiry): Finding[] {
  const { differences, gaps } = compareSettings(network)
  return [
    ...differences.map(({ site, service, name, values }) => {
      const words = values.map(({ value, settings }) => {
        const servers = [...new Set(settings.map(({ server }) => server))].join(', ')
        return `${value === '' ? 'empty' : value} on ${servers}`
      })
      const lines = values.flatMap(({ settings }) =>
        settings.map(({ file, line, value }) => ({ firewall: file, file, line, text: `${name}: ${value}` })),
      )
      const message = `${service}: ${name} differs in site ${site}: ${words.join('; ')}`
      return finding('settings-differ', message, `${site} ${service} ${name}`, distinctRefs(lines))
    }),
    ...gaps.map(({ site, service, servers }) => {
      const message = `${service}: no settings of ${servers.join(', ')}, which is in site ${site} with others`
      return finding('settings-missing', message, `${site} ${service}`)
    }),
  ]
}

function inventoryFindings(inquiry: Inquiry, verdicts: readonly ServerVerdict[]): Finding[] {
  const { servers } = inquiry.network
  const judged = new Set(verdicts.map(({ name }) => name))
  const asking = servers.filter((server) => judged.has(server.name))
  const excluded = (reason: string): Server[] =>
    servers.filter((server) => asking.some((cas) => peerExclusion(cas, server) === reason))
  return [
    ...excluded('edge-excluded').map((server) =>
      finding('edge-excluded', `${server.name} is an Edge Transport server and not among the peers`, server.name),
    ),
    ...excluded('rodc-excluded').map((server) =>
      finding('rodc-excluded', `${server.name} is a read-only domain controller and not among the peers`, server.name),
    ),
    ...(servers.some(isDomainController)
      ? []
      : [finding('no-domain-controller', 'the inventory holds no domain controller')]),
  ]
}

function expiredFindings(firewall: Firewall): Finding[] {
  return (firewall.expired ?? []).map(({ name, line, end }) =>
    finding('expired-schedule', `time-range ${name} ended ${end}: rules that use it match nothing`, name, [
      statementRef(firewall, line),
    ]),
  )
}

function inputFindings(input: InputCoverage): Finding[] {
  const count = input.notUnderstood.length
  if (count === 0) return []
  const lines = count === 1 ? 'one line was' : `${count} lines were`
  return [finding('lines-not-understood', `${input.file}: ${lines} not understood`, input.file)]
}
