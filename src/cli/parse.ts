import { InputReader } from '../project/input-reader.ts'
import { explainTables, loadFirewalls } from '../project/load.ts'
import { ruleLines } from '../report/json/rule-lines.ts'
import { renderCoverage } from '../report/text/coverage-text.ts'
import { type Command, TARGETS } from './command.ts'
import { deliver, requireFree, requireUnread, type Target } from './deliver.ts'
import { EXIT_INPUT, EXIT_OK } from './exit-code.ts'
import type { Given } from './given.ts'
import { nodeFiles } from './node-files.ts'
import { AT, momentOf } from './options.ts'
import { writeDiagnostics } from './refusals.ts'
import type { Streams } from './streams.ts'
import { UsageError } from './usage-error.ts'

const MEND = 'emmental parse CONFIG…'
const PIECE_LENGTH = 1 << 16

/** `emmental parse`: every rule as it was understood, one JSON object a line. */
export const parseCommand: Command = {
  name: 'parse',
  describe: 'the rules as they were understood, one JSON object a line',
  usage: ['parse CONFIG…'],
  words: TARGETS,
  options: {
    output: { alias: 'o', type: 'string', requiresArg: true, describe: 'write the rules to this file' },
    at: AT,
    explain: {
      type: 'boolean',
      describe: 'how rule tables would be read, and a mapping to edit',
      conflicts: 'coverage',
    },
    coverage: { type: 'boolean', describe: 'what became of every line, in place of the rules' },
  },
  run: (given, streams) => parseAndTell(given, streams),
}

async function parseAndTell(given: Given, streams: Streams): Promise<number> {
  const [targets, output, at] = [given.words('targets'), given.one('output'), momentOf(given)]
  if (targets.length === 0) throw new UsageError('parse needs at least one firewall export, or a project', MEND)
  const files: readonly Target[] = [{ option: '-o', file: output }]
  requireFree(files, targets, streams)
  const reader = new InputReader(nodeFiles(streams.cwd))
  if (given.flag('explain')) {
    const { text, isReadable } = explainTables({ reader, targets })
    requireUnread(files, reader, streams)
    await deliver([text], output, streams)
    return isReadable ? EXIT_OK : EXIT_INPUT
  }
  const { sets, firewalls, diagnostics } = loadFirewalls({ reader, targets, at })
  requireUnread(files, reader, streams)
  writeDiagnostics(diagnostics, streams.stderr)
  const report = given.flag('coverage')
    ? [renderCoverage([...new Set(firewalls.flatMap(({ accounts }) => accounts))])]
    : inPieces(firewalls.map((firewall) => ruleLines(firewall, sets)))
  await deliver(report, output, streams)
  return EXIT_OK
}

/** A million lines one by one would be a million writes. */
function* inPieces(parts: readonly Iterable<string>[]): Generator<string> {
  let piece = ''
  for (const part of parts) {
    for (const line of part) {
      piece += line
      if (piece.length < PIECE_LENGTH) continue
      yield piece
      piece = ''
    }
  }
  yield piece
}
