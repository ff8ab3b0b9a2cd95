import type { Caveat, Firewall } from '../../model/firewall.ts'
import type { Network } from '../../model/network.ts'
import type { BlockChange, UnmodelledChange } from '../impact-result.ts'
import type { RuleRef } from '../result.ts'
import { statementRef } from '../rule-ref.ts'

/** A line that only one side has, and what it may do. */
interface Found {
  /** Equal for lines that come to the same, wherever they stand. */
  readonly key: string
  readonly meaning: string
  tell(): RuleRef
}

/**
 * Lines that may decide packets in a way which is not modelled (told as caveats), or that are not understood, and that only one
 * side has. Those that a block tells already are left out.
 */
export function unmodelledChanges(
  before: Network,
  after: Network,
  blocks: readonly BlockChange[],
): readonly UnmodelledChange[] {
  const told = {
    removed: new Set(blocks.flatMap((block) => block.before.map(placeOf))),
    added: new Set(blocks.flatMap((block) => block.after.map(placeOf))),
  }
  const [old, now] = [linesOf(before), linesOf(after)]
  const changes = (change: UnmodelledChange['change'], here: readonly Found[], there: readonly Found[]) =>
    onlyHere(here, there)
      .map((one): UnmodelledChange => ({ change, meaning: one.meaning, rule: one.tell() }))
      .filter(({ rule }) => !told[change].has(placeOf(rule)))
  return [...changes('removed', old, now), ...changes('added', now, old)]
}

function placeOf({ firewall, file, line }: RuleRef): string {
  return JSON.stringify([firewall, file, line])
}

/** As many of each as this side has more of. */
function onlyHere(here: readonly Found[], there: readonly Found[]): Found[] {
  const left = new Map<string, number>()
  for (const { key } of there) left.set(key, (left.get(key) ?? 0) + 1)
  return here.filter(({ key }) => {
    const count = left.get(key) ?? 0
    left.set(key, count - 1)
    return count <= 0
  })
}

function linesOf({ attachments }: Network): Found[] {
  const firewalls = [...new Set(attachments.map(({ firewall }) => firewall))]
  const found = firewalls.flatMap((firewall) => [
    ...(firewall.caveats ?? []).map((caveat) => ofCaveat(firewall, caveat)),
    ...linesNotUnderstood(firewall),
  ])
  // One line may be told for several pairs of interfaces, and one file for several firewalls.
  return [...new Map(found.map((one) => [JSON.stringify([one.key, placeOf(one.tell())]), one])).values()]
}

function ofCaveat(firewall: Firewall, { id, text, line, ingress, egress, rows }: Caveat): Found {
  const packets = Array.from({ length: rows.rowCount }, (_, row) => [
    rows.sourceSet(row),
    rows.destinationSet(row),
    rows.serviceSet(row),
  ])
  return {
    key: JSON.stringify([id, text, ingress, egress, packets]),
    meaning: text,
    tell: () => statementRef(firewall, line),
  }
}

function linesNotUnderstood(firewall: Firewall): Found[] {
  return firewall.accounts.flatMap((account) =>
    account.linesNotUnderstood().map((line): Found => {
      const { source } = account
      return {
        key: source.rawLine(line).trim().replace(/\s+/g, ' '),
        meaning: 'this line is not understood, so what it does is not known',
        tell: () => statementRef({ name: firewall.name, source }, line),
      }
    }),
  )
}
