import type { LineAccount, LineState } from '../../model/line-account.ts'
import { showable } from '../../source/redact.ts'

const NAMES: readonly (readonly [LineState, string])[] = [
  ['modelled', 'decide traffic, or are known to take no effect on it'],
  ['irrelevant', 'are known not to decide traffic'],
  ['not-understood', 'are not understood'],
]

/** What became of every line of each file: how many, which, and for those not understood why. */
export function renderCoverage(accounts: readonly LineAccount[]): string {
  return accounts.map((account) => `${fileLines(account).join('\n')}\n`).join('\n')
}

function fileLines(account: LineAccount): string[] {
  const { source, dialect } = account
  const counts = account.counts()
  const total = Math.max(1, source.lineCount)
  const share = (count: number): string => `${((100 * count) / total).toFixed(1)} %`
  return [
    `${showable(source.name)}: ${dialect}, ${source.lineCount} lines`,
    ...NAMES.map(
      ([state, meaning]) => `  ${counts[state]} (${share(counts[state])}) ${meaning}${whichLines(account, state)}`,
    ),
    ...account
      .linesNotUnderstood()
      .flatMap((line) => [
        `  ${line}: ${source.shownLine(line).slice(0, 200)}`,
        `      ${showable(account.reason(line) ?? 'no statement that is known here').slice(0, 300)}`,
      ]),
  ]
}

const RUNS_SHOWN = 40

/** `: 1-4, 7`; the lines not understood are told one by one. */
function whichLines(account: LineAccount, state: LineState): string {
  if (state === 'not-understood') return ''
  const runs: string[] = []
  let first = 0
  let count = 0
  for (let line = 1; line <= account.source.lineCount + 1; line++) {
    const isIn = line <= account.source.lineCount && account.state(line) === state
    if (isIn && first === 0) first = line
    if (isIn || first === 0) continue
    if (count++ < RUNS_SHOWN) runs.push(first === line - 1 ? String(first) : `${first}-${line - 1}`)
    first = 0
  }
  if (count === 0) return ''
  return `: ${runs.join(', ')}${count > RUNS_SHOWN ? ` … and ${count - RUNS_SHOWN} more runs of lines` : ''}`
}
