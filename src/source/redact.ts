import { maskInLine, maskInSentence, maskInText } from './secrets.ts'

/** What is not seen: control and format characters, marks of direction, tags, fillers, and halves of characters. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/gu

const SHOWN_LENGTH_MAX = 400

/** A line of a file as it may be shown: secrets become `***`, what is not seen an escape, very long lines are cut with a count. */
export function redactLine(line: string): string {
  return cut(line, maskInLine)
}

/** A value or a comment of the input, shown as `redactLine` shows lines. */
export function redactText(text: string): string {
  return cut(text, maskInText)
}

const SENTENCE_LENGTH_MAX = 2000

/** A sentence of ours with words of the input in it. */
export function redactSentence(sentence: string): string {
  if (sentence.length <= SENTENCE_LENGTH_MAX) return showable(maskInSentence(sentence))
  return `${showable(maskInSentence(sentence.slice(0, SENTENCE_LENGTH_MAX)))}… (${sentence.length} characters)`
}

/** A sentence without what stands in backquotes; where they are not in pairs, from the first to the last. */
export function withoutQuotes(sentence: string): string {
  const parts = sentence.split('`')
  if (parts.length % 2 === 0) return `${parts[0] ?? ''}\`…\`${parts.at(-1) ?? ''}`
  return parts.map((part, i) => (i % 2 === 1 ? '…' : part)).join('`')
}

function cut(text: string, mask: (text: string) => string): string {
  const capped = text.length > 8 * SHOWN_LENGTH_MAX ? text.slice(0, 8 * SHOWN_LENGTH_MAX) : text
  const shown = showable(mask(capped).trim())
  if (text.length <= capped.length && shown.length <= SHOWN_LENGTH_MAX) return shown
  return `${shown.slice(0, SHOWN_LENGTH_MAX)}… (${text.length} characters)`
}

/**
 * Text in which all can be seen: characters that could forge a report, move a terminal's cursor or make two names look
 * alike stand as `\u{200b}`; a tab is a blank.
 */
export function showable(text: string): string {
  return replaceInvisible(text, (mark) => (mark === '\t' ? ' ' : `\\u{${mark.codePointAt(0)!.toString(16)}}`))
}

/** Text with every character that is not seen replaced. */
export function replaceInvisible(text: string, replacement: (mark: string) => string): string {
  return text.replace(INVISIBLE, replacement)
}

/** The text without what is not seen and with plain blanks: two that are equal so look alike. */
export function visiblePart(text: string): string {
  return replaceInvisible(text, (mark) => (mark === '\t' ? ' ' : ''))
    .replace(/\p{Zs}+/gu, ' ')
    .trim()
}
