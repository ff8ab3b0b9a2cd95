import { loadFirewalls } from '../project/load.ts'
import { ruleLines } from '../report/rule-json.ts'
import { EXIT_OK } from './exit-code.ts'
import { writeDiagnostics } from './refusals.ts'
import type { Streams } from './streams.ts'

export interface ParseArguments {
  /** Firewall exports, or one project. */
  readonly targets: readonly string[]
}

const CHUNK_LENGTH = 1 << 16

/** `emmental parse`: every rule as it was understood, one JSON object a line. Throws InputError. */
export async function parseCommand({ targets }: ParseArguments, streams: Streams): Promise<number> {
  const { sets, firewalls, diagnostics } = loadFirewalls({ cwd: streams.cwd, targets })
  writeDiagnostics(diagnostics, streams.stderr)
  let chunk = ''
  for (const firewall of firewalls) {
    for (const line of ruleLines(firewall, sets)) {
      chunk += line
      if (chunk.length < CHUNK_LENGTH) continue
      streams.stdout.write(chunk)
      chunk = ''
      if (!(await streams.stdout.settled())) return EXIT_OK
    }
  }
  streams.stdout.write(chunk)
  return EXIT_OK
}
