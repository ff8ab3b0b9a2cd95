import {
  doubt,
  isUnreadable,
  keyAt,
  type Line,
  leaveOpen,
  MODELLED,
  type Mode,
  type Outcome,
  type Reading,
  unreadLine,
} from './block.ts'
import { isInterfaceWord, readInterfaceLine } from './interface-lines.ts'
import { isMemberWord, isValueWord, readGroupLine, readObjectLine } from './object-lines.ts'
import { isPix6Line, newInterface } from './pix6-lines.ts'
import { readFilterMapLine, readPolicyLine } from './policy-lines.ts'
import { isSubCommand, isSureSubCommand } from './sub-commands.ts'

/**
 * Reads a line as a sub-command of the open block; undefined if it is none. As on the device, a word that the block knows
 * is the block's, else it is a statement that ends the block (general configuration guide, "Using the command-line
 * interface": a command that the sub-mode does not have is taken as one of global configuration). What neither knows is
 * left open, within the block if it is indented.
 */
export function readInMode(reading: Reading, one: Line): Outcome | undefined {
  const { mode } = reading
  if (mode === undefined) return undefined
  const found = readByMode(reading, mode, one)
  // What is indented and decides nothing in any block does not end one.
  return found ?? (one.indented && one.topLevel === 'irrelevant' ? 'irrelevant' : undefined)
}

function readByMode(reading: Reading, mode: Mode, one: Line): Outcome | undefined {
  const { line, words } = one
  switch (mode.kind) {
    case 'interface':
      if (isPix6Line(reading, words)) return undefined
      return readInterfaceLine(mode.target, line, words, reading) ?? strayOfInterface(reading, mode, one)
    case 'object':
      return readObjectLine(reading, mode.name, line, words) ?? strayOfObject(reading, mode.name, one)
    case 'group':
      return readGroupLine(mode.target, line, words) ?? strayOfGroup(mode, one)
    case 'class':
      return readClassLine(reading, mode.name, one)
    case 'policy':
      return readPolicyLine(reading, mode, one)
    case 'filter-map':
      return readFilterMapLine(reading, mode.name, one)
    case 'webvpn':
      if (words[0] === 'enable' && words[1] !== undefined) {
        reading.config.doubts.push({ line, words: ['remote-access', words[1]] })
        return MODELLED
      }
      return irrelevantLine(one)
    case 'time-range':
      // A line that is not understood leaves the range open.
      if (isStatement(one) || !(one.indented || /^(?:absolute|periodic|no)$/.test(words[0] ?? ''))) return undefined
      mode.target.lines.push({ line, words })
      return MODELLED
    case 'certificates':
      return readCertificateLine(mode, one)
    case 'irrelevant':
      return readBesideLine(reading, one)
    case 'ignored-group':
      return one.topLevel === undefined && (one.indented || isMemberWord(words[0] ?? '')) ? 'irrelevant' : undefined
    case 'lost':
      return readLostLine(reading, mode, one)
  }
}

/** A statement of its own, as far as no block claims the word. */
function isStatement({ topLevel }: Line): boolean {
  return topLevel !== undefined
}

function isStray(one: Line): boolean {
  return one.indented && !isStatement(one)
}

function strayOfInterface(
  reading: Reading,
  { target }: Extract<Mode, { kind: 'interface' }>,
  one: Line,
): Outcome | undefined {
  if (isStatement(one) && !(one.indented && isGarbledAddress(one.words))) return undefined
  target.unread ??= unreadLine(one.line, one.words)
  if (!one.indented) return undefined
  reading.config.lost ??= unreadLine(one.line, one.words)
  return { notUnderstood: 'no sub-command of an interface that is known; what it may change is left open' }
}

/** `ip` or `ipv6` and a word that cannot be read: below an interface it is the line of its address before anything else. */
function isGarbledAddress(words: readonly string[]): boolean {
  const [first, second = ''] = words[0] === 'no' ? words.slice(1) : words
  return (first === 'ip' || first === 'ipv6') && isUnreadable(second)
}

/** It may give the object another address, or translate it. */
function strayOfObject(reading: Reading, name: string, one: Line): Outcome | undefined {
  if (!isStray(one)) return undefined
  const object = reading.config.objects.get(name)
  if (object !== undefined) object.value = { line: one.line, words: ['?', ...one.words] }
  return doubt(reading, one.line, one.words)
}

/** It may be a member; kept as it is, it leaves open what the group holds. */
function strayOfGroup({ target }: Extract<Mode, { kind: 'group' }>, one: Line): Outcome | undefined {
  if (isStatement(one)) return undefined
  target.members.push({ line: one.line, words: ['?', ...one.words] })
  return one.indented ? MODELLED : undefined
}

function readClassLine({ config }: Reading, name: string, one: Line): Outcome | undefined {
  const { line, words } = one
  if (words[0] === 'description' || words[0] === 'rename') return 'irrelevant'
  if (words[0] !== 'match' && !isStray(one)) return undefined
  config.doubts.push({ line, words: ['class-map', name, keyAt(words, 1), ...words.slice(2)] })
  return words[0] === 'match' ? MODELLED : { notUnderstood: 'no sub-command of a class that is known' }
}

const HEXADECIMAL = /^[\da-f]{1,8}$/i

/** A certificate without its `quit` ends where its digits do. */
function readCertificateLine(mode: Extract<Mode, { kind: 'certificates' }>, one: Line): Outcome | undefined {
  const { words } = one
  if (words[0] === 'quit') {
    mode.isWithin = false
    return 'irrelevant'
  }
  if (words[0] === 'certificate') {
    mode.isWithin = true
    return 'irrelevant'
  }
  return mode.isWithin && words.every((word) => HEXADECIMAL.test(word)) ? 'irrelevant' : undefined
}

/** A line of a block that decides nothing but, for tunnels, which filter their packets meet. */
function readBesideLine({ config }: Reading, one: Line): Outcome | undefined {
  const { line, words, indented } = one
  const first = words[0] ?? ''
  if (/^(?:ipv6-)?vpn-filter$/.test(first) && keyAt(words, 1) !== 'none') {
    config.doubts.push({ line, words: ['vpn-filter', words.at(-1) ?? ''] })
    return MODELLED
  }
  // A line that cannot be read may be that one.
  if (indented && isUnreadable(first)) config.doubts.push({ line, words: ['vpn-filter', '?'] })
  return irrelevantLine(one)
}

/** A block that decides nothing ends with a statement that may, in the first column with any that is not its own. */
function irrelevantLine({ words, indented, topLevel }: Line): Outcome | undefined {
  if (isSureSubCommand(words)) return 'irrelevant'
  if (topLevel === 'decides') return indented && isSubCommand(words) ? 'irrelevant' : undefined
  return indented || isSubCommand(words) ? 'irrelevant' : undefined
}

/** Sub-commands whose block is not known: of an interface they make one, elsewhere they are left open. */
function readLostLine(reading: Reading, { header }: Extract<Mode, { kind: 'lost' }>, one: Line): Outcome | undefined {
  const { line, words } = one
  if (isInterfaceWord(words) && !isPix6Line(reading, words)) {
    const target = { ...newInterface('', line), unread: header }
    reading.config.interfaces.push(target)
    reading.mode = { kind: 'interface', target }
    return readInterfaceLine(target, line, words, reading)
  }
  const isMember = isMemberWord(words[0] ?? '') || isValueWord(words[0] ?? '')
  if (isStatement(one) || !(one.indented || isMember)) return undefined
  leaveOpen(reading, line, words)
  return { notUnderstood: `the block that it belongs to begins with line ${header.line}, which is not understood` }
}
