import type { LineAccount } from '../model/line-account.ts'
import type { Network } from '../model/network.ts'
import type { InputCoverage } from './result.ts'
import { compareText } from './rule-ref.ts'

/** What became of every line of every firewall file. */
export function coverageOf(network: Network): InputCoverage[] {
  const seen = new Set<LineAccount>()
  return network.attachments
    .flatMap(({ firewall }) =>
      firewall.accounts.map((account, i) => ({ account, report: i === 0 ? firewall.importReport : undefined })),
    )
    .filter(({ account }) => !seen.has(account) && seen.add(account))
    .map(({ account, report }) => {
      const counts = account.counts()
      return {
        file: account.source.name,
        dialect: account.dialect,
        lines: account.source.lineCount,
        modelled: counts.modelled,
        irrelevant: counts.irrelevant,
        notUnderstood: account.linesNotUnderstood().map((line) => ({
          line,
          text: account.source.shownLine(line),
          reason: account.reason(line) ?? 'no statement that is known here',
        })),
        ...(report === undefined ? {} : { import: report }),
      }
    })
    .sort((a, b) => compareText(a.file, b.file))
}
