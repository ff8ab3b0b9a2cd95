import { FINDINGS } from '../analysis/finding-catalogue.ts'
import { LINT_KINDS } from '../analysis/lint-catalogue.ts'
import { type FindingText, renderFindingList, renderFindingText } from '../report/text/finding-text.ts'
import { suggest } from '../source/suggest.ts'
import { appearanceOf } from './appearance.ts'
import { deliver } from './deliver.ts'
import { EXIT_OK } from './exit-code.ts'
import type { Streams } from './streams.ts'
import { UsageError } from './usage-error.ts'

export interface ExplainArguments {
  /** Without one, all findings are listed. */
  readonly finding?: string
  readonly color?: boolean
}

/** Findings of analyses and of lint. */
const ALL: ReadonlyMap<string, FindingText> = new Map<string, FindingText>([
  ...FINDINGS,
  ...LINT_KINDS.map((kind) => [kind.id, kind] as const),
])

/** `emmental explain`: what a kind of finding means, from the text in the program. Throws UsageError. */
export async function explainCommand({ finding, color }: ExplainArguments, streams: Streams): Promise<number> {
  const appearance = appearanceOf(streams, color, false)
  const text =
    finding === undefined
      ? renderFindingList([...ALL.values()], appearance)
      : renderFindingText(findingOf(finding), appearance)
  await deliver([text], undefined, streams)
  return EXIT_OK
}

function findingOf(id: string): FindingText {
  const found = ALL.get(id.toLowerCase())
  if (found !== undefined) return found
  const near = suggest(id, ALL.keys())
  throw new UsageError(
    `no finding is called \`${id}\`${near === undefined ? '' : `; did you mean \`${near}\`?`}`,
    'call `emmental explain` without a name for the list',
  )
}
