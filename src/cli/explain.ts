import { FINDINGS } from '../analysis/finding-catalogue.ts'
import { type FindingText, renderFindingList, renderFindingText } from '../report/text/finding-text.ts'
import { suggest } from '../source/suggest.ts'
import { appearanceOf } from './appearance.ts'
import { EXIT_OK } from './exit-code.ts'
import type { Streams } from './streams.ts'
import { UsageError } from './usage-error.ts'

export interface ExplainArguments {
  /** Without one, all findings are listed. */
  readonly finding?: string
  readonly color?: boolean
}

/** `emmental explain`: what a kind of finding means, from the text in the program. Throws UsageError. */
export function explainCommand({ finding, color }: ExplainArguments, streams: Streams): number {
  const appearance = appearanceOf(streams, color, false)
  streams.stdout.write(
    finding === undefined
      ? renderFindingList([...FINDINGS.values()], appearance)
      : renderFindingText(findingOf(finding), appearance),
  )
  return EXIT_OK
}

function findingOf(id: string): FindingText {
  const found = FINDINGS.get(id.toLowerCase())
  if (found !== undefined) return found
  const near = suggest(id, FINDINGS.keys())
  throw new UsageError(
    `no finding is called \`${id}\`${near === undefined ? '' : `; did you mean \`${near}\`?`}`,
    'call `emmental explain` without a name for the list',
  )
}
