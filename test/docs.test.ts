import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'

/**
 * Every command in a `console` block of the README and of docs/ is run, and the output below it compared. A line `…`
 * stands for any number of lines. `UPDATE=1` writes the real output in place of blocks that have no such line.
 */
interface Example {
  readonly page: string
  readonly command: string
  readonly output: readonly string[]
}

const PAGES = ['README.md', ...readdirSync('docs', { recursive: true }).map((name) => `docs/${name}`)].filter((name) =>
  name.endsWith('.md'),
)

const BLOCK = /^```console\n([\s\S]*?)^```$/gm

function examplesIn(page: string): Example[] {
  const text = readFileSync(page, 'utf8')
  return [...text.matchAll(BLOCK)].flatMap((block) => {
    const examples: { page: string; command: string; output: string[] }[] = []
    for (const line of block[1]!.split('\n').slice(0, -1)) {
      if (line.startsWith('$ ')) examples.push({ page, command: line.slice(2), output: [] })
      else examples.at(-1)?.output.push(line)
    }
    return examples
  })
}

/** Runs one command line; only the tool itself is ever called from these pages. */
function run(command: string): { output: string; status: number | null } {
  const words = [...command.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map((m) => m[1] ?? m[2] ?? m[3] ?? '')
  const [program, script, ...args] = words
  expect([program, script]).toEqual(['node', 'dist/emmental.js'])
  const env = { ...process.env, NO_COLOR: '1', COLUMNS: '80' }
  const result = spawnSync(process.execPath, [script!, ...args], { encoding: 'utf8', env })
  return { output: result.stdout + result.stderr, status: result.status }
}

function matches(expected: readonly string[], actual: readonly string[]): boolean {
  const gap = expected.indexOf('…')
  if (gap < 0) return expected.join('\n') === actual.join('\n')
  const head = expected.slice(0, gap)
  const rest = expected.slice(gap + 1)
  if (actual.slice(0, gap).join('\n') !== head.join('\n')) return false
  for (let skipped = gap; skipped <= actual.length; skipped++) {
    if (matches(rest, actual.slice(skipped))) return true
  }
  return false
}

function update(example: Example, actual: readonly string[]): void {
  const text = readFileSync(example.page, 'utf8')
  const old = [`$ ${example.command}`, ...example.output, ''].join('\n')
  writeFileSync(
    example.page,
    text.replace(old, () => [`$ ${example.command}`, ...actual, ''].join('\n')),
  )
}

const examples = PAGES.flatMap(examplesIn)

describe('the documentation', () => {
  test('holds examples', () => {
    expect(examples.length).toBeGreaterThan(5)
  })

  test.each(examples)('$page: $command', (example) => {
    const { output, status } = run(example.command)
    const actual = output.replace(/\n$/, '').split('\n')
    expect([0, 2, 3, 10, 11, 12, 13]).toContain(status)
    if (process.env['UPDATE'] === '1' && !example.output.includes('…')) update(example, actual)
    else if (!matches(example.output, actual)) expect(actual).toEqual(example.output)
  })
})
