import { isDeepStrictEqual } from 'node:util'
import { describe, expect, test } from 'vitest'
import { asaDialect } from '../../../parsers/asa/asa.ts'
import { type Address, familyOf, parseAddress } from '../../../src/model/address.ts'
import type { Packet } from '../../../src/model/packet.ts'
import { parseProtocol } from '../../../src/model/protocol.ts'
import { createSetStore } from '../../../src/model/set-store.ts'
import { type Decider, decideSteps, stepsAcross, uncertainInPlay } from '../../../src/reach/first-match.ts'
import { decideAnswer, keepsConnection, replyTo } from '../../../src/reach/state.ts'
import { SourceText } from '../../../src/source/source-text.ts'
import { readCases } from '../../support/case-file.ts'

/** `dmz>inside tcp 172.16.10.25:50000 10.10.1.10:445`, `… icmp A B 8/0`, `… 50 A B`; IPv6 ends in brackets. */
function readPacket(text: string): { ingress: string; egress: string; packet: Packet } {
  const [way = '', protocolWord = '', from = '', to = '', icmp = '0/0'] = text.split(' ')
  const [ingress = '', egress = ''] = way.split('>')
  const protocol = parseProtocol(protocolWord)!
  const end = (word: string): [Address, number] => {
    const match = /^\[?([0-9a-f.:]+?)\]?(?::(\d+))?$/.exec(word)
    const ported = protocol === 6 || protocol === 17
    return [parseAddress(ported ? match![1]! : word)!, Number(match?.[2] ?? 0)]
  }
  const [source, sourcePort] = end(from)
  const [destination, destinationPort] = end(to)
  const [type, code] = icmp.split('/').map(Number)
  const fields = protocol === 1 ? [type!, code!] : [destinationPort, sourcePort]
  return {
    ingress,
    egress,
    packet: { protocol, source, destination, destinationField: fields[0]!, sourceField: fields[1]! },
  }
}

/** The packet that an answer belongs to: the one with the same ends whose usual answer it is. */
function requestOf(reply: Packet): Packet | undefined {
  const { protocol, source, destination, sourceField, destinationField } = reply
  const turned = { protocol, source: destination, destination: source }
  const swapped = { ...turned, sourceField: destinationField, destinationField: sourceField }
  const typed = Array.from({ length: 256 }, (_, type) => ({ ...turned, sourceField, destinationField: type }))
  return [swapped, ...typed].find((request) => isDeepStrictEqual(replyTo(request), reply))
}

/** What the default decisions are called in the case file. */
function reasonOf(text: string): string {
  if (text.startsWith('security level')) return 'level'
  if (text.includes('same-security-traffic')) return 'same-security'
  if (text.includes('management-only') || text.includes('shut down')) return 'transit'
  return text
}

function answer(config: string, question: string): string {
  const sets = createSetStore()
  const source = new SourceText('case.cfg', new TextEncoder().encode(config))
  const file = { source, encoding: 'utf-8' as const }
  const { firewalls, diagnostics } = asaDialect.parse({ name: 'fw', file, definitions: [], sets, mapping: {} })
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  const [wire = '', state = ''] = question.split(' ; ')
  const { ingress, egress, packet: arrival } = readPacket(wire)
  const firewall = firewalls[0]!
  if (state === 'reply') {
    const request = requestOf(arrival)!
    const way = stepsAcross(firewall.passage(egress, ingress, familyOf(request.source)), request)
    const isOpen = decideSteps(way, sets, 'pessimistic').action === 'permit'
    if (isOpen && keepsConnection(firewall, request)) return 'PERMIT conn'
    const answered = decideAnswer(firewall, ingress, egress, arrival, sets, 'pessimistic')
    return said(answered.action, answered.decider)
  }
  const redirected = firewall.redirect?.(ingress, arrival)
  const packet = redirected?.packet ?? arrival
  const passage = firewall.passage(ingress, redirected?.egress ?? egress, familyOf(packet.source))
  const steps = stepsAcross(passage, packet, redirected === undefined ? {} : { arrival })
  const sure = decideSteps(steps, sets, 'pessimistic')
  const most = decideSteps(steps, sets, 'optimistic')
  const verdict = sure.action === most.action ? sure.action : 'unknown'
  const settled = verdict === 'permit' ? sure.decider : most.decider
  return said(verdict, verdict === 'unknown' ? uncertainInPlay(steps, sets)[0]! : settled)
}

function said(verdict: string, decider: Decider): string {
  if (decider.kind === 'end') {
    const by =
      decider.otherwise.list === undefined ? reasonOf(decider.otherwise.text) : `${decider.otherwise.list}:implicit`
    return `${verdict.toUpperCase()} ${by}`
  }
  const device = decider.table.deviceLine(decider.row)
  if (decider.table.name === 'address translation') return `${verdict.toUpperCase()} nat`
  return `${verdict.toUpperCase()} ${device === 0 ? 'to-box' : `${decider.table.name}:${device}`}`
}

const CASES = [...readCases('test/cases/asa/tricky.txt'), ...readCases('test/cases/asa/eras.txt')]

describe.each(CASES)('$title', ({ configs, questions }) => {
  test.each(questions)('%s', (question) => {
    const [, letter, packet, expected] = /^([A-Z]) (.*?) *= (.*)$/.exec(question)!
    expect(answer(configs.get(letter!)!, packet!)).toBe(expected)
  })
})
