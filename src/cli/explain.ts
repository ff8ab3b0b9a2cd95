import { FINDINGS } from '../analysis/finding-catalogue.ts'
import { LINT_KINDS } from '../analysis/lint-catalogue.ts'
import { type FindingText, renderFindingList, renderFindingText } from '../report/text/finding-text.ts'
import { suggest } from '../source/suggest.ts'
import { appearanceOf } from './appearance.ts'
import type { Command } from './command.ts'
import { deliver } from './deliver.ts'
import { EXIT_OK } from './exit-code.ts'
import type { Streams } from './streams.ts'
import { UsageError } from './usage-error.ts'

/** Findings of analyses and of lint. */
const ALL: ReadonlyMap<string, FindingText> = new Map<string, FindingText>([
  ...FINDINGS,
  ...LINT_KINDS.map((kind) => [kind.id, kind] as const),
])

/** `emmental explain`: what a kind of finding means, from the text in the program. */
export const explainCommand: Command = {
  name: 'explain',
  describe: 'what a kind of finding means; all kinds without a name',
  usage: ['explain [FINDING]'],
  words: { name: 'finding', several: false, describe: 'the name of a finding, as reports print it' },
  options: {},
  run: async (given, streams) => {
    const [finding, ...others] = given.words('finding')
    if (others.length > 0) throw new UsageError('explain takes one name', 'see emmental explain --help')
    return explainAndTell(finding, given.flag('color'), streams)
  },
}

async function explainAndTell(
  finding: string | undefined,
  color: boolean | undefined,
  streams: Streams,
): Promise<number> {
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
