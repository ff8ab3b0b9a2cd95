import { append } from '../../src/model/append.ts'
import { LineAccount } from '../../src/model/line-account.ts'
import type { Diagnostic } from '../../src/source/diagnostic.ts'
import { redactText } from '../../src/source/redact.ts'
import type { SourceText } from '../../src/source/source-text.ts'
import type { DecodedFile, Dialect, DialectInput, DialectResult } from '../dialect.ts'
import { applyScript } from './change/apply.ts'
import type { AsaConfig } from './config.ts'
import { decides, namesOf } from './devices.ts'
import { eraOf } from './era.ts'
import { buildFirewall } from './firewall.ts'
import { leavesOf } from './input/capture.ts'
import { cleanPaste, type PasteNote } from './input/paste.ts'
import { type Device, devicesIn } from './input/segments.ts'
import { readConfig } from './statements/read-config.ts'
import type { Warn } from './warn.ts'
import { proposedLines } from './write/proposed-lines.ts'

/** Cisco ASA configurations: what `show running-config` prints, and what is left of it in the same shape. */
export const asaDialect: Dialect = {
  name: 'asa',
  recognise,
  parse,
  change: applyScript,
  propose: proposedLines,
}

const SAMPLE_LINES = 400

/** Words at the start of a line that an ASA text has, with their weight; a few of them settle it. */
const SIGNS: readonly (readonly [RegExp, number, string])[] = [
  [/^(ASA|PIX|FWSM|NGFW) Version \d/, 3, 'a version line'],
  [/^\s*nameif \S+/, 2, '`nameif`'],
  [/^\s*security-level \d/, 2, '`security-level`'],
  [/^\s*access-list \S+ (line \d+ )?(extended |remark |standard )?(permit|deny|.+)/, 1, '`access-list`'],
  [/^access-group \S+ (in|out|global)/, 2, '`access-group`'],
  [/^object(-group)? (network|service|protocol|icmp-type) \S+/, 2, 'objects'],
  [/^(conduit|fixup protocol|static \(|global \(|nat \(|same-security-traffic) ?/, 2, 'PIX and ASA statements'],
  [/^interface (Gigabit|TenGigabit|Fast)?Ethernet\S+/i, 0.5, 'interfaces'],
  [/^: Saved/, 1, 'the header of a saved configuration'],
]
const OTHER_SIGNS =
  /^\s*(ip access-list |line vty |switchport mode |version 1[0-9]\.|set security |config firewall |\{|<\?xml|<html)/i

function recognise(file: DecodedFile): { confidence: number; evidence: string } {
  const { source } = cleanPaste(file.source)
  let score = 0
  let against = 0
  const evidence = new Set<string>()
  for (let line = 1; line <= Math.min(source.lineCount, SAMPLE_LINES); line++) {
    const text = source.rawLine(line).slice(0, 400)
    if (OTHER_SIGNS.test(text)) against += 2
    for (const [sign, weight, name] of SIGNS) {
      if (!sign.test(text)) continue
      score += weight
      evidence.add(name)
    }
  }
  const confidence = score === 0 ? 0 : Math.max(0, Math.min(1, score / 3 - against / 4))
  return { confidence, evidence: [...evidence].join(', ') || 'no statement of an ASA' }
}

/** Far more than the 511 characters that a terminal of an ASA takes in one line, and little enough to be split into words. */
const LINE_BYTES_MOST = 1_000_000

/** A line that no device printed: to read it would take many times its size. */
function overlong({ name, lineStarts, lineCount }: SourceText): Diagnostic | undefined {
  for (let line = 1; line <= lineCount; line++) {
    const bytes = lineStarts[line]! - lineStarts[line - 1]!
    if (bytes <= LINE_BYTES_MOST) continue
    return {
      code: 'asa/line-too-long',
      severity: 'error',
      file: name,
      line,
      message: `the line has more than ${LINE_BYTES_MOST} bytes`,
      found: `${bytes} bytes`,
      expected: `lines of at most ${LINE_BYTES_MOST} bytes; a device prints hardly more than 511 characters`,
      mend: 'copy the output again, with its line ends',
    }
  }
  return undefined
}

function parse(input: DialectInput): DialectResult {
  const tooLong = overlong(input.file.source)
  if (tooLong !== undefined) return { firewalls: [], diagnostics: [tooLong] }
  const { source, notes, joined, prompts } = cleanPaste(input.file.source)
  const diagnostics: Diagnostic[] = notes.map((note) => pasteNote(source.name, note))
  const account = new LineAccount(source, 'asa')
  const devices = devicesIn(source, prompts)
  const read = devices.map((device) => readDevice(source, device, account, diagnostics))
  // A device with contexts prints a system configuration, which decides nothing by itself.
  const deciding = read.filter(({ config }) => devices.length === 1 || decides(config))
  const refusals = deciding.map(({ config }) => refusalOf(config, source.name)).filter((one) => one !== undefined)
  if (refusals.length > 0) return { firewalls: [], diagnostics: [...diagnostics, ...refusals] }
  if (deciding.length === 0) return { firewalls: [], diagnostics: [...diagnostics, nothingDecides(source.name)] }
  const names = namesOf(input.name, deciding)
  const firewalls = deciding.map(({ device, config, warn }, i) => {
    const { era, evidence } = eraOf(config)
    if (config.version === undefined) {
      diagnostics.push({ code: 'asa/era', severity: 'note', file: source.name, message: evidence })
    }
    const name = names[i] ?? input.name
    const at = input.at === undefined ? {} : { at: input.at }
    const { segments } = device
    return buildFirewall({ name, config, era, source, segments, account, sets: input.sets, warn, diagnostics, ...at })
  })
  // The rest of a broken line fares as the line does.
  for (const [line, first] of joined) account.follow(line, first)
  return { firewalls, diagnostics }
}

function pasteNote(file: string, { what, line, count, isLeft }: PasteNote): Diagnostic {
  const times = count === 1 ? 'one line' : `${count} lines`
  if (isLeft === true) {
    const message = `${what} (${times}) are left uncertain, and so is what depends on them`
    const mend = 'paste the text again with `terminal width 511`'
    return { code: 'asa/maybe-broken', severity: 'warning', file, line, message, mend }
  }
  return { code: 'asa/pasted', severity: 'note', file, line, message: `${what} were taken away (${times})` }
}

interface ReadDevice {
  readonly device: Device
  readonly config: AsaConfig
  readonly warn: Warn
}

function readDevice(source: SourceText, device: Device, account: LineAccount, diagnostics: Diagnostic[]): ReadDevice {
  const warn: Warn = (kind, line, message, mend) => {
    const shown = source.shownReason(line, message)
    if (kind === 'member' || kind === 'object') account.notUnderstood(line, shown)
    diagnostics.push({
      code: `asa/${kind}`,
      severity: 'warning',
      file: source.name,
      line,
      message: shown,
      ...(mend === undefined ? {} : { mend }),
    })
  }
  const config = readConfig(source, device.segments, account)
  assumeInterfaces(config, source.name, diagnostics)
  settleCaptures(config)
  append(diagnostics, truncation(source, device, config))
  return { device, config, warn }
}

/** A list that is in the configuration is taken from there; of one that is only printed, the printed rows. */
function settleCaptures({ captures, lists }: AsaConfig): void {
  for (const capture of captures.values()) {
    if (lists.has(capture.name)) continue
    const { rows, numbers } = leavesOf(capture)
    const unread = capture.unread === undefined ? {} : { unread: capture.unread }
    lists.set(capture.name, { name: capture.name, ipv6: false, lines: rows, numbers, ...unread })
  }
}

/** A device ends what it saves with `: end` or a checksum; without it lines may be missing behind the last one. */
function truncation(source: SourceText, { segments }: Device, { version }: AsaConfig): Diagnostic[] {
  const [first, last] = [segments[0]?.first ?? 1, segments.at(-1)?.last ?? 0]
  let isSaved = false
  for (let line = first; line <= Math.min(last, first + 20); line++) isSaved ||= /^: Saved/.test(source.rawLine(line))
  if (version === undefined || !isSaved) return []
  for (let line = last; line >= Math.max(first, last - 20); line--) {
    if (/^(?:: end|Cryptochecksum:)/i.test(source.rawLine(line))) return []
  }
  return [
    {
      code: 'asa/truncated',
      severity: 'warning',
      file: source.name,
      line: last,
      message:
        'the saved configuration has no end mark, so lines may be missing: answers that rest on `implicit deny`, on a level, or on a translation that is not there may be others',
      mend: 'copy the whole output, up to `: end`',
    },
  ]
}

function nothingDecides(file: string): Diagnostic {
  return {
    code: 'asa/no-binding',
    severity: 'error',
    file,
    message: 'none of the outputs in the file is a configuration that decides traffic',
    expected: 'the output of `show running-config`',
    mend: 'paste the whole output of `show running-config`',
  }
}

/** Generated files and sections name their interfaces only where lists are bound and routes point. */
function assumeInterfaces(config: AsaConfig, file: string, diagnostics: Diagnostic[]): void {
  const known = new Set(config.interfaces.map(({ nameif }) => nameif))
  const bound = [config.inbound, config.outbound, config.inbound6, config.outbound6].flatMap((bindings) => [
    ...bindings,
  ])
  const named = new Map<string, number>()
  for (const [name, { line }] of bound) if (!known.has(name) && !named.has(name)) named.set(name, line)
  for (const { interfaceName, line } of config.routes) {
    if (!known.has(interfaceName) && !named.has(interfaceName)) named.set(interfaceName, line)
  }
  // In a text with interfaces of its own a stranger is a mistake, which is told elsewhere.
  if (named.size === 0 || known.size > 1) return
  for (const [nameif, line] of named) {
    config.interfaces.push({
      hardware: '',
      line,
      nameif,
      shutdown: false,
      managementOnly: false,
      addresses: [],
      dynamic: [],
      assumed: true,
    })
  }
  diagnostics.push({
    code: 'asa/interfaces-assumed',
    severity: 'warning',
    file,
    message: `the text defines no interfaces; ${[...named.keys()].map((name) => `\`${redactText(name)}\``).join(', ')} are known by name only`,
    mend: 'paste the whole output of `show running-config`, which gives their security levels and networks',
  })
}

/** More than any ASA has: the largest has 1024 VLANs, each of which may have an interface in several contexts. */
const INTERFACES_MOST = 4096

/** A text without interfaces decides nothing: no packet can be said to enter or leave. */
function refusalOf(config: AsaConfig, file: string): Diagnostic | undefined {
  const named = config.interfaces.filter(({ nameif }) => nameif !== undefined)
  if (config.interfaces.length > INTERFACES_MOST) {
    return {
      code: 'asa/too-many-interfaces',
      severity: 'error',
      file,
      line: config.interfaces[INTERFACES_MOST]!.line,
      message: `the configuration has more than ${INTERFACES_MOST} interfaces`,
      found: `${config.interfaces.length} interfaces`,
      expected: `at most ${INTERFACES_MOST} interfaces of one device; an ASA has 1024 VLANs at most`,
      mend: 'correct the file if it is not the output of one device; else remove the interfaces behind which no server stands',
    }
  }
  if (named.length >= 2 || named.some(({ assumed }) => assumed === true)) return undefined
  const found = `access lists: ${config.lists.size}, interfaces with a name: ${named.length}`
  return {
    code: 'asa/no-binding',
    severity: 'error',
    file,
    message: 'the text binds no interfaces, so it cannot be said which list decides which packet',
    found,
    expected: 'at least two interfaces with `nameif`, and `access-group` lines',
    mend: 'paste the whole output of `show running-config`',
  }
}
