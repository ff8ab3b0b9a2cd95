import { explainTables, loadFirewalls } from '../project/load.ts'
import { renderCoverage } from '../report/coverage-text.ts'
import { ruleLines } from '../report/rule-json.ts'
import { deliver, openSink, requireNotInput } from './deliver.ts'
import { EXIT_INPUT, EXIT_OK } from './exit-code.ts'
import { writeDiagnostics } from './refusals.ts'
import type { Streams } from './streams.ts'
import { UsageError } from './usage-error.ts'

export interface ParseArguments {
  /** Firewall exports, or one project. */
  readonly targets: readonly string[]
  readonly output?: string
  readonly at?: string
  /** Say how rule tables would be read, in place of their rules. */
  readonly explain?: boolean
  /** Say what became of every line, in place of the rules. */
  readonly coverage?: boolean
}

const MEND = 'emmental parse CONFIG…'
const CHUNK_LENGTH = 1 << 16

/** `emmental parse`: every rule as it was understood, one JSON object a line. Throws InputError and UsageError. */
export async function parseCommand(
  { targets, output, explain, coverage, at }: ParseArguments,
  streams: Streams,
): Promise<number> {
  if (targets.length === 0) throw new UsageError('parse needs at least one firewall export, or a project', MEND)
  requireNotInput(output, targets, streams)
  if (explain === true) {
    const { text, isReadable } = explainTables({ cwd: streams.cwd, targets })
    deliver(text, output, streams)
    return isReadable ? EXIT_OK : EXIT_INPUT
  }
  const { sets, firewalls, diagnostics } = loadFirewalls({
    cwd: streams.cwd,
    targets,
    at,
  })
  writeDiagnostics(diagnostics, streams.stderr)
  if (coverage === true) {
    deliver(renderCoverage([...new Set(firewalls.flatMap(({ accounts }) => accounts))]), output, streams)
    return EXIT_OK
  }
  const sink = openSink(output, streams)
  let chunk = ''
  for (const firewall of firewalls) {
    for (const line of ruleLines(firewall, sets)) {
      chunk += line
      if (chunk.length < CHUNK_LENGTH) continue
      sink.write(chunk)
      chunk = ''
      if (!(await sink.settled())) return EXIT_OK
    }
  }
  sink.write(chunk)
  sink.close()
  return EXIT_OK
}
