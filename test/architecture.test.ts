import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
// @ts-expect-error: a configuration file without types
import { mayImport } from '../.dependency-cruiser.mjs'

const table: Record<string, string[]> = mayImport

describe('the import directions', () => {
  test('docs/architecture.md prints the table that is enforced', () => {
    const page = readFileSync('docs/architecture.md', 'utf8')
    for (const [folder, allowed] of Object.entries(table)) {
      const cells = allowed.length === 0 ? '–' : allowed.map((one) => `\`${one}\``).join(', ')
      expect(page).toContain(`| \`${folder}\` | ${cells} |`)
    }
  })

  test('a forbidden import is found', () => {
    mkdirSync('src/algebra/probe', { recursive: true })
    try {
      writeFileSync(
        'src/algebra/probe/probe.ts',
        "import { TCP } from '../../model/protocol.ts'\nexport const probe: number = TCP\n",
      )
      const { status, stderr } = spawnSync(process.execPath, ['tools/check-imports.mjs'], { encoding: 'utf8' })
      expect(stderr).toContain('src/algebra/probe/probe.ts → src/model/protocol.ts: src-algebra-imports')
      expect(status).toBe(1)
    } finally {
      rmSync('src/algebra/probe', { recursive: true })
    }
  })
})
