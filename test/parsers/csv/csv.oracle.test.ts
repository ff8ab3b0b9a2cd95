import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { CsvMapping } from '../../../parsers/csv/mapping.ts'
import { parseAddress } from '../../../src/model/address.ts'
import { csvFate } from '../../oracle/csv-brute-force.ts'
import { addressText, CSV_HOSTS, CSV_POINTS, CSV_ZONES, csvWorld, printCsv } from '../../oracle/csv-worlds.ts'
import { readCsv } from '../../support/csv-table.ts'
import { decidePassage } from '../../support/decide-passage.ts'

test('random rule tables are decided as the brute force over the same world says', () => {
  fc.assert(
    fc.property(csvWorld, (world) => {
      const { rules, objects } = printCsv(world)
      const evaluation = world.order === 'rows' ? 'first-match' : world.order
      const mapping: CsvMapping = {
        evaluation,
        complete: true,
        ...(world.otherwise === undefined ? {} : { otherwise: world.otherwise }),
      }
      const result = readCsv(rules, mapping, [objects])
      const errors = result.diagnostics.filter(({ severity }) => severity === 'error')
      // Where the lowest number matches everything, the direction of the numbers is asked about.
      if (errors.length === 1 && errors[0]?.code === 'csv/priority-direction') return
      expect(errors).toEqual([])
      const firewall = result.firewalls[0]!
      const known = firewall.interfaces.map(({ name }) => name)
      // A final rule that matches everything settles the end of the table.
      const last = world.rules.at(-1)
      for (const from of CSV_ZONES.filter((zone) => known.length === 0 || known.includes(zone))) {
        for (const to of CSV_ZONES.filter((zone) => zone !== from && (known.length === 0 || known.includes(zone)))) {
          const passage = firewall.passage(from, to, 4)
          for (let source = 0; source < CSV_HOSTS; source++) {
            for (let destination = 0; destination < CSV_HOSTS; destination++) {
              for (const point of CSV_POINTS) {
                const [protocol, destinationField, sourceField] = point
                const packet = {
                  protocol,
                  destinationField,
                  sourceField,
                  source: parseAddress(addressText(source))!,
                  destination: parseAddress(addressText(destination))!,
                }
                const sure = decidePassage(passage, packet, result.sets, 'pessimistic').action
                const most = decidePassage(passage, packet, result.sets, 'optimistic').action
                const fate = csvFate(world, [from, to], source, destination, point)
                const agrees = (sure === 'permit') === !fate.mayFail && (most === 'permit') === fate.mayPass
                if (!agrees) {
                  const said = `${sure}/${most}, brute force ${JSON.stringify(fate)}, last rule ${JSON.stringify(last)}`
                  expect.unreachable(
                    `${from}>${to} ${source} ${destination} ${point.join('/')}: ${said}\n${rules}\n${objects}`,
                  )
                }
              }
            }
          }
        }
      }
    }),
    { numRuns: Number(process.env['ORACLE_RUNS'] ?? 300) },
  )
})
