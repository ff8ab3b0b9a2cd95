import type { Analysis, InputCoverage, Profile } from '../../analysis/result.ts'
import { showable } from '../../source/redact.ts'
import { verdictSentence } from '../verdict-sentence.ts'
import { caveatsSection } from './caveats-section.ts'
import { exposureSection } from './exposure-section.ts'
import { findingsSection } from './findings-section.ts'
import { importSection, notUnderstoodSection } from './input-sections.ts'
import { paragraph, wrapped } from './layout.ts'
import { type Look, lookOf, type TextOptions } from './look.ts'
import { standingSection } from './standing-section.ts'
import { undeterminedSection } from './undetermined-section.ts'
import { serversSection, whySection, zonesSection } from './verdict-sections.ts'
import { count, counted } from './words.ts'

/** The report of an analysis for people: the verdict first, then why, then what is open, then what was not understood. */
export function renderAnalysisText(analysis: Analysis, options: TextOptions): string {
  const look = lookOf(
    options,
    firewallInputs(analysis.inputs).map(({ file }) => file),
  )
  const lines = [
    ...headline(look, analysis),
    ...standingSection(look, analysis),
    ...basis(look, analysis),
    ...serversSection(look, analysis),
    ...zonesSection(look, analysis),
    ...whySection(look, analysis),
    ...exposureSection(look, analysis),
    ...caveatsSection(look, analysis),
    ...undeterminedSection(look, analysis),
    ...findingsSection(look, analysis),
    ...notUnderstoodSection(look, analysis),
    ...importSection(look, analysis),
  ]
  return `${lines.join('\n')}\n`
}

function headline(look: Look, analysis: Analysis): string[] {
  return wrapped(verdictSentence(analysis), look.columns).map((line) =>
    look.paint.heading(look.paint.word(analysis.verdict, line)),
  )
}

const PROFILE_WORDS: Readonly<Record<Profile, string>> = {
  any: 'every IP packet (profile any)',
  'tcp-udp-icmp': 'all TCP, UDP and ICMP (profile tcp-udp-icmp)',
}

/** What the verdict rests on: the meaning of the word, and how well the input was read. */
function basis(look: Look, { profile, organization, inputs, version }: Analysis): string[] {
  const whose = organization === undefined ? '' : ` Organisation ${showable(organization)}.`
  const others = inputs
    .filter(({ dialect }) => dialect === undefined)
    .map(({ file, kind }) => showable(`${file} (${kind})`))
  return [
    '',
    ...paragraph(look, '', `Unrestricted = ${PROFILE_WORDS[profile]}, both ways.${whose} Emmental ${version}.`),
    ...firewallInputs(inputs).flatMap((input) => paragraph(look, 'Read ', inputSentence(input))),
    ...(others.length === 0 ? [] : paragraph(look, 'Read ', others.join(', '))),
  ]
}

/** Firewall exports and their tables; of these each line has an account. */
function firewallInputs(inputs: readonly InputCoverage[]): readonly InputCoverage[] {
  return inputs.filter(({ dialect }) => dialect !== undefined)
}

function inputSentence(input: InputCoverage): string {
  const left = input.notUnderstood.length
  const understood = left === 0 ? 'none not understood' : `${count(left)} not understood`
  const rules = input.import === undefined ? '' : `, ${counted(input.import.rulesRead, 'rule')}`
  return showable(`${input.file}: ${input.dialect}, ${counted(input.lines, 'line')}${rules}, ${understood}`)
}
