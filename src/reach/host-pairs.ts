import type { Stage } from '../model/firewall.ts'
import type { Flavour } from '../model/packet.ts'
import type { ServiceSet, ServiceSetStore } from '../model/service-set.ts'
import type { Decider, Decision } from './first-match.ts'
import { type Facing, walkRows } from './host-walk.ts'
import { effectOfEnd, effectOfRow, isEndUncertain, type Reading } from './reading.ts'

/**
 * The services that one stage permits between one host and each of several others, in one reading: the services still
 * open are cut row by row, and a pair is done when nothing is left.
 */
export function permittedAtStage(
  facing: Facing,
  stage: Stage,
  services: ServiceSetStore,
  reading: Reading,
): ServiceSet[] {
  const open = facing.others.map(() => services.all)
  const denied = facing.others.map(() => services.none)
  walkRows(facing, stage.tables, (table, row) => {
    const effect = effectOfRow(table, row, reading)
    if (effect === undefined) return undefined
    const service = services.byId(table.serviceSet(row))
    return (p) => {
      const before = open[p]!
      const after = services.subtract(before, service)
      if (after === before) return false
      if (effect === 'deny') denied[p] = services.union(denied[p]!, services.intersect(before, service))
      open[p] = after
      return after === services.none
    }
  })
  const end = effectOfEnd(stage.otherwise, reading)
  return denied.map((refused, p) =>
    services.subtract(services.all, end === 'deny' ? services.union(refused, open[p]!) : refused),
  )
}

/** Whether the two readings of a stage can differ at all. */
export function isStageUncertain(stage: Stage): boolean {
  return isEndUncertain(stage.otherwise) || stage.tables.some((table) => table.hasUncertainRows)
}

/** What decides one packet per pair at a stage, in one reading; the flavours are by position in `others`. */
export function decidedAtStage(
  facing: Facing,
  stage: Stage,
  flavours: readonly (Flavour | undefined)[],
  services: ServiceSetStore,
  reading: Reading,
): (Decision | undefined)[] {
  const decisions: (Decision | undefined)[] = facing.others.map(() => undefined)
  walkRows(facing, stage.tables, (table, row) => {
    const action = effectOfRow(table, row, reading)
    if (action === undefined) return undefined
    return (p) => {
      const flavour = flavours[p]
      if (flavour === undefined) return true
      if (!holds(services, table.serviceSet(row), flavour)) return false
      decisions[p] = { action, decider: { kind: 'row', table, row } }
      return true
    }
  })
  const action = effectOfEnd(stage.otherwise, reading)
  const decider: Decider = { kind: 'end', stage, otherwise: stage.otherwise }
  return decisions.map((decision, p) => (flavours[p] === undefined ? undefined : (decision ?? { action, decider })))
}

/** A part of a pair's services with what permits it. */
export interface Slice {
  readonly decider: Decider
  readonly services: ServiceSet
}

/** The services of each pair cut by the row that permits them, in the optimistic reading, within the given limits. */
export function permittingSlices(
  facing: Facing,
  stage: Stage,
  within: readonly ServiceSet[],
  services: ServiceSetStore,
): Slice[][] {
  return slicesIn('optimistic', facing, stage, within, services)
}

function slicesIn(
  reading: Reading,
  facing: Facing,
  stage: Stage,
  within: readonly ServiceSet[],
  services: ServiceSetStore,
): Slice[][] {
  const open = [...within]
  const slices: Slice[][] = facing.others.map(() => [])
  walkRows(facing, stage.tables, (table, row) => {
    const effect = effectOfRow(table, row, reading)
    if (effect === undefined) return undefined
    const service = services.byId(table.serviceSet(row))
    return (p) => {
      const before = open[p]!
      const after = services.subtract(before, service)
      if (after !== before && effect === 'permit') {
        slices[p]!.push({ decider: { kind: 'row', table, row }, services: services.intersect(before, service) })
      }
      open[p] = after
      return after === services.none
    }
  })
  for (const [p, left] of open.entries()) {
    if (left !== services.none && effectOfEnd(stage.otherwise, reading) === 'permit') {
      slices[p]!.push({ decider: { kind: 'end', stage, otherwise: stage.otherwise }, services: left })
    }
  }
  return slices
}

/** The services of each pair cut by the row that permits them for certain, within the given limits. */
export function certainSlices(
  facing: Facing,
  stage: Stage,
  within: readonly ServiceSet[],
  services: ServiceSetStore,
): Slice[][] {
  return slicesIn('pessimistic', facing, stage, within, services)
}

/** The uncertain rows and ends of a stage that may decide some of the given services of each pair. */
export function uncertainFor(
  facing: Facing,
  stage: Stage,
  disputed: readonly ServiceSet[],
  services: ServiceSetStore,
): Decider[][] {
  const open = [...disputed]
  const found: Decider[][] = facing.others.map(() => [])
  walkRows(facing, stage.tables, (table, row) => {
    const service = services.byId(table.serviceSet(row))
    const uncertain = table.isUncertain(row)
    return (p) => {
      if (!uncertain) open[p] = services.subtract(open[p]!, service)
      else if (services.intersect(open[p]!, service) !== services.none) found[p]!.push({ kind: 'row', table, row })
      return open[p] === services.none
    }
  })
  if (isEndUncertain(stage.otherwise)) {
    for (const [p, left] of open.entries()) {
      if (left !== services.none) found[p]!.push({ kind: 'end', stage, otherwise: stage.otherwise })
    }
  }
  return found
}

function holds(services: ServiceSetStore, id: number, flavour: Flavour): boolean {
  const point = [flavour.protocol, flavour.destinationField, flavour.sourceField]
  return services.space.contains(services.byId(id), point)
}
