import { describe, expect, test } from 'vitest'
import { portsOnlyText } from '../../src/analysis/services-missing.ts'
import { ICMP, SCTP, TCP, UDP } from '../../src/model/protocol.ts'
import type { ServiceSet } from '../../src/model/service-set.ts'
import { createSetStore } from '../../src/model/set-store.ts'
import { goalOf } from '../../src/reach/goal.ts'

const { services } = createSetStore()
const ports = (protocol: number, from = 1, to = 65535): ServiceSet => services.ports(protocol, [from, to])
const BOTH = services.union(ports(TCP), ports(UDP))
const GOAL = goalOf('any', 4, services)
const without = (set: ServiceSet): ServiceSet => services.subtract(services.all, set)

describe('what is open besides all TCP and UDP', () => {
  test.each<[string, ServiceSet, string | undefined]>([
    ['everything', services.all, undefined],
    ['nothing', services.none, undefined],
    ['nothing else', BOTH, 'all TCP and UDP, but not ICMP, ICMPv6, GRE, ESP, AH, SCTP and 248 other protocols'],
    ['all but SCTP', without(services.protocols([SCTP, SCTP])), 'all TCP and UDP, but not SCTP'],
    ['all but one port of SCTP', without(ports(SCTP, 7, 7)), 'all TCP and UDP, but not every SCTP port'],
    ['all but ping', without(services.icmp(ICMP, [8, 8])), 'all TCP and UDP, but not every ICMP type'],
    ['all but protocol 99', without(services.protocols([99, 99])), 'all TCP and UDP, but not protocol 99'],
    ['not every TCP port', without(ports(TCP, 99, 99)), undefined],
    ['not from every source port', without(services.ports(UDP, [53, 53], [7, 7])), undefined],
  ])('%s', (_, open, text) => {
    expect(portsOnlyText(GOAL, open, services)).toBe(text)
  })

  test('of the weaker profile only ICMP can be missing', () => {
    expect(portsOnlyText(goalOf('tcp-udp-icmp', 4, services), BOTH, services)).toBe('all TCP and UDP, but not ICMP')
  })
})
