import type { Finding, Trace, Verdict } from '../analysis/result.ts'

/** Exit codes; 1 is a crash and never returned on purpose. */
export const EXIT_OK = 0
export const EXIT_CALL = 2
export const EXIT_INPUT = 3
export const EXIT_PERIMETER = 10
export const EXIT_UNDETERMINED = 11
export const EXIT_FINDING = 12
export const EXIT_WORSE = 13

/** For the help. */
export const EXIT_CODES = `Exit codes:
   0  every Exchange server is internal; the packet is permitted
  10  a perimeter network is proved; the packet is denied
  11  undetermined
  12  findings at or above --fail-on
  13  the change makes it worse
   2  the call or the project file is wrong
   3  an input is refused
   1  a crash`

/** Of several codes the one that wins, gravest first. */
const GRAVEST_FIRST: readonly number[] = [
  EXIT_INPUT,
  EXIT_CALL,
  EXIT_PERIMETER,
  EXIT_UNDETERMINED,
  EXIT_WORSE,
  EXIT_FINDING,
]

export function gravest(codes: readonly number[]): number {
  return GRAVEST_FIRST.find((code) => codes.includes(code)) ?? EXIT_OK
}

export function exitOfVerdict(verdict: Verdict): number {
  if (verdict === 'perimeter') return EXIT_PERIMETER
  return verdict === 'undetermined' ? EXIT_UNDETERMINED : EXIT_OK
}

export function exitOfTrace(verdict: Trace['verdict']): number {
  if (verdict === 'deny') return EXIT_PERIMETER
  return verdict === 'unknown' ? EXIT_UNDETERMINED : EXIT_OK
}

/** Severities for `--fail-on`, gravest first. */
export const SEVERITIES: readonly Finding['severity'][] = ['error', 'warning', 'note']

/** The findings at or above a severity. */
export function findingsFrom(findings: readonly Finding[], threshold: Finding['severity']): readonly Finding[] {
  return findings.filter(({ severity }) => SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(threshold))
}
