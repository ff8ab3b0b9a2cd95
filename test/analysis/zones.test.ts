import { expect, test } from 'vitest'
import { createInquiry } from '../../src/analysis/access.ts'
import { ZoneJudge } from '../../src/analysis/zones.ts'
import { parsePrefix } from '../../src/model/address.ts'
import type { Network } from '../../src/model/network.ts'
import { smallNetwork } from '../support/small-network.ts'

function network(): Network {
  const rules = ['permit 10.0.0.0/25 any any', 'permit 10.0.0.128/25 any any']
  const small = smallNetwork(
    [{ name: 'fw', zones: ['a', 'b'], rules: { 'a>b': rules, 'b>a': ['permit any any any'] } }],
    ['CAS client-access a 10.0.0.11', 'DC domain-controller b 10.1.0.1'],
  )
  const parsed = parsePrefix('10.0.0.0/24')
  if (parsed.kind !== 'prefix') throw new Error('no prefix')
  return {
    ...small,
    zones: small.zones.map((zone) => (zone.name === 'a' ? { ...zone, networks: [parsed.prefix] } : zone)),
  }
}

test('a question beyond the budget is undetermined and says so, never guessed', () => {
  const within = network()
  const [zone] = within.zones
  const inquiry = createInquiry(within, 'any')
  expect(new ZoneJudge(inquiry).verdict(zone!)).toMatchObject({
    verdict: 'internal',
    pockets: [{ verdict: 'internal' }],
  })
  expect(new ZoneJudge(inquiry, { budget: 3 }).verdict(zone!)).toMatchObject({
    verdict: 'undetermined',
    pockets: [
      { verdict: 'undetermined', networks: ['10.0.0.0/24'], note: expect.stringMatching(/^undetermined \(budget\)/) },
    ],
  })
})
