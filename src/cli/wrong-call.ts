import { existsSync } from 'node:fs'
import path from 'node:path'
import { suggest } from '../source/suggest.ts'
import type { Command } from './command.ts'
import { UsageError } from './usage-error.ts'

/** Turns what the argument parser complains about into a sentence that says what to call instead. */
export function usageErrorOf(
  complaint: string,
  words: readonly string[],
  cwd: string,
  commands: readonly Pick<Command, 'name' | 'options'>[],
): UsageError {
  const known = [...commands.map(({ name }) => name), 'completion']
  const command = words.find((word) => known.includes(word))
  const first = words.find((word) => !word.startsWith('-') || word === '-')
  if (command === undefined) {
    return first === undefined ? new UsageError('no command is given', HELP) : strangeCommand(first, cwd, known)
  }
  const unknown = /^Unknown arguments?: (.*)$/.exec(complaint)?.[1]?.split(', ')[0]
  if (unknown !== undefined) {
    const options = Object.keys(commands.find(({ name }) => name === command)?.options ?? {})
    return unknownWord(unknown, words, command, [...options, ...OPTIONS_OF_ALL])
  }
  const missing = /^Not enough arguments following: (.*)$/.exec(complaint)?.[1]
  if (missing !== undefined) return new UsageError(`the option \`${dashed(missing)}\` needs a value`, helpOf(command))
  const choice = choiceOf(complaint)
  if (choice !== undefined) {
    const { option, given, choices } = choice
    const near = suggest(given, choices.split(', '))
    const hint = near === undefined ? '' : `; did you mean \`${near}\`?`
    return new UsageError(`\`${dashed(option)}\` cannot be \`${given}\`${hint}`, `choose one of ${choices}`)
  }
  if (complaint === 'Arguments quiet and verbose are mutually exclusive') {
    return new UsageError('`--quiet` and `--verbose` exclude each other', 'leave one of them out')
  }
  return new UsageError(sentence(complaint), helpOf(command))
}

/** What `Argument: format, Given: "pdf", Choices: "text", "json"` says. */
function choiceOf(complaint: string): { option: string; given: string; choices: string } | undefined {
  const [start, middle, end] = ['Argument: ', ', Given: "', '", Choices: ']
  const [from, to, last] = [complaint.indexOf(start), complaint.indexOf(middle), complaint.lastIndexOf(end)]
  if (from < 0 || to < from || last < to) return undefined
  return {
    option: complaint.slice(from + start.length, to),
    given: complaint.slice(to + middle.length, last),
    choices: complaint.slice(last + end.length).replaceAll('"', ''),
  }
}

const HELP = 'emmental --help lists the commands'

function helpOf(command: string): string {
  return `see emmental ${command} --help`
}

function dashed(option: string): string {
  return option.length === 1 ? `-${option}` : `--${option}`
}

function strangeCommand(word: string, cwd: string, commands: readonly string[]): UsageError {
  const near = suggest(word, commands)
  if (near !== undefined) return new UsageError(`no command is called \`${word}\`; did you mean \`${near}\`?`, HELP)
  if (word === '-' || existsSync(path.resolve(cwd, word))) {
    return new UsageError(`\`${word}\` is a path, not a command`, `emmental analyze ${word}`)
  }
  return new UsageError(`no command is called \`${word}\``, HELP)
}

/** Options that every command has. */
const OPTIONS_OF_ALL: readonly string[] = ['color', 'help', 'version']

function unknownWord(name: string, words: readonly string[], command: string, options: readonly string[]): UsageError {
  if (words.includes(name)) return new UsageError(`\`${name}\` is one word too many`, helpOf(command))
  const near = suggest(name, options)
  const hint = near === undefined ? '' : `; did you mean \`--${near}\`?`
  return new UsageError(`${command} has no option \`${dashed(name)}\`${hint}`, helpOf(command))
}

/** The parser's complaints run over several lines and end with a stop. */
function sentence(complaint: string): string {
  const lines = complaint.split('\n').map((line) => line.trim())
  const joined = lines.filter((line) => line !== '').join('; ')
  return joined === '' ? 'the call is not understood' : joined.replaceAll(':;', ':').replace(/\.$/, '')
}
