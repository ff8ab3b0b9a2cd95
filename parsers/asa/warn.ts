/**
 * What is odd in a text and yet read. `member`, `object`: the line is not understood, and entries that use it are
 * uncertain. The others are understood as the message says.
 */
export type WarningKind =
  | 'member'
  | 'object'
  | 'empty-group'
  | 'group-loop'
  | 'unknown-interface'
  | 'matches-nothing'
  | 'address-not-read'
  | 'interface-without-address'
  | 'route-in-reserve'
  | 'routed-address'

/** Tells a warning at a line of the text, with the mend where there is one. */
export type Warn = (kind: WarningKind, line: number, message: string, mend?: string) => void
