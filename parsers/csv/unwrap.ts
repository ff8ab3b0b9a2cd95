import { SourceText } from '../../src/source/source-text.ts'

/**
 * Some scripts put each line as a whole into quotes, with the quotes within doubled, sometimes more than once. The text
 * without that wrapping has the same lines; a text that is not wrapped is given back as it is.
 */
export function unwrapped(source: SourceText): SourceText {
  let text = source
  for (let round = 0; round < 3 && isWrapped(text); round++) text = unwrapOnce(text)
  return text
}

const SAMPLE_LINES = 20

function isWrapped(source: SourceText): boolean {
  let wrapped = 0
  let lines = 0
  for (let line = 1; line <= Math.min(source.lineCount, SAMPLE_LINES); line++) {
    const text = withoutMark(source.rawLine(line)).trim()
    if (text === '') continue
    lines++
    if (isQuoted(text) && /[,;\t|]/.test(text)) wrapped++
  }
  return lines > 1 && wrapped === lines
}

/** Whether a text is one quoted cell: a quote at both ends, and those between in pairs. */
function isQuoted(text: string): boolean {
  if (text.length < 2 || !text.startsWith('"') || !text.endsWith('"')) return false
  return !text.slice(1, -1).replaceAll('""', '').includes('"')
}

function withoutMark(line: string): string {
  return line.replace(/^(?:\ufeff|\u00ef\u00bb\u00bf)/, '')
}

function unwrapOnce(source: SourceText): SourceText {
  const lines: string[] = []
  for (let line = 1; line <= source.lineCount; line++) {
    const text = withoutMark(source.rawLine(line)).trim()
    lines.push(text.startsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : text)
  }
  return new SourceText(source.name, new TextEncoder().encode(lines.join('\n')), undefined, source.isHidden)
}
