import { readFileSync } from 'node:fs'

/** One case of a case file: a title, configurations by letter, and questions. */
export interface Case {
  readonly title: string
  readonly configs: ReadonlyMap<string, string>
  readonly questions: readonly string[]
}

/** Reads `# title`, `-- config LETTER`, `-- ask` sections. */
export function readCases(path: string): Case[] {
  const cases: { title: string; configs: Map<string, string>; questions: string[] }[] = []
  let letter: string | undefined
  for (const line of readFileSync(path, 'utf8').split('\n')) {
    const current = cases.at(-1)
    if (line.startsWith('# ')) cases.push({ title: line.slice(2), configs: new Map(), questions: [] })
    else if (line.startsWith('-- config ')) letter = line.slice('-- config '.length)
    else if (line === '-- ask') letter = undefined
    else if (current !== undefined && letter !== undefined) {
      current.configs.set(letter, `${current.configs.get(letter) ?? ''}${line}\n`)
    } else if (current !== undefined && line !== '') current.questions.push(line)
  }
  return cases
}
