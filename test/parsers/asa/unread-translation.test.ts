import { expect, test } from 'vitest'
import { parseAddress } from '../../../src/model/address.ts'
import { answersOf } from '../../support/asa-answers.ts'

const interfaces = ['a', 'b', 'c']
  .map(
    (name, i) =>
      `interface GigabitEthernet0/${i}\n nameif ${name}\n security-level 50\n ip address 10.0.${i}.1 255.255.255.0\n`,
  )
  .join('')
const BASE = `ASA Version 9.12(4)\n${interfaces}same-security-traffic permit inter-interface\nobject network SHOWN\n host 10.0.0.14\nobject network UNREAD\n host x*x9\nobject network REAL\n host 10.0.2.10\n`

/** From a host behind `b` to the address that a host behind `c` is shown with, which lies behind `a`. */
function toShown(line: string): string | undefined {
  return answersOf(`${BASE}${line}\n`, [parseAddress('10.0.1.11')!, parseAddress('10.0.0.14')!], [])?.get(
    '10.0.1.11 > 10.0.0.14 all',
  )
}

test.each([
  [' nat (c,any) static SHOWN', '-'],
  [' nat (c,any) *** SHOWN', '?'],
  [' nat (c,***) static SHOWN', '?'],
  [' nat (c,any) static ***', '?'],
  [' nat (c,any) static UNREAD', '?'],
  [' nat (any,any) static UNREAD', '?'],
  // Shown to others alone.
  [' nat (c,a) *** SHOWN', '+'],
])('what enters by an interface where a host is shown may be meant for that host: %s', (line, expected) => {
  const said = toShown(line)
  if (expected === '-') expect(said).not.toBe('+')
  else expect(said).toBe(expected)
})
