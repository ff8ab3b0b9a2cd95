import { uncommonItems } from '../../algebra/common-items.ts'
import { type AddressRanges, addressRange, hasAddress } from '../../model/address-set.ts'
import { append } from '../../model/append.ts'
import type { SourceChange } from '../../model/box-translation.ts'
import type { Stage } from '../../model/firewall.ts'
import { intersectBox, mergeBoxes, type PacketBox, subtractBoxes } from '../../model/packet-box.ts'
import type { RuleTable } from '../../model/rule-table.ts'
import type { ServiceSetStore } from '../../model/service-set.ts'
import type { SetStore } from '../../model/set-store.ts'
import { isStageUncertain } from '../host-pairs.ts'
import { type Flow, type FlowStep, type FlowWay, isSameTranslation, type Translated } from './flows.ts'
import { basisOfEnd, basisOfRow, basisOfText, type OpenPart, OpenParts } from './open-parts.ts'
import { type Budget, PermittedBoxes, rowBox } from './permitted-boxes.ts'
import { isSameView, sentAs } from './view.ts'

/**
 * What becomes of a packet: it passes as it was sent, it passes altered (by translation or inspection), it is refused, or the input
 * does not say whether it passes.
 */
export type Fate = 'permitted' | 'altered' | 'denied' | 'open'

/** A fate, and the flow of packets that has it. */
export interface Told {
  readonly fate: Fate
  readonly flow: Flow
  /** Inspection may alter what passes. */
  readonly isInspected: boolean
}

/** Packets of which the same was true before and the same is true now. */
export interface Changed {
  readonly was: Told
  readonly is: Told
  readonly box: PacketBox
  /** What the answer hangs on before and after, where both sides leave it open; equal for changes of one cause. */
  readonly cause?: string
}

/**
 * The exact difference between two rule sets that share one store of sets. Only packets that are translated otherwise, or that meet a row which
 * the two sides do not have in common, in the same order, can differ; those are decided on both sides, in both readings.
 */
export class DifferenceFinder {
  readonly #sets: SetStore
  readonly #budget: Budget
  readonly #permitted: PermittedBoxes
  readonly #open: OpenParts
  readonly #regions = new Map<Stage, Map<Stage, Region>>()

  constructor(sets: SetStore, budget: Budget) {
    this.#sets = sets
    this.#budget = budget
    this.#permitted = new PermittedBoxes(sets, budget)
    this.#open = new OpenParts(sets, budget, this.#permitted)
  }

