import fc from 'fast-check'
import { expect, test } from 'vitest'
import { asaDialect } from '../../../../parsers/asa/asa.ts'
import { aceKey } from '../../../../parsers/asa/change/ace-key.ts'
import { applyScript } from '../../../../parsers/asa/change/apply.ts'
import { createSetStore } from '../../../../src/model/set-store.ts'
import { SourceText } from '../../../../src/source/source-text.ts'
import { asaFate } from '../../../oracle/asa-brute-force.ts'
import { printAsa } from '../../../oracle/asa-printer.ts'
import {
  ASA_POINTS,
  type AsaWorld,
  asaWorld,
  type Entry,
  HOSTS,
  hostAddress,
  INTERFACES,
} from '../../../oracle/asa-worlds.ts'
import { decidePassage } from '../../../support/decide-passage.ts'

const RUNS = { numRuns: Number(process.env['ORACLE_RUNS'] ?? 200) }

/** An edit of the data, and the command for it. */
interface Edit {
  readonly kind: 'insert' | 'append' | 'remove' | 'bind' | 'unbind' | 'join' | 'leave' | 'value'
  readonly a: number
  readonly b: number
}
const edit: fc.Arbitrary<Edit> = fc.record({
  kind: fc.constantFrom('insert', 'append', 'remove', 'bind', 'unbind', 'join', 'leave', 'value'),
  a: fc.nat(40),
  b: fc.nat(40),
})

const linesOf = (world: AsaWorld, list: number): string[] =>
  printAsa(world)
    .split('\n')
    .filter((line) => line.startsWith(`access-list L${list} `))
const keyOf = (line: string): string => aceKey(line.trim().split(/\s+/).slice(2), () => undefined).key
const isMissing = (part: unknown): boolean => JSON.stringify(part).includes('"missing"')

/** The world after an edit and the commands that say it; undefined where a device would refuse it or it says nothing. */
function edited(
  world: AsaWorld,
  other: AsaWorld,
  { kind, a, b }: Edit,
): { world: AsaWorld; script: string[] } | undefined {
  const list = a % world.lists.length
  const entries = world.lists[list] ?? []
  const withList = (changed: readonly Entry[]): AsaWorld => ({
    ...world,
    lists: world.lists.map((one, i) => (i === list ? changed : one)),
  })
  if (kind === 'insert' || kind === 'append') {
    const pool = other.lists.flat().filter((entry) => entry.kind === 'ace' && !isMissing(entry))
    const entry = pool[b % Math.max(1, pool.length)]
    if (entry === undefined || entries.length === 0) return undefined
    const at = kind === 'append' ? entries.length : b % (entries.length + 1)
    const now = withList(entries.toSpliced(at, 0, entry))
    const text = linesOf(now, list)[at]!
    if (linesOf(world, list).some((line) => keyOf(line) === keyOf(text))) return undefined
    const words = text.replace(/^access-list \S+ /, '')
    return { world: now, script: [`access-list L${list} ${kind === 'append' ? '' : `line ${at + 1} `}${words}`] }
  }
  if (kind === 'remove') {
    const at = b % Math.max(1, entries.length)
    // A list that loses its last entry is no list any more, which the data cannot say.
    if (entries[at]?.kind !== 'ace' || entries.filter((one) => one.kind === 'ace').length < 2) return undefined
    const text = linesOf(world, list)[at]!
    if (linesOf(world, list).filter((line) => keyOf(line) === keyOf(text)).length > 1) return undefined
    return { world: withList(entries.toSpliced(at, 1)), script: [`no ${text}`] }
  }
  if (kind === 'bind' || kind === 'unbind') {
    const side = b % 2 === 0 ? 'inList' : 'outList'
    const at = b % INTERFACES
    const word = `${side === 'inList' ? 'in' : 'out'} interface if${at}`
    const bound = world[side][at]
    if (kind === 'bind' && entries.length === 0) return undefined
    if (kind === 'unbind' && bound === undefined) return undefined
    const now = world[side].map((one, i) => (i === at ? (kind === 'bind' ? list : undefined) : one))
    const script = kind === 'bind' ? `access-group L${list} ${word}` : `no access-group L${bound} ${word}`
    return { world: { ...world, [side]: now }, script: [script] }
  }
  if (kind === 'value') {
    const at = a % world.objects.length
    const value = other.objects[b % other.objects.length]!
    const now = { ...world, objects: world.objects.map((one, i) => (i === at ? value : one)) }
    const lines = printAsa(now).split('\n')
    return { world: now, script: [`object network o${at}`, lines[lines.indexOf(`object network o${at}`) + 1]!] }
  }
  const at = a % world.groups.length
  const members = world.groups[at] ?? []
  const header = `object-group network g${at}`
  if (kind === 'join') {
    const member = { kind: 'host' as const, host: b % HOSTS }
    if (members.some((one) => one.kind === 'host' && one.host === member.host)) return undefined
    const now = { ...world, groups: world.groups.map((one, i) => (i === at ? [...one, member] : one)) }
    const lines = printAsa(now).split('\n')
    return { world: now, script: [header, lines[lines.indexOf(header) + members.length + 1]!] }
  }
  if (members.length < 2) return undefined
  const index = b % members.length
  const lines = printAsa(world).split('\n')
  const text = lines[lines.indexOf(header) + 1 + index]!
  const same = members.filter((one) => JSON.stringify(one) === JSON.stringify(members[index])).length
  if (same > 1) return undefined
  const now = { ...world, groups: world.groups.map((one, i) => (i === at ? one.toSpliced(index, 1) : one)) }
  return { world: now, script: [header, ` no ${text.trim()}`] }
}

