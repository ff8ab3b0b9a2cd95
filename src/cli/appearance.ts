import type { Streams } from './streams.ts'

/** How text is to look where it goes. */
export interface Appearance {
  readonly colour: boolean
  /** Whether frames and bars keep to ASCII. */
  readonly ascii: boolean
  /** Characters in a line, 60 to 120. */
  readonly columns: number
}

const COLUMNS_USUAL = 80
const COLUMNS_MIN = 60
const COLUMNS_MAX = 120

/**
 * `--color` and `--no-color` win, then NO_COLOR, then FORCE_COLOR, then whether it is a terminal. Text that goes to a
 * file or a pipe is the same on every machine: 80 columns unless COLUMNS says otherwise, and UTF-8.
 */
export function appearanceOf(streams: Streams, color: boolean | undefined, toFile: boolean): Appearance {
  const { stdout, env } = streams
  const onTerminal = stdout.isTerminal && !toFile
  return {
    colour: color ?? colourByDefault(env, onTerminal),
    ascii: onTerminal && !showsUnicode(streams),
    columns: columnsOf(onTerminal ? stdout.columns : undefined, env['COLUMNS']),
  }
}

function colourByDefault(env: Streams['env'], onTerminal: boolean): boolean {
  if (isSet(env['NO_COLOR'])) return false
  const force = env['FORCE_COLOR']
  if (force !== undefined && force !== '') return force !== '0' && force !== 'false'
  return onTerminal && env['TERM'] !== 'dumb'
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== ''
}

function columnsOf(terminal: number | undefined, stated: string | undefined): number {
  const wish = terminal ?? (stated !== undefined && /^\d{1,4}$/.test(stated) ? Number(stated) : COLUMNS_USUAL)
  return Math.min(COLUMNS_MAX, Math.max(COLUMNS_MIN, wish))
}

/** Terminals that are known to show more than ASCII: on Windows the newer ones, elsewhere by the locale. */
function showsUnicode({ env, platform }: Streams): boolean {
  if (env['TERM'] === 'dumb' || env['TERM'] === 'linux') return false
  if (platform === 'win32') return ['WT_SESSION', 'TERM_PROGRAM', 'ConEmuTask'].some((name) => isSet(env[name]))
  const locale = [env['LC_ALL'], env['LC_CTYPE'], env['LANG']].find(isSet)
  return locale !== undefined && /utf-?8/i.test(locale)
}