  /** Everything that differs between two flows, as disjoint boxes. Throws OverBudget. */
  between(before: Flow, after: Flow): readonly Changed[] {
    const { services } = this.#sets
    this.#budget.spend(1)
    const whole = intersectBox(before.box, after.box, services)
    if (whole === undefined) return []
    const region = this.#regionOf(before, after, whole)
    const boxes = region === 'everything' ? [whole] : region
    const found: Changed[] = []
    const done: PacketBox[] = []
    for (const box of mergeBoxes(boxes, this.#sets)) {
      this.#budget.spend(done.length)
      for (const rest of subtractBoxes([box], done, services)) append(found, this.#within(before, after, rest))
      done.push(box)
    }
    return found
  }

  #within(before: Flow, after: Flow, box: PacketBox): Changed[] {
    const [old, now] = [this.#fates(before, box), this.#fates(after, box)]
    return old.flatMap(({ told: was, boxes }) =>
      now.flatMap(({ told: is, boxes: others }) => {
        if (was.fate === is.fate && was.fate !== 'altered' && was.fate !== 'open') return []
        return boxes.flatMap((x) => {
          this.#budget.spend(others.length)
          return others
            .map((y) => intersectBox(x, y, this.#sets.services))
            .filter((shared) => shared !== undefined)
            .flatMap((shared) => this.#changes(was, is, shared))
        })
      }),
    )
  }

  /** What of a box that each side treats alike is not treated as on the other side. */
  #changes(was: Told, is: Told, box: PacketBox): Changed[] {
    const { services } = this.#sets
    const parts = unlike(was, is, box, services)
    const changed = parts.map((part): Changed => ({ was, is, box: part }))
    const isOpen = was.fate === 'open' && is.fate === 'open'
    if (!isOpen && !(was.isInspected && is.isInspected)) return changed
    const which = isOpen ? 'whole' : 'inspections'
    for (const rest of subtractBoxes([box], parts, services)) {
      append(changed, this.#hangingOtherwise(was, is, this.#open.of(was.flow, is.flow, rest, which)))
    }
    return changed
  }

  /** Packets of which neither side says what becomes of them, where that hangs on other things than before. */
  #hangingOtherwise(was: Told, is: Told, [old, now]: readonly [readonly OpenPart[], readonly OpenPart[]]): Changed[] {
    return old.flatMap(({ box, hangsOn }) => {
      this.#budget.spend(now.length)
      return now.flatMap((other): Changed[] => {
        if (other.hangsOn === hangsOn) return []
        const shared = intersectBox(box, other.box, this.#sets.services)
        return shared === undefined ? [] : [{ was, is, box: shared, cause: `${hangsOn} ${other.hangsOn}` }]
      })
    })
  }

  /** The box by the fates of its packets. */
  #fates(flow: Flow, box: PacketBox): { readonly told: Told; readonly boxes: readonly PacketBox[] }[] {
    const { services } = this.#sets
    const tell = (fate: Fate, isInspected = false): Told => ({ fate, flow, isInspected })
    const { ways } = flow
    if (flow.zone === undefined && !flow.isRedirected) return [{ told: tell('denied'), boxes: [box] }]
    const certain = this.#permitted.over(ways, box, 'pessimistic')
    // Of several ways some may permit what others refuse.
    const isOpen = ways.length !== 1 || ways.some(hasUncertain)
    const possible = isOpen ? this.#permitted.over(ways, box, 'optimistic') : certain
    const untouched = certain.flatMap((one) => this.#permitted.uninspected(ways, one))
    const passing = ways.some(({ translations }) => translations.length > 0) ? 'altered' : 'permitted'
    return [
      { told: tell(passing), boxes: untouched },
      { told: tell('altered', true), boxes: subtractBoxes(certain, untouched, services) },
      { told: tell('open'), boxes: possible === certain ? [] : subtractBoxes(possible, certain, services) },
      { told: tell('denied'), boxes: subtractBoxes([box], possible, services) },
    ]
  }

  /** Where the two sides can differ at all. */
  #regionOf(before: Flow, after: Flow, whole: PacketBox): Region {
    if (before.ways.length !== after.ways.length || (before.zone === undefined) !== (after.zone === undefined)) {
      return 'everything'
    }
    const region: PacketBox[] = []
    for (const [w, way] of before.ways.entries()) {
      const here = this.#regionOfWays(way, after.ways[w]!, whole)
      if (here === 'everything') return here
      append(region, here)
    }
    return region
  }

  #regionOfWays(before: FlowWay, after: FlowWay, whole: PacketBox): Region {
    const isOpenAlike = before.isOpen === after.isOpen && before.mayBeOther === after.mayBeOther
    if (!isOpenAlike || !isTranslatedAlike(before.translations, after.translations)) {
      return 'everything'
    }
    if (!hangAlike(before.translations, after.translations)) return 'everything'
    const [old, now] = [before, after].map(({ steps, inspections }) => [...steps, ...inspections]) as [
      FlowStep[],
      FlowStep[],
    ]
    if (old.length !== now.length || before.steps.length !== after.steps.length) return 'everything'
    const region: PacketBox[] = []
    for (const [s, { stage, view }] of old.entries()) {
      const other = now[s]!
      if (!isSameView(view, other.view)) return 'everything'
      const here = this.#regionOfStages(stage, other.stage)
      if (here === 'everything') return here
      for (const box of here) {
        const sent = sentAs(box, whole, view, this.#sets.services)
        if (sent !== undefined) region.push(sent)
      }
    }
    return region
  }

  #regionOfStages(before: Stage, after: Stage): Region {
    const known = this.#regions.get(before)?.get(after)
    if (known !== undefined) return known
    const region = this.#compare(before, after)
    this.#regions.set(before, (this.#regions.get(before) ?? new Map<Stage, Region>()).set(after, region))
    return region
  }

  #compare(before: Stage, after: Stage): Region {
    if (before === after) return []
    const [end, otherEnd] = [before.otherwise, after.otherwise]
    if (end.action !== otherEnd.action || basisOfEnd(end) !== basisOfEnd(otherEnd)) return 'everything'
    const [old, now] = [rowsOf(before), rowsOf(after)]
    const { first, second } = uncommonItems(old.length, now.length, (i, j) => isSameRow(old[i]!, now[j]!))
    const boxOf = ({ table, row }: Row): PacketBox => rowBox(table, row, this.#sets)
    return [...first.map((i) => boxOf(old[i]!)), ...second.map((j) => boxOf(now[j]!))]
  }
}

/** Boxes of packets, or every packet there is. */
type Region = readonly PacketBox[] | 'everything'

/** The packets of a box that both sides let pass (or both leave open), but not alike. */
function unlike(was: Told, is: Told, box: PacketBox, services: ServiceSetStore): readonly PacketBox[] {
  if (was.fate !== is.fate || was.isInspected !== is.isInspected) return [box]
  const [old, now] = [translationsOf(was), translationsOf(is)]
  if (old.length !== now.length) return [box]
  let alike: readonly PacketBox[] = [box]
  for (const [i, one] of old.entries()) {
    const sources = alikeSources(one, now[i]!, box.source)
    if (sources === undefined) return [box]
    alike = alike
      .map((part) => intersectBox(part, { ...part, source: sources }, services))
      .filter((part) => part !== undefined)
  }
  return subtractBoxes([box], alike, services)
}

/** What a flow's first way makes of its packets; the other ways are told where they differ. */
function translationsOf({ flow }: Told): readonly Translated[] {
  const [first, ...more] = flow.ways
  if (first === undefined) return []
  const others = more.filter(({ translations }) => !isTranslatedAlike(first.translations, translations))
  return [first, ...others].flatMap(({ translations }) => translations)
}

/** The sources for which two translations come to the same, as a pool of one address and a static line may; undefined for none. */
function alikeSources(a: Translated, b: Translated, sources: AddressRanges): AddressRanges | undefined {
  if (isSameTranslation(a, b)) return sources
  if (a.what !== 'source' || b.what !== 'source' || !isSameView(a.view, b.view)) return undefined
  const [slide, one] = [a.change, b.change].toSorted((x, y) => (x.kind < y.kind ? 1 : -1)) as [
    SourceChange,
    SourceChange,
  ]
  if (slide.kind !== 'slide' || one.kind !== 'one' || a.view.source !== undefined) return undefined
  if (typeof one.address !== typeof slide.slide.to) return undefined
  const { from, to } = slide.slide
  const by = BigInt(one.address) - BigInt(to)
  const only = typeof from === 'number' ? from + Number(by) : from + by
  return hasAddress(sources, only) ? addressRange(only, only) : undefined
}

function isTranslatedAlike(a: readonly Translated[], b: readonly Translated[]): boolean {
  return a.length === b.length && a.every((one, i) => isSameTranslation(one, b[i]!))
}

/** Whether it hangs on the same that two translations are as they are. */
function hangAlike(a: readonly Translated[], b: readonly Translated[]): boolean {
  return a.every(({ uncertain }, i) => basisOfText(uncertain) === basisOfText(b[i]?.uncertain))
}

interface Row {
  readonly table: RuleTable
  readonly row: number
}

function rowsOf({ tables }: Stage): Row[] {
  return tables.flatMap((table) => Array.from({ length: table.rowCount }, (_, row) => ({ table, row })))
}

function isSameRow(a: Row, b: Row): boolean {
  return (
    a.table.action(a.row) === b.table.action(b.row) &&
    a.table.sourceSet(a.row) === b.table.sourceSet(b.row) &&
    a.table.destinationSet(a.row) === b.table.destinationSet(b.row) &&
    a.table.serviceSet(a.row) === b.table.serviceSet(b.row) &&
    basisOfRow(a.table, a.row) === basisOfRow(b.table, b.row)
  )
}

function hasUncertain({ steps, isOpen }: FlowWay): boolean {
  return isOpen || steps.some(({ stage }) => isStageUncertain(stage))
}
