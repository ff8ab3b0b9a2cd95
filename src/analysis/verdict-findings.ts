import { isDomainController, isPeerOf } from '../exchange/roles.ts'
import type { Server } from '../model/network.ts'
import type { Inquiry } from './access.ts'
import { type Answer, answersOf, peerCount } from './answers-of.ts'
import type { CaseBook } from './case-book.ts'
import { finding } from './finding.ts'
import { groupBy } from './group-by.ts'
import type { Finding, RuleRef, ServerVerdict, Status, ZoneVerdict } from './result.ts'
import { distinctRefs } from './rule-ref.ts'
import { wayFindings } from './way-findings.ts'

/** What the verdicts on servers and on their networks say, and what is wrong with the domain controllers. */
export function verdictFindings(
  inquiry: Inquiry,
  book: CaseBook,
  verdicts: readonly ServerVerdict[],
  zones: readonly ZoneVerdict[],
): Finding[] {
  const core = new Set(Array.from(inquiry.standing.core, ({ name }) => name))
  return [
    ...verdicts.flatMap((verdict) => serverFindings(verdict, answersOf(verdict, book.cases), core)),
    ...cutOffFindings(verdicts),
    ...apartFindings(inquiry, book),
    ...verdicts.flatMap((verdict) => networkFindings(verdict, zones)),
    ...wayFindings(inquiry, book.cases),
  ]
}

function serverFindings(server: ServerVerdict, answers: readonly Answer[], core: ReadonlySet<string>): Finding[] {
  const { name, verdict, clientAccess } = server
  // Each peer is in one answer of each direction.
  const total = peerCount(answers.filter(({ direction }) => direction === 'to'))
  if (total === 0) return [finding('no-peers', `${name} has no peer in the inventory`, name)]
  const found: Finding[] = []
  const where = `${name} in ${zoneWords(server.zones)}`
  // What does not count for the verdict is told as cut off.
  const counting = answers.filter(({ peers }) => peers.some((peer) => core.has(peer)))
  const withStatus = (status: Status): Answer[] => counting.filter((answer) => answer.case.status === status)
  if (verdict === 'perimeter') {
    const restricted = withStatus('restricted')
    const among = peerCount(answers.filter((answer) => answer.case.status === 'restricted'))
    const message = `${where} is restricted to or from ${among} of ${total} peers`
    const id = clientAccess ? 'cas-in-perimeter' : 'exchange-in-perimeter'
    found.push(finding(id, message, name, rulesOf(restricted)))
  } else if (verdict === 'undetermined') {
    const open = withStatus('undetermined')
    const message = `${where}: access to or from ${peerCount(open)} of ${total} peers is not decided by the input`
    found.push(finding(clientAccess ? 'cas-undetermined' : 'exchange-undetermined', message, name, rulesOf(open)))
  }
  const portsOnly = answers.filter((answer) => answer.case.reason.portsOnly === true)
  if (portsOnly.length > 0) {
    const [text] = (portsOnly[0]?.case.reason.text ?? '').split('; ')
    const message = `${name}: ${text} to or from ${peerCount(portsOnly)} of ${total} peers`
    found.push(finding('ports-but-not-protocols', message, name, rulesOf(portsOnly)))
  }
  const strangers = answers.filter((answer) => answer.case.ways.some(({ kind }) => kind === 'no-common-family'))
  if (strangers.length > 0) {
    const names = [...new Set(strangers.flatMap(({ peers }) => peers))]
    found.push(finding('no-common-family', `${name} shares no address family with ${someOf(names)}`, name))
  }
  return found
}

function rulesOf(answers: readonly Answer[]): RuleRef[] {
  return distinctRefs(answers.flatMap((answer) => answer.case.reason.rules).map(withoutPath))
}

/** The objects through which a line matches differ from packet to packet. */
function withoutPath({ through, ...ref }: RuleRef): RuleRef {
  return ref
}

/** Internal servers, those that are cut off from the same ones together. */
function cutOffFindings(verdicts: readonly ServerVerdict[]): Finding[] {
  const cutOff = verdicts.filter(({ verdict, cutOffFrom }) => verdict === 'internal' && cutOffFrom.length > 0)
  return Array.from(groupBy(cutOff, ({ cutOffFrom }) => JSON.stringify(cutOffFrom)).values(), (members) => {
    const names = members.map(({ name }) => name)
    const others = members[0]?.cutOffFrom ?? []
    const message = `internal, but restricted to or from ${someOf(others)}: ${someOf(names)}`
    return finding('cut-off', message, names[0])
  })
}

/** Domain controllers that are restricted to or from the home. */
function apartFindings({ network, standing, answers }: Inquiry, book: CaseBook): Finding[] {
  const { home } = standing
  return network.servers
    .filter((server) => isDomainController(server) && !home.includes(server))
    .map((server) => {
      const apart = home.filter(
        (other) =>
          isPeerOf(server, other) &&
          [answers.status(server, other), answers.status(other, server)].includes('restricted'),
      )
      const lines = (from: Server, to: Server): readonly RuleRef[] =>
        answers.status(from, to) === 'restricted' ? book.reasonOf(from, to).rules : []
      const refs = apart.slice(0, 1).flatMap((other) => [...lines(server, other), ...lines(other, server)])
      const names = apart.map(({ name }) => name)
      const message = `${server.name} is restricted to or from ${someOf(names)}, so it does not count for the verdicts`
      return finding('controller-apart', message, server.name, distinctRefs(refs.map(withoutPath)))
    })
}

/** The verdict is about networks, and a rule for one host does not make its network internal. */
function networkFindings({ name, zones: own, verdict }: ServerVerdict, zones: readonly ZoneVerdict[]): Finding[] {
  if (verdict !== 'internal') return []
  return zones
    .filter((one) => own.includes(one.name) && one.verdict === 'perimeter')
    .map((one) => {
      const witness = one.pockets.find((pocket) => pocket.witness !== undefined)?.witness
      const message = `${name} is unrestricted, but other addresses of its network (zone ${one.name}) are restricted`
      return finding('only-the-server', message, name, witness === undefined ? [] : [witness.decidedBy])
    })
}

/** `zone dmz`, `zones dmz, inside`. */
function zoneWords(zones: readonly string[]): string {
  return `${zones.length === 1 ? 'zone' : 'zones'} ${zones.join(', ')}`
}

const NAMES_MAX = 12

/** Names joined by commas; of many the first ones and how many more there are. */
function someOf(names: readonly string[]): string {
  if (names.length <= NAMES_MAX + 1) return names.join(', ')
  return `${names.slice(0, NAMES_MAX).join(', ')} and ${names.length - NAMES_MAX} more`
}
