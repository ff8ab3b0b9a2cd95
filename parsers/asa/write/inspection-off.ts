import type { SourceText } from '../../../src/source/source-text.ts'

/**
 * The commands that turn off the inspections of these lines, each in its class and policy map: `no inspect esmtp`
 * (cisco.com, 113423-asa-esmtp-smtp-inspection); of a PIX up to 6.3 `no fixup protocol smtp 25`. Lines that say
 * something else are passed over.
 */
export function inspectionOff(source: SourceText, lines: readonly number[]): string[] {
  const commands: string[] = []
  for (const line of [...new Set(lines)].sort((a, b) => a - b)) {
    const text = wordsOf(source, line)
    if (/^fixup protocol /i.test(text)) commands.push(`no ${text}`)
    if (!/^inspect /i.test(text)) continue
    const head = enclosing(source, line, /^class\s/i)
    const map = enclosing(source, head ?? line, /^policy-map\s/i)
    if (head === undefined || map === undefined) continue
    commands.push(wordsOf(source, map), ` ${wordsOf(source, head)}`, `  no ${text}`, 'exit')
  }
  return commands
}

function wordsOf(source: SourceText, line: number): string {
  return source.rawLine(line).trim().replace(/\s+/g, ' ')
}

/** The nearest line above that opens the block. */
function enclosing(source: SourceText, from: number, opens: RegExp): number | undefined {
  for (let line = from - 1; line >= 1; line--) if (opens.test(source.rawLine(line).trim())) return line
  return undefined
}
