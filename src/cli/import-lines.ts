import type { ImportReport } from '../model/import-report.ts'
import type { Network } from '../model/network.ts'

const NAMES_SHOWN = 10

/** How each rule table was read, told before the verdict: a wrong reading should be seen before its result is believed. */
export function importLines(network: Network): string[] {
  return network.attachments.flatMap(({ firewall }) =>
    firewall.importReport === undefined ? [] : linesOf(firewall.source.name, firewall.importReport),
  )
}

function linesOf(file: string, report: ImportReport): string[] {
  const counts = [
    `${report.rulesRead} rules`,
    `${report.rulesDisabled} switched off`,
    `${report.rulesUncertain} uncertain`,
    `${report.rowsPassedOver} rows passed over`,
  ]
  const passedOver = report.columns.filter(({ field, header }) => field === undefined && header !== '')
  const unknown = report.unknownNames.map(
    ({ name, rules }) => `\`${name}\` (${rules === 1 ? 'one rule' : `${rules} rules`})`,
  )
  const more = unknown.length > NAMES_SHOWN ? `, and ${unknown.length - NAMES_SHOWN} more` : ''
  return [
    `${file}: read as ${report.encoding}, delimiter ${report.delimiter}, header in line ${report.headerLine}: ${counts.join(', ')}`,
    `  decided by: ${report.evaluation}; at the end: ${report.otherwise}`,
    ...(passedOver.length === 0
      ? []
      : [`  columns not read: ${passedOver.map(({ header }) => `\`${header}\``).join(', ')}`]),
    ...(unknown.length === 0
      ? []
      : [`  names that nobody defines: ${unknown.slice(0, NAMES_SHOWN).join(', ')}${more}`]),
    ...report.notes.map((note) => `  note: ${note}`),
  ]
}
