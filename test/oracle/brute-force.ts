import type { World, WorldRule, WorldService, WorldStage } from './worlds.ts'

/** What may become of a packet: some truth of the uncertain rules permits it, some truth denies it. */
export interface Fate {
  readonly mayPass: boolean
  readonly mayFail: boolean
}

type Point = readonly [number, number, number]

/**
 * The fate of a packet by trying every truth: each uncertain rule that holds the packet matches it or not, each rule
 * or end of unknown action permits or denies. No reading is assumed.
 */
export function fateOf(world: World, source: number, destination: number, point: Point): Fate {
  const ways = simpleWays(world, world.zones[source] ?? '', world.zones[destination] ?? '')
  if (ways.length === 0) return { mayPass: true, mayFail: true }
  const fates = ways.map((stages) => {
    const each = stages.map((stage) => fateAtStage(stage, source, destination, point))
    return { mayPass: each.every(({ mayPass }) => mayPass), mayFail: each.some(({ mayFail }) => mayFail) }
  })
  return { mayPass: fates.some(({ mayPass }) => mayPass), mayFail: fates.some(({ mayFail }) => mayFail) }
}

function fateAtStage(stage: WorldStage, source: number, destination: number, point: Point): Fate {
  const holding = stage.tables.flat().filter((rule) => holds(rule, source, destination, point))
  const doubts = holding.filter((rule) => rule.uncertain).length
  const outcomes = new Set<boolean>()
  for (let truth = 0; truth < 1 << doubts; truth++) {
    for (const unknownPermits of [true, false]) outcomes.add(outcome(stage, holding, truth, unknownPermits))
  }
  return { mayPass: outcomes.has(true), mayFail: outcomes.has(false) }
}

function outcome(stage: WorldStage, holding: readonly WorldRule[], truth: number, unknownPermits: boolean): boolean {
  let doubt = 0
  for (const rule of holding) {
    if (rule.uncertain && ((truth >> doubt++) & 1) === 0) continue
    return rule.action === 'unknown' ? unknownPermits : rule.action === 'permit'
  }
  return stage.end.action === 'unknown' ? unknownPermits : stage.end.action === 'permit'
}

function holds(rule: WorldRule, source: number, destination: number, point: Point): boolean {
  return rule.source.includes(source) && rule.destination.includes(destination) && serves(rule.service, point)
}

function serves(service: WorldService, [protocol, to, from]: Point): boolean {
  const within = ([first, last]: readonly [number, number], value: number): boolean => first <= value && value <= last
  switch (service.kind) {
    case 'all':
      return true
    case 'ports':
      return protocol === service.protocol && within(service.destination, to) && within(service.source, from)
    case 'icmp':
      return protocol === 1 && within(service.types, to)
    case 'protocols':
      return within(service.protocols, protocol)
  }
}

/** Every way from zone to zone that enters no zone twice and crosses no firewall twice, as its stages in order. */
export function simpleWays(world: World, from: string, to: string): WorldStage[][] {
  const found: WorldStage[][] = []
  const visit = (
    zone: string,
    seen: readonly string[],
    used: readonly number[],
    stages: readonly WorldStage[],
  ): void => {
    if (zone === to) {
      found.push([...stages])
      return
    }
    for (const [i, { zones, passages }] of world.firewalls.entries()) {
      if (used.includes(i) || !zones.includes(zone)) continue
      for (const next of zones) {
        if (seen.includes(next)) continue
        visit(next, [...seen, next], [...used, i], [...stages, ...(passages.get(`${zone}>${next}`) ?? [])])
      }
    }
  }
  visit(from, [from], [], [])
  return found
}
