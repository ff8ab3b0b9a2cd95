import type { Lint, LintFinding } from '../../analysis/lint-result.ts'
import { packetText } from '../../model/packet-text.ts'
import { showable } from '../../source/redact.ts'
import { groupBy } from './group.ts'
import { heading, paragraph } from './layout.ts'
import { type Look, lookOf, type TextOptions } from './look.ts'
import { ruleText } from './rule-text.ts'
import { counted, placesOf } from './words.ts'

const SHOWN_PER_KIND = 20
const BECAUSE_SHOWN = 3

/** What could be tidied, firewall by firewall and kind by kind, for people. */
export function renderLintText(lint: Lint, options: TextOptions): string {
  const look = lookOf(options)
  const lines = [
    lintSentence(lint),
    ...lint.notes.flatMap((note) => paragraph(look, 'note: ', showable(note))),
    ...groupBy(lint.findings, ({ firewall }) => firewall).flatMap((members) => firewallLines(look, members)),
  ]
  return `${lines.join('\n')}\n`
}

/** `12 findings in 345 rules, 3 of them warnings`. */
export function lintSentence({ findings, rules }: Lint): string {
  const warnings = findings.filter(({ severity }) => severity === 'warning').length
  const found = findings.length === 0 ? 'nothing to tidy' : counted(findings.length, 'finding')
  const grave = warnings === 0 ? '' : `, ${counted(warnings, 'warning')} among them`
  return `${found} in ${counted(rules, 'rule')}${grave}`
}

function firewallLines(look: Look, findings: readonly LintFinding[]): string[] {
  const [first] = findings
  return [
    ...heading(look, showable(first?.firewall ?? '')),
    ...groupBy(findings, ({ id }) => id).flatMap((members) => kindLines(look, members)),
  ]
}

function kindLines(look: Look, members: readonly LintFinding[]): string[] {
  const [first] = members
  if (first === undefined) return []
  const shown = look.verbose ? members : members.slice(0, SHOWN_PER_KIND)
  const more = members.length - shown.length
  return [
    `${look.paint.word(first.severity)}  ${look.paint.heading(first.id)}`,
    ...shown.flatMap((finding) => findingLines(look, finding)),
    ...(more > 0 ? [`  ${look.glyphs.ellipsis} and ${counted(more, 'more finding')} of this kind`] : []),
  ]
}

const BY: Readonly<Partial<Record<LintFinding['id'], string>>> = {
  shadowed: 'everything is decided by',
  covered: 'everything is decided by',
  redundant: 'the same is done by',
  duplicate: 'the same as',
  'contradicted-in-part': 'a part is decided by',
}

function findingLines(look: Look, { id, rule, because, packet, removable }: LintFinding): string[] {
  const by = BY[id]
  const open = removable === 'undetermined' ? paragraph(look, '    ', 'whether it can go is undetermined (budget)') : []
  if (by === undefined) return [...ruleText(look, rule, 2), ...open]
  const places = because.length === 0 ? 'the end of the list' : placesOf(look, because, BECAUSE_SHOWN)
  return [
    ...ruleText(look, rule, 2),
    ...paragraph(look, '    ', `${by} ${places}`, 6),
    ...(packet === undefined
      ? []
      : paragraph(look, '    for example ', showable(packetText(packet, look.glyphs.arrow)), 6)),
    ...open,
  ]
}
