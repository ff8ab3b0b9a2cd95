import type { LintKind } from './lint-result.ts'

/** A kind of lint finding: what it means and what to do. */
export interface LintKindText {
  readonly id: LintKind
  readonly severity: 'warning' | 'note'
  readonly title: string
  readonly explanation: string
  readonly mend: string
}

export const LINT_KINDS: readonly LintKindText[] = [
  {
    id: 'shadowed',
    severity: 'warning',
    title: 'a rule never decides, and what stands before it does the opposite',
    explanation:
      'Rules before it hold every packet of this one, and some of them do the other thing: what the rule was written for does not happen. Rules that are not settled do not count as holding anything.',
    mend: 'Move the rule up if it is meant, or remove it: nothing changes without it.',
  },
  {
    id: 'covered',
    severity: 'note',
    title: 'a rule never decides, as those before it do the same',
    explanation: 'Rules before it, one or several together, hold every packet of this one and do the same.',
    mend: 'Remove it: nothing changes without it.',
  },
  {
    id: 'redundant',
    severity: 'note',
    title: 'a rule decides, but those behind it would do the same',
    explanation:
      'Every packet that reaches the rule would fare the same without it, by rules behind it or by the end of the list, whatever rules that are not settled mean.',
    mend: 'Remove it: nothing changes without it.',
  },
  {
    id: 'duplicate',
    severity: 'note',
    title: 'an entry is there twice',
    explanation: 'It says what an earlier entry of the list says, in whatever words, and a device does not store it.',
    mend: 'Remove one of the two.',
  },
  {
    id: 'contradicted-in-part',
    severity: 'note',
    title: 'an earlier rule of the other action takes a part of a rule',
    explanation:
      'The two overlap, and neither is an exception within the other, so the order of the two decides what happens to the packets that they share. The report names one.',
    mend: 'Make sure that the order is meant.',
  },
  {
    id: 'any-any',
    severity: 'warning',
    title: 'a rule permits everything from everywhere to everywhere',
    explanation: 'It permits every IP packet between any two addresses.',
    mend: 'Name the networks and services that are meant.',
  },
  {
    id: 'never-matching',
    severity: 'warning',
    title: 'a rule matches nothing',
    explanation: 'A group that it names holds nothing, or its time range has ended.',
    mend: 'Fill the group, or remove the rule.',
  },
  {
    id: 'inactive',
    severity: 'note',
    title: 'a rule is switched off',
    explanation: 'It says `inactive`, so it matches nothing until someone switches it on.',
    mend: 'Remove it if it is not needed any more.',
  },
  {
    id: 'no-hits',
    severity: 'note',
    title: 'the device counted no match of a rule',
    explanation: 'The counters of the input say 0. They begin anew when the device starts or someone clears them.',
    mend: 'Watch for longer, then remove the rule if it is not needed.',
  },
  {
    id: 'unbound-list',
    severity: 'note',
    title: 'a list is bound nowhere',
    explanation: 'No interface and no other statement of the text uses the list, so it decides nothing.',
    mend: 'Bind it, or remove it.',
  },
  {
    id: 'unused-object',
    severity: 'note',
    title: 'an object is used nowhere',
    explanation: 'No entry, translation or group that is in use leads to it.',
    mend: 'Remove it.',
  },
  {
    id: 'unused-group',
    severity: 'note',
    title: 'a group is used nowhere',
    explanation: 'No entry, translation or group that is in use leads to it.',
    mend: 'Remove it.',
  },
]

export const LINT_BY_ID: ReadonlyMap<LintKind, LintKindText> = new Map(LINT_KINDS.map((kind) => [kind.id, kind]))
