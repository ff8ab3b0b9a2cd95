import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import { type Ran, runCli } from './run-cli.ts'

/** Runs a call in a fresh folder that holds the given files by name; the folders go when the file's tests are done. */
export function scratchFolders(): (files: Readonly<Record<string, string>>, words: readonly string[]) => Promise<Ran> {
  let root = ''
  let count = 0
  beforeAll(() => {
    root = mkdtempSync(path.join(tmpdir(), 'emmental-call-'))
  })
  afterAll(() => rmSync(root, { recursive: true, force: true }))
  return (files, words) => {
    const cwd = path.join(root, String(count++))
    mkdirSync(cwd)
    for (const [name, text] of Object.entries(files)) writeFileSync(path.join(cwd, name), text)
    return runCli(words, { cwd })
  }
}
