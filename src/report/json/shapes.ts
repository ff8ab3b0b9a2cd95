import type { CaveatRef, Hole, PacketRef, Remark, RuleRef, Services } from '../../analysis/result.ts'
import type { InputFile } from '../../model/input-file.ts'

/**
 * The keys of a type in the order in which they are written, each with the shape of its values (of the items, if it is
 * a list). `line`: a list of texts in one line, without blanks. The compiler demands every key of the type, and nothing that is not listed is written.
 */
export type Shape<T> = { readonly [K in keyof T]-?: 'plain' | 'line' | ShapeOf<NonNullable<T[K]>> }
type ShapeOf<T> = T extends readonly (infer Item)[] ? ShapeOf<Item> : T extends object ? Shape<T> : never

export const PACKET: Shape<PacketRef> = {
  protocol: 'plain',
  source: 'plain',
  destination: 'plain',
  sourcePort: 'plain',
  destinationPort: 'plain',
  icmpType: 'plain',
  icmpCode: 'plain',
}

export const RULE: Shape<RuleRef> = {
  firewall: 'plain',
  list: 'plain',
  line: 'plain',
  aceLine: 'plain',
  file: 'plain',
  text: 'plain',
  meaning: 'plain',
  hits: 'plain',
  through: { line: 'plain', text: 'plain' },
  uncertain: 'plain',
}

/** The keys that every result ends with. */
export const REMARK: Shape<Remark> = {
  severity: 'plain',
  code: 'plain',
  message: 'plain',
  file: 'plain',
  line: 'plain',
  column: 'plain',
  found: 'plain',
  expected: 'plain',
  mend: 'plain',
  affectsAnswer: 'plain',
  count: 'plain',
  lines: 'plain',
}

export const INPUT_FILE: Shape<InputFile> = {
  file: 'plain',
  kind: 'plain',
  sha256: 'plain',
  bytes: 'plain',
  lines: 'plain',
}

export const REPORTED: { readonly remarks: Shape<Remark>; readonly inputs: Shape<InputFile> } = {
  remarks: REMARK,
  inputs: INPUT_FILE,
}

export const CAVEAT: Shape<CaveatRef> = { id: 'plain', ...RULE }

export const SERVICES: Shape<Services> = { all: 'plain', tcp: 'plain', udp: 'plain', icmp: 'plain', protocols: 'plain' }

export const HOLE: Shape<Hole> = { id: 'plain', ports: 'plain', protocol: 'plain', certain: 'plain', rules: RULE }
