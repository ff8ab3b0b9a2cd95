import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect } from 'vitest'

/** Compares a text with the stored one of test/golden/; `UPDATE=1` stores it instead, for a person to read the difference. */
export function expectGolden(name: string, text: string): void {
  const file = path.join(import.meta.dirname, '../golden', name)
  if (process.env['UPDATE'] === '1') {
    mkdirSync(path.dirname(file), { recursive: true })
    writeFileSync(file, text)
  }
  expect(existsSync(file), `${name} is missing; run with UPDATE=1`).toBe(true)
  expect(text).toBe(readFileSync(file, 'utf8'))
}
