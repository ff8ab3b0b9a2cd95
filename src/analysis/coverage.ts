import type { InputFile } from '../model/input-file.ts'
import type { LineAccount } from '../model/line-account.ts'
import type { Network } from '../model/network.ts'
import type { InputCoverage } from './result.ts'
import { compareText } from './rule-ref.ts'

/** What became of every line of every file. `files` are those that were read; a text that is none of them has no digest. */
export function coverageOf(network: Network, files: readonly InputFile[]): InputCoverage[] {
  const byName = new Map(files.map((file) => [file.file, file]))
  const seen = new Set<LineAccount>()
  const accounted = network.attachments
    .flatMap(({ firewall }) =>
      firewall.accounts.map((account, i) => ({ account, report: i === 0 ? firewall.importReport : undefined })),
    )
    .filter(({ account }) => !seen.has(account) && seen.add(account))
    .map(({ account, report }): InputCoverage => {
      const counts = account.counts()
      const { name, bytes, lineCount } = account.source
      return {
        ...(byName.get(name) ?? { file: name, kind: 'firewall', sha256: '', bytes: bytes.length }),
        dialect: account.dialect,
        lines: lineCount,
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
  const told = new Set(accounted.map(({ file }) => file))
  const others = files
    .filter(({ file }) => !told.has(file))
    .map((file) => ({ ...file, modelled: file.lines, irrelevant: 0, notUnderstood: [] }))
  return [...accounted, ...others].sort((a, b) => compareText(a.file, b.file))
}
