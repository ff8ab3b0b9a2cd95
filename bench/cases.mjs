import { REAL_SHAPE_ENTRIES, writeCapture, writeRealShape } from './generate-parsing.mjs'

/**
 * What is measured. `expands` marks the case whose object groups would multiply out to the given number of simple
 * entries; the others say how many entries they hold. Aims are ratios to the yardstick, milliseconds or megabytes.
 */
export const CASES = [
  { name: '1k', entries: 1_000, aims: {} },
  { name: '10k', entries: 10_000, aims: {} },
  { name: '100k', entries: 100_000, aims: {} },
  { name: '1M', entries: 1_000_000, aims: { ratio: 4, megabytes: 600 } },
  { name: 'groups-10k', entries: 10_000, expandsOver: 50_000_000, aims: { milliseconds: 2_000 } },
]

/** Files that are only read, with `parse --coverage`: `write` makes one, line by line. */
export const PARSING_CASES = [
  { name: 'real-shape', entries: REAL_SHAPE_ENTRIES, write: writeRealShape, aims: {} },
  {
    name: 'show-access-list',
    entries: 1_000_000,
    write: (line, random) => writeCapture(line, random, 1_000_000),
    aims: {},
  },
]

/** Zones that are proved only by all entries together: bands of ports × columns of addresses, for TCP and UDP. */
export const ZONE_CASES = [
  { name: 'bricks-10k', bands: 50, columns: 100, aims: {} },
  { name: 'bricks-50k', bands: 100, columns: 250, aims: {} },
  { name: 'bricks-1M', bands: 700, columns: 714, aims: {} },
]

/** Projects of the cases above with one entry more at the top of a list, compared with what they were. */
export const DIFF_CASES = [
  { name: 'diff-10k', of: '10k', aims: {} },
  { name: 'diff-100k', of: '100k', aims: { peer: 1.5 } },
]

/** Lists linted, each rule judged exactly: those of the cases above, and plain ones that peers read too. */
export const LINT_CASES = [
  { name: 'lint-1k', of: '1k', aims: {} },
  { name: 'lint-10k', of: '10k', aims: {} },
  { name: 'lint-100k', of: '100k', aims: {} },
  { name: 'lint-1M', of: '1M', aims: {} },
]
export const PLAIN_LINT_CASES = [
  { name: 'plain-1k', entries: 1_000, aims: {} },
  { name: 'plain-10k', entries: 10_000, aims: {} },
  { name: 'plain-100k', entries: 100_000, aims: {} },
  { name: 'plain-1M', entries: 1_000_000, aims: {} },
]

/** Many servers behind a small configuration: what is said of their pairs must not grow with the pairs. */
export const ORGANIZATION_CASES = [
  {
    name: 'organization',
    exchange: 400,
    controllers: 500,
    lines: 600,
    aims: { milliseconds: 20_000, megabytes: 600, output: 10_000_000 },
  },
]

/** Client Access servers and the servers that each must reach. */
export const CAS_COUNT = 10
export const PEER_COUNT = 500

/** Every case ends in `deny ip any any`, so each Client Access server is restricted and the exit code is this one. */
export const EXPECTED_EXIT = 10
