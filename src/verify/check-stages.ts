import type { Address } from '../model/address.ts'
import { formatAddress } from '../model/address.ts'
import type { Box, CertifiedPacket, RowPlace, StageCover } from '../model/certificate.ts'
import type { Otherwise, Stage } from '../model/firewall.ts'
import { common, coverAll, meets, withoutAll } from './boxes.ts'
import { mayDeny, mayPermit, type StageRows, sureAction, type TouchingRow } from './stage-rows.ts'

/** One pair of addresses, in the direction of the packets. */
export interface Ends {
  readonly source: Address
  readonly destination: Address
}

/**
 * Whether a cover proves that a stage permits all that is wanted, whatever the rows that are not settled mean: the boxes hold all of it, each box
 * lies within a certain permit, and no row before that could refuse any of it. Returns what is wrong, or undefined.
 */
export function wrongWithCover(
  stage: Stage,
  cover: StageCover,
  wanted: readonly Box[],
  ends: Ends,
  rows: StageRows,
): string | undefined {
  if (
    !coverAll(
      cover.parts.flatMap(({ boxes }) => boxes),
      wanted,
    )
  ) {
    return `the parts at ${stage.name} do not hold all of what was asked`
  }
  const touching = rows.of(stage, ends.source, ends.destination)
  for (const { by, boxes } of cover.parts) {
    const wrong = wrongWithPart(stage, by, boxes, touching, rows)
    if (wrong !== undefined) return wrong
  }
  return undefined
}

function wrongWithPart(
  stage: Stage,
  by: RowPlace,
  boxes: readonly Box[],
  touching: readonly TouchingRow[],
  rows: StageRows,
): string | undefined {
  let before = touching
  if ('end' in by) {
    if (!isSure(stage.otherwise, 'permit')) return `the end of ${stage.name} does not permit for certain`
  } else {
    const at = touching.findIndex(({ tableIndex, row }) => tableIndex === by.table && row === by.row)
    const permit = touching[at]
    if (permit === undefined) return `row ${by.row} of ${stage.name} does not hold the two addresses`
    if (sureAction(permit) !== 'permit') return `${placeText(by)} is no certain permit`
    if (!boxes.every((box) => coverAll(rows.boxes(permit), [box]))) return `${placeText(by)} does not hold its part`
    before = touching.slice(0, at)
  }
  // A permit that is not settled refuses nothing: what it leaves is up to the rows behind it.
  const spoiler = before.find(
    (row) => mayDeny(row) && rows.boxes(row).some((one) => boxes.some((box) => meets(one, box))),
  )
  if (spoiler === undefined) return undefined
  return `line ${spoiler.table.line(spoiler.row)} may refuse what ${placeText(by)} is said to permit`
}

/** What becomes of one packet at a stage: refused for certain, permitted for certain, or neither, and by what. */
export function fateAt(
  stage: Stage,
  packet: CertifiedPacket,
  ends: Ends,
  rows: StageRows,
): { readonly fate: 'permit' | 'deny' | 'open'; readonly by: TouchingRow | 'end' } {
  const point: Box = [
    packet.protocol,
    packet.protocol,
    packet.destinationField,
    packet.destinationField,
    packet.sourceField,
    packet.sourceField,
  ]
  const matching = rows
    .of(stage, ends.source, ends.destination)
    .filter((row) => rows.boxes(row).some((box) => meets(box, point)))
  const sure = matching.find((row) => sureAction(row) !== undefined)
  const unsettled = matching.slice(0, sure === undefined ? undefined : matching.indexOf(sure))
  const end = isSure(stage.otherwise, 'permit') ? 'permit' : isSure(stage.otherwise, 'deny') ? 'deny' : 'open'
  const settled = sure === undefined ? end : (sureAction(sure) ?? 'open')
  const by = sure ?? 'end'
  if (settled === 'open') return { fate: 'open', by }
  // A row that is not settled changes the fate only if it could do the other thing.
  const isOpen = unsettled.some((row) => (settled === 'deny' ? mayPermit(row) : mayDeny(row)))
  return { fate: isOpen ? 'open' : settled, by }
}

/** What a stage refuses of some boxes for certain, whatever the rows that are not settled mean. */
export function refusedAt(stage: Stage, wanted: readonly Box[], ends: Ends, rows: StageRows): readonly Box[] {
  let left = wanted
  const refused: Box[] = []
  for (const row of rows.of(stage, ends.source, ends.destination)) {
    const isRefusal = sureAction(row) === 'deny'
    // A deny that is not settled may be none.
    if (!isRefusal && !mayPermit(row)) continue
    const boxes = rows.boxes(row)
    if (isRefusal) refused.push(...left.flatMap((one) => boxes.flatMap((box) => common(one, box))))
    left = withoutAll(left, boxes)
    if (left.length === 0) return refused
  }
  return isSure(stage.otherwise, 'deny') ? [...refused, ...left] : refused
}

function isSure({ action, uncertain }: Otherwise, wanted: 'permit' | 'deny'): boolean {
  return action === wanted && uncertain === undefined
}

export function placeText(by: RowPlace): string {
  return 'end' in by ? by.text : `line ${by.line} of ${by.file}`
}

export function pairText({ source, destination }: Ends): string {
  return `${formatAddress(source)} to ${formatAddress(destination)}`
}
