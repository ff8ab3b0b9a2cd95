import type { Alteration, BlockChange, HoleChange, Impact, VerdictChange } from '../../analysis/impact-result.ts'
import type { Remark, Reported, RuleRef } from '../../analysis/result.ts'
import { holeName } from '../../exchange/holes.ts'
import { packetText } from '../../model/packet-text.ts'
import { showable } from '../../source/redact.ts'
import { alterationText, effectOf, servicesText, summaryOf } from '../text/impact-text.ts'
import { type Look, lookOf } from '../text/look.ts'
import { listed, placeOf, ranges } from '../text/words.ts'

const NAMES_SHOWN = 6

/** What a change does as Markdown for a merge request: tables that review well, whatever the names in them are. */
export function impactMarkdown(impact: Reported<Impact>): string {
  const look = lookOf({ colour: false, ascii: false, columns: 120, verbose: false, inputWords: [] })
  const { before, after, verdicts, holes, blocks, unmodelled, notes, lint = [], remarks } = impact
  const parts = [
    `## Emmental: ${escaped(summaryOf(impact))}`,
    `From ${code(before)} to ${code(after)}.`,
    ...notes.map((note) => `> ${escaped(note)}`),
    ...table(
      'Verdicts',
      ['', 'what', 'was', 'is', 'by'],
      verdicts.map((one) => verdictRow(one)),
    ),
    ...table(
      'Holes',
      ['', 'from', 'to', 'service', 'example', 'opened by'],
      holes.map((one) => holeRow(look, one)),
    ),
    ...table(
      'What passes otherwise than before',
      ['zones', 'sources', 'destinations', 'services', 'was', 'is', 'before', 'now'],
      blocks.map((one) => blockRow(look, one)),
    ),
    ...table(
      'Changed lines whose effect is not known',
      ['', 'line', 'what it may do'],
      unmodelled.map(({ change, meaning, rule }) => [change, refs([rule]), escaped(meaning)]),
    ),
    ...table(
      'Lint',
      ['finding', 'rule', 'by'],
      lint.map((one) => [one.id, refs([one.rule]), refs(one.because)]),
    ),
    ...table(
      'Remarks on the input',
      ['', 'where', 'what', 'mend', 'affects answers'],
      remarks.map((one) => remarkRow(one)),
    ),
  ]
  return `${parts.join('\n\n')}\n`
}

function table(title: string, head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  if (rows.length === 0) return []
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return [`### ${title}`, [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')]
}

function verdictRow({ kind, subject, peer, direction, was, is, worse, because }: VerdictChange): string[] {
  const what = kind === 'zone' ? `zone ${subject}` : peer === undefined ? subject : `${subject} ${direction} ${peer}`
  return [worse ? '**worse**' : 'better', escaped(what), was, is, refs(because)]
}

function holeRow(
  look: Look,
  { change, possible, fromZone, toZone, server, sources, id, protocol, ports, packet, rules }: HoleChange,
): string[] {
  return [
    change === 'opened' ? (possible === true ? '**may open**' : '**opened**') : 'closed',
    escaped(sources === undefined ? fromZone : `${fromZone}: ${listed(look, sources, NAMES_SHOWN)}`),
    escaped(`${server} (${toZone})`),
    escaped(`${holeName(id)}, ${protocol} ${ranges(look, ports, 6)}`),
    packet === undefined ? '' : code(packetText(packet, look.glyphs.arrow)),
    refs(rules),
  ]
}

function blockRow(look: Look, block: BlockChange): string[] {
  return [
    escaped(`${block.fromZone} → ${block.toZone}`),
    escaped(listed(look, block.sources, NAMES_SHOWN)),
    escaped(listed(look, block.destinations, NAMES_SHOWN)),
    escaped(servicesText(look, block.services)),
    block.was,
    `${block.is}${effectOf(block)}`,
    side(look, block.before, block.alteredBefore),
    side(look, block.after, block.alteredAfter),
  ]
}

/** What decides the packets on one side, and what becomes of those that pass. */
function side(look: Look, rules: readonly RuleRef[], alterations: readonly Alteration[] = []): string {
  const altered = alterations.slice(0, 4).map((one) => `${escaped(alterationText(look, one))}: ${refs([one.rule])}`)
  return [...(rules.length === 0 ? [] : [refs(rules)]), ...altered].join('<br>')
}

function remarkRow({ severity, code: name, message, file, line, found, mend, affectsAnswer, count }: Remark): string[] {
  const place = `${file ?? ''}${line === undefined ? '' : `:${line}`}`
  const times = count === undefined ? '' : ` (${count} places)`
  return [
    severity === 'warning' ? '**warning**' : 'note',
    place === '' ? '' : code(place),
    escaped(`${message}${found === undefined ? '' : `: ${found}`}${times} [${name}]`),
    escaped(mend ?? ''),
    affectsAnswer === undefined ? 'perhaps' : affectsAnswer ? 'yes' : 'no',
  ]
}

function refs(rules: readonly RuleRef[]): string {
  return rules
    .slice(0, 4)
    .map((rule) => `${code(placeOf(rule))} ${code(showable(rule.text))}`)
    .join('<br>')
}

/** Nothing of the input is markup: what could be is written as a character reference. */
function escaped(text: string): string {
  return showable(text).replace(/[&<>|`*_[\]()#~\\!]/g, (character) => `&#${character.codePointAt(0) ?? 0};`)
}

function code(text: string): string {
  return `<code>${showable(text).replace(/[&<>|`*_[\]~\\]/g, (character) => `&#${character.codePointAt(0) ?? 0};`)}</code>`
}