/** Lists without entries that a device would store once. */
function withoutTwins(world: AsaWorld): AsaWorld {
  return {
    ...world,
    lists: world.lists.map((entries, list) => {
      const texts = linesOf(world, list)
      return entries.filter(
        (entry, i) => entry.kind !== 'ace' || texts.findIndex((text) => keyOf(text) === keyOf(texts[i]!)) === i,
      )
    }),
  }
}

test('a script gives what the same edits of the data give', () => {
  let applied = 0
  fc.assert(
    fc.property(asaWorld, asaWorld, fc.array(edit, { minLength: 1, maxLength: 6 }), (drawn, other, edits) => {
      const before = withoutTwins(drawn)
      let world = before
      const script: string[] = []
      for (const one of edits) {
        const next = edited(world, other, one)
        if (next === undefined) continue
        world = next.world
        script.push(...next.script)
        applied++
      }
      const source = (name: string, text: string): SourceText => new SourceText(name, new TextEncoder().encode(text))
      const changed = applyScript(source('w.cfg', printAsa(before)), source('c.txt', script.join('\n')), { name: 'w' })
      expect(changed.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
      const sets = createSetStore()
      const file = { source: changed.source, encoding: 'utf-8' as const }
      const { firewalls } = asaDialect.parse({ name: 'fw', file, definitions: [], sets, mapping: {} })
      for (let h = 0; h < HOSTS; h++) {
        for (let o = 0; o < HOSTS; o++) {
          const [from, to] = [h % INTERFACES, o % INTERFACES]
          if (from === to) continue
          const passage = firewalls[0]!.passage(`if${from}`, `if${to}`, 4)
          for (const point of ASA_POINTS) {
            const [protocol, destinationField, sourceField] = point
            const packet = {
              protocol,
              destinationField,
              sourceField,
              source: hostAddress(h),
              destination: hostAddress(o),
            }
            const fate = asaFate(world, h, o, point)
            const sure = decidePassage(passage, packet, sets, 'pessimistic').action === 'permit'
            const most = decidePassage(passage, packet, sets, 'optimistic').action === 'permit'
            if (sure !== !fate.mayFail || most !== fate.mayPass) {
              expect.unreachable(`h${h} -> h${o} ${point.join('/')}\n${script.join('\n')}\n${printAsa(before)}`)
            }
          }
        }
      }
    }),
    RUNS,
  )
  expect(applied).toBeGreaterThan(RUNS.numRuns)
})
