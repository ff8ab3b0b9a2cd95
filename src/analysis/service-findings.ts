import type { ProxiedService } from '../exchange/proxying.ts'
import type { Server } from '../model/network.ts'
import type { Inquiry } from './access.ts'
import { countAddresses } from './address-count.ts'
import { finding } from './finding.ts'
import { groupBy } from './group-by.ts'
import { type DirectOpening, directOpenings } from './internet.ts'
import { type ProxyRoute, proxyRoutes, type RefusedPair } from './proxying.ts'
import { type Publisher, publishers } from './publishing.ts'
import type { Finding, ServerVerdict, Services } from './result.ts'
import { distinctRefs } from './rule-ref.ts'
import { type RestrictedSkype, restrictedSkypes } from './skype.ts'
import { networkTexts } from './zone-places.ts'

/** Findings about who can open what to the servers: proxies, the Internet, other sites, Skype for Business. */
export function serviceFindings(inquiry: Inquiry, verdicts: readonly ServerVerdict[]): Finding[] {
  const astray = new Set(verdicts.filter(({ verdict }) => verdict === 'perimeter').map(({ name }) => name))
  return [
    ...publishers(inquiry).flatMap(publishingFindings),
    ...directOpenings(inquiry).map(directFinding),
    ...proxyRoutes(inquiry).map(proxyFinding),
    ...restrictedSkypes(inquiry, astray).map(skypeFinding),
  ]
}

/** Sites between which some or all pairs of servers cannot hand requests on. */
function proxyFinding({ fromSite, toSite, services, asked, working, refused }: ProxyRoute): Finding {
  const lines = distinctRefs(refused.flatMap(({ refusedBy }) => (refusedBy === undefined ? [] : [refusedBy])))
  const share = `${refused.length} of ${asked} pairs are refused: ${refusedPairs(refused)}`
  const message = `from site ${fromSite} to site ${toSite} ${share}`
  const subject = `${fromSite} to ${toSite}`
  const { partial, blocked } = PROXY_KINDS[services[0] ?? 'http']
  if (working === undefined) return finding(blocked, message, subject, lines)
  return finding(partial, `${message}; ${working.from.name} to ${working.to.name} works and hides it`, subject, lines)
}

const PROXY_KINDS: Readonly<Record<ProxiedService, { readonly partial: string; readonly blocked: string }>> = {
  http: { partial: 'proxy-partial', blocked: 'proxy-blocked' },
  smtp: { partial: 'mail-not-handed-on', blocked: 'mail-not-handed-on' },
  pop3: { partial: 'pop-imap-not-handed-on', blocked: 'pop-imap-not-handed-on' },
  imap4: { partial: 'pop-imap-not-handed-on', blocked: 'pop-imap-not-handed-on' },
}

/** Every pair: sources that are refused the same together. */
function refusedPairs(pairs: readonly RefusedPair[]): string {
  const bySource = groupBy(pairs, ({ from }) => from)
  const targets = Array.from(bySource, ([from, own]) => ({
    from: from.name,
    to: Array.from(
      groupBy(own, ({ port }) => port),
      ([port, some]) => `${some.map(({ to }) => to.name).join(', ')} (TCP ${port})`,
    ).join(' and '),
  }))
  return Array.from(
    groupBy(targets, ({ to }) => to),
    ([to, sources]) => `${sources.map(({ from }) => from).join(', ')} to ${to}`,
  ).join('; ')
}

/** The supported design confirmed, or what is open beyond it. */
function publishingFindings({ proxy, ports, publications }: Publisher): Finding[] {
  const names = (some: readonly { readonly to: Server }[]): string => some.map(({ to }) => to.name).join(', ')
  const wide = publications.filter(({ isExact }) => !isExact)
  if (wide.length === 0) {
    return Array.from(
      groupBy(publications, ({ services }) => portWords(services)),
      ([words, some]) => finding('published', `${proxy.name} reaches ${names(some)} by ${words} alone`, proxy.name),
    )
  }
  const lines = distinctRefs(wide.flatMap(({ surplus }) => surplus))
  const message = `${proxy.name} can open more than TCP ${ports.join(', ')} to ${names(wide)}`
  return [finding('published-too-wide', message, proxy.name, lines)]
}

const NETWORKS_SHOWN = 3
/** From so many IPv4 addresses on it is anybody: a quarter of them all. */
const ANYBODY = 2 ** 30

/** A server that the Internet reaches with nothing between. */
function directFinding({ server, zone, services, isWide, isCertain, from, rules }: DirectOpening): Finding {
  const { ipv4, ipv6 } = countAddresses(from)
  const networks = networkTexts(from)
  const more = networks.length - NETWORKS_SHOWN
  const some = `${networks.slice(0, NETWORKS_SHOWN).join(', ')}${more > 0 ? ` and ${more} more` : ''}`
  const isAnybody = ipv4 >= ANYBODY || (ipv4 === 0 && ipv6 !== '0' && networks.some((text) => /\/[0-3]$/.test(text)))
  const where = isAnybody ? 'anybody' : some
  const words = portWords(services)
  const is = isCertain ? 'is' : 'may be, as some line may be read,'
  const message = isWide
    ? `${server.name} is open to the Internet (zone ${zone}, ${where}) by what is no client port of it: ${words}`
    : `${server.name} ${is} open to the Internet (zone ${zone}, ${where}) with no proxy between: ${words}`
  return finding(isWide ? 'open-to-internet-wide' : 'open-to-internet', message, server.name, rules)
}

/** `TCP 25, 443; UDP 53; IP protocol 47`, or every packet. */
function portWords({ all, tcp, udp, protocols }: Services): string {
  if (all) return 'every packet'
  const words = (name: string, pairs: Services['tcp']): string[] =>
    pairs.length === 0
      ? []
      : [`${name} ${pairs.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join(', ')}`]
  return [...words('TCP', tcp), ...words('UDP', udp), ...words('IP protocol', protocols)].join('; ')
}

function skypeFinding({ server, to, from, rules }: RestrictedSkype): Finding {
  const names = (word: string, some: readonly Server[]): string[] =>
    some.length === 0 ? [] : [`${word} ${some.map(({ name }) => name).join(', ')}`]
  const message = `${server.name} is restricted ${[...names('to', to), ...names('from', from)].join(' and ')}`
  return finding('sfb-restricted', message, server.name, rules)
}
