import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
// @ts-expect-error: a configuration file without types
import { mayImport } from '../.dependency-cruiser.mjs'

const table: Record<string, string[]> = mayImport

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'emmental-imports-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('the import directions', () => {
  test('docs/architecture.md prints the table that is enforced', () => {
    const page = readFileSync('docs/architecture.md', 'utf8')
    for (const [folder, allowed] of Object.entries(table)) {
      const cells = allowed.length === 0 ? '–' : allowed.map((one) => `\`${one}\``).join(', ')
      expect(page).toContain(`| \`${folder}\` | ${cells} |`)
    }
  })

  test.each([
    ['src/algebra/probe.ts', '../model/thing.ts', 'src-algebra-imports'],
    ['parsers/toy/probe.ts', '../asa/thing.ts', 'dialects-are-siblings'],
    ['src/project/probe.ts', 'node:fs', 'core-without-node'],
    ['src/cli/probe.ts', '../../test/thing.ts', 'nothing-imports-a-test'],
  ])('%s may not import %s', (file, imported, rule) => {
    const files = {
      'tsconfig.json': readFileSync('tsconfig.json', 'utf8'),
      [file]: `import { thing } from '${imported}'\nexport const probe: unknown = thing\n`,
      ...(imported.startsWith('.') ? { [path.join(path.dirname(file), imported)]: 'export const thing = 1\n' } : {}),
    }
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(path.join(folder, path.dirname(name)), { recursive: true })
      writeFileSync(path.join(folder, name), text)
    }
    const { status, stderr } = spawnSync(process.execPath, ['tools/check-imports.mjs', folder], { encoding: 'utf8' })
    expect(stderr).toContain(
      `${file} → ${imported.startsWith('.') ? path.posix.join(path.dirname(file), imported) : 'fs'}: ${rule}`,
    )
    expect(status).toBe(1)
  })
})
