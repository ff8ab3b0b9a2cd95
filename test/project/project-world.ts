import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { onTestFinished } from 'vitest'
import type { Dialect } from '../../parsers/dialect.ts'
import { type Address, type Prefix, parsePrefix } from '../../src/model/address.ts'
import type { FirewallInterface } from '../../src/model/firewall.ts'
import { Complaints } from '../../src/project/complaints.ts'
import { InputError, renderDiagnostics } from '../../src/source/diagnostic.ts'
import { SourceText } from '../../src/source/source-text.ts'

/** Writes files into a directory of their own, which goes away with the test, and returns its path. */
export function writeFiles(files: Readonly<Record<string, string | Uint8Array>>): string {
  const directory = mkdtempSync(path.join(tmpdir(), 'emmental-'))
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }))
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(directory, name)
    mkdirSync(path.dirname(file), { recursive: true })
    writeFileSync(file, content)
  }
  return directory
}

export function sourceOf(name: string, text: string): SourceText {
  return new SourceText(name, new TextEncoder().encode(text))
}

/** The exit code and the whole text of the refusal; fails if nothing is refused. */
export function refusalOf(run: () => unknown): string {
  try {
    run()
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    return `exit ${error.exitCode}\n${renderDiagnostics(error.diagnostics)}`
  }
  throw new Error('the input was not refused')
}

/** Everything that was complained about, errors and remarks, as the user sees it. */
export function complaintsOf(run: (complaints: Complaints) => unknown): string {
  const complaints = new Complaints()
  try {
    run(complaints)
    complaints.refuse()
  } catch (error) {
    if (error instanceof InputError) return renderDiagnostics(error.diagnostics)
    throw error
  }
  return renderDiagnostics(complaints.remarks)
}

/**
 * A dialect as small as can be, so that these tests know no real one: the first line is `! fake`, each further line is the
 * name of an interface and its networks, or `own` and the firewall's own addresses.
 */
export const fakeDialect: Dialect = {
  change: (source) => ({ source, diagnostics: [] }),
  name: 'asa',
  recognise: ({ source }) =>
    source.rawLine(1) === '! fake'
      ? { confidence: 1, evidence: 'line 1 says so' }
      : { confidence: 0, evidence: 'no `! fake` in line 1' },
  parse: ({ name, file }) => {
    const interfaces: FirewallInterface[] = []
    const ownAddresses: Address[] = []
    for (let line = 2; line <= file.source.lineCount; line++) {
      const [word = '', ...networks] = file.source.rawLine(line).split(' ')
      if (word === 'own') ownAddresses.push(...networks.map((network) => prefix(network).address))
      else interfaces.push({ name: word, networks: networks.map(prefix), line })
    }
    return {
      firewalls: [
        {
          name,
          dialect: 'asa',
          source: file.source,
          interfaces,
          ownAddresses,
          passage: () => [],
          groupPath: () => [],
          tables: [],
          accounts: [],
          diagnostics: [],
        },
      ],
      diagnostics: [],
    }
  },
}

function prefix(text: string): Prefix {
  const parsed = parsePrefix(text)
  if (parsed.kind !== 'prefix') throw new Error(`${text} is no network`)
  return parsed.prefix
}
