import type { Baseline, BaselineItem } from '../../analysis/baseline-result.ts'
import { showable } from '../../source/redact.ts'
import { groupBy } from './group.ts'
import { heading, paragraph } from './layout.ts'
import { type Look, lookOf, type TextOptions } from './look.ts'
import { count, listed, placesOf } from './words.ts'

const NAMES_SHOWN = 8

/** What is new against a baseline, and what has gone, for people. */
export function renderBaselineText(baseline: Baseline, options: TextOptions): string {
  const look = lookOf(options)
  const { added, gone, was, is } = baseline
  const lines = [
    ...paragraph(look, '', showable(baselineSentence(baseline))),
    ...(was === is ? [] : [`verdict: ${was} ${look.glyphs.arrow} ${is}`]),
    ...section(look, 'New', added),
    ...section(look, 'Gone', gone),
  ]
  return `${lines.join('\n')}\n`
}

/** `against base.json: 3 new, 1 gone`. */
export function baselineSentence({ baseline, added, gone }: Baseline): string {
  return `against ${baseline}: ${count(added.length)} new, ${count(gone.length)} gone`
}

function section(look: Look, title: string, items: readonly BaselineItem[]): string[] {
  if (items.length === 0) return []
  const groups = groupBy(items, ({ kind, text, rules }) => JSON.stringify([kind, text, rules]))
  return [...heading(look, title), ...groups.flatMap((members) => itemLines(look, members))]
}

function itemLines(look: Look, members: readonly BaselineItem[]): string[] {
  const [first] = members
  if (first === undefined) return []
  const subjects = listed(
    look,
    members.map(({ subject }) => subject),
    NAMES_SHOWN,
  )
  const places = first.rules.length === 0 ? '' : ` [${placesOf(look, first.rules, 3)}]`
  const who = subjects === '' ? '' : `${subjects}: `
  return paragraph(look, `${first.kind}  `, `${who}${showable(first.text)}${places}`, 4)
}
