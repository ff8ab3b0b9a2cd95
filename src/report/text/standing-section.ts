import type { Analysis, ServerVerdict } from '../../analysis/result.ts'
import { showable } from '../../source/redact.ts'
import { groupBy } from './group.ts'
import { indented, paragraph } from './layout.ts'
import type { Look } from './look.ts'
import { count, counted, listed } from './words.ts'

const NAMES_SHOWN = 8

/** What the verdict means for those who stand inside, what the letter of the definition says, and what is supported. */
export function standingSection(look: Look, analysis: Analysis): string[] {
  if (analysis.servers.length === 0) return []
  return [
    '',
    ...insideLines(look, analysis),
    ...letterLines(look, analysis),
    ...analysis.support.flatMap(({ name, statement, sources }) => [
      ...paragraph(look, '', showable(`What is supported for ${name}: ${statement}`)),
      // Addresses stay in one piece, so that a terminal makes links of them.
      ...sources
        .slice(0, look.verbose ? sources.length : 1)
        .flatMap(({ title, url }) => [...paragraph(look, '  ', title, 4), ...indented(2, [url], look.paint.quiet)]),
    ]),
  ]
}

function insideLines(look: Look, { servers, home, verdict, findings }: Analysis): string[] {
  const internal = servers.filter((server) => server.verdict === 'internal')
  if (internal.length === 0) return []
  const who =
    verdict === 'internal'
      ? 'Internal means: unrestricted access, both ways,'
      : `${kindsOf(internal, servers)} ${internal.length === 1 ? 'is' : 'are'} internal: unrestricted access, both ways,`
  const body =
    home.length === 0
      ? 'to every Exchange server'
      : `to ${controllersText(home, findings)} and to every Exchange server that has the same`
  return [...paragraph(look, '', showable(`${who} ${body}.`)), ...cutOffLines(look, internal, servers)]
}

/** So many bodies of servers that are cut off from the same ones are told one by one. */
const BODIES_MAX = 3

function cutOffLines(look: Look, internal: readonly ServerVerdict[], servers: readonly ServerVerdict[]): string[] {
  const cutOff = internal.filter(({ cutOffFrom }) => cutOffFrom.length > 0)
  const bodies = groupBy(cutOff, ({ cutOffFrom }) => JSON.stringify(cutOffFrom))
  const told = bodies.length <= BODIES_MAX || look.verbose ? bodies : [cutOff]
  return told.flatMap((members) => {
    const others = [...new Set(members.flatMap(({ cutOffFrom }) => cutOffFrom))]
    const verb = members.length === 1 ? 'is' : 'are'
    const pronoun = members.length === 1 ? 'It' : 'They'
    const subject = members.length === internal.length ? pronoun : `${kindsOf(members, servers)} of these`
    const which = `${listed(look, others, NAMES_SHOWN)}, which ${others.length === 1 ? 'does' : 'do'} not stand inside`
    return paragraph(look, '', `${subject} ${verb} cut off from ${told === bodies ? '' : 'some of '}${which}.`)
  })
}

/** The home by its name only where there are others beside it. */
function controllersText(home: readonly string[], findings: Analysis['findings']): string {
  const isAll = findings.every(({ id }) => id !== 'controller-apart')
  if (isAll)
    return home.length === 1 ? `the domain controller ${home[0]}` : `all ${count(home.length)} domain controllers`
  const body = home.length === 1 ? `the domain controller ${home[0]}` : `the ${count(home.length)} domain controllers`
  return `${body} of the home (the largest body of which none is restricted to or from another)`
}

/** Said only where the letter is harder than the verdict on some server. */
function letterLines(look: Look, { servers }: Analysis): string[] {
  const harder = servers.filter(({ verdict, letter }) => verdict !== 'perimeter' && letter === 'perimeter')
  if (harder.length === 0) return []
  const clientAccess = servers.filter((server) => server.clientAccess)
  const others = servers.filter((server) => !server.clientAccess)
  const among = [clientAccess, others]
    .filter((some) => some.some(({ letter }) => letter === 'perimeter'))
    .map((some) => `${count(some.filter(({ letter }) => letter === 'perimeter').length)} of ${kindsOf(some, servers)}`)
  const [few] = [new Set(harder.flatMap(({ cutOffFrom }) => cutOffFrom)).size]
  return paragraph(
    look,
    '',
    `By the letter of the definition ${among.join(' and ')} stand in a perimeter network, because a network that lacks unrestricted access to a single one of these servers is one. What is wrong are the ${count(few)} that the others are cut off from: mending those mends all.`,
  )
}

/** `6 Client Access servers and 5 other Exchange servers`; `other` beside Client Access servers in the same text. */
function kindsOf(servers: readonly ServerVerdict[], all: readonly ServerVerdict[]): string {
  const clientAccess = servers.filter((server) => server.clientAccess).length
  const others = servers.length - clientAccess
  return [
    ...(clientAccess === 0 ? [] : [counted(clientAccess, 'Client Access server')]),
    ...(others === 0
      ? []
      : [counted(others, `${all.some((server) => server.clientAccess) ? 'other ' : ''}Exchange server`)]),
  ].join(' and ')
}
