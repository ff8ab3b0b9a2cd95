import { explainTable, type TableExplanation } from '../../parsers/csv/explain.ts'
import { detect } from '../../parsers/detect.ts'
import type { DecodedFile, Dialect, DialectInput } from '../../parsers/dialect.ts'
import { DIALECTS } from '../../parsers/dialects.ts'
import type { Firewall } from '../model/firewall.ts'
import type { LineAccount } from '../model/line-account.ts'
import type { EditText } from '../model/permits-in-front.ts'
import { createSetStore, type SetStore } from '../model/set-store.ts'
import { showable } from '../source/redact.ts'
import { type Complaints, quoted, type Target } from './complaints.ts'
import { editorOf } from './edit-text.ts'
import type { FirewallEntry } from './firewall-entry.ts'
import type { InputReader } from './input-reader.ts'
import { type FileRequest, readTextFile } from './read-files.ts'

/** What is to be read for one firewall. */
export interface FirewallRequest {
  /** From the project file, or made of the file's name. */
  readonly name: string
  readonly config: FileRequest
  readonly objects: readonly FileRequest[]
  /** The entry of the project file, if there is one. */
  readonly entry?: FirewallEntry
  /** Where to complain about the firewall itself. */
  readonly target: Target
}

/** Scripts for one firewall. */
export interface Change {
  /** The request of the file that is changed. */
  readonly firewall: string
  /** The firewall that is meant, where the file holds several. */
  readonly device?: string
  readonly scripts: readonly DecodedFile[]
}

/** What is said beside the files. */
export interface ReadingOptions {
  /** The moment for which schedules are decided. */
  readonly at?: string
  readonly change?: Change
}

/** A firewall that was read and the request that it came from. */
export interface ReadFirewall {
  readonly firewall: Firewall
  readonly request: FirewallRequest
  readonly editText: EditText
}

/** Reads all firewalls into one store of sets, as they decide at a moment if one is given. Complains about files, dialects and names; leaves out what cannot be used. */
export function readFirewalls(
  requests: readonly FirewallRequest[],
  dialects: readonly Dialect[],
  sets: SetStore,
  reader: InputReader,
  complaints: Complaints,
  options: ReadingOptions = {},
): readonly ReadFirewall[] {
  const read = requests.flatMap((request) => readFirewall(request, dialects, sets, reader, complaints, options))
  const seen = new Map<string, ReadFirewall>()
  for (const each of read) {
    const first = seen.get(each.firewall.name)
    if (first !== undefined) complainTwice(each, first, complaints)
    else seen.set(each.firewall.name, each)
  }
  return read
}

function readFirewall(
  request: FirewallRequest,
  dialects: readonly Dialect[],
  sets: SetStore,
  reader: InputReader,
  complaints: Complaints,
  { at, change }: ReadingOptions,
): readonly ReadFirewall[] {
  const given = readTextFile(request.config, reader, complaints)
  const definitions = request.objects.map((object) => readTextFile(object, reader, complaints))
  if (given === undefined || definitions.includes(undefined)) return []
  const dialect = dialectOf(given, request, dialects, complaints)
  if (dialect === undefined) return []
  const own = change?.firewall === request.name ? change : undefined
  const file = changedFile(given, dialect, request.name, own, complaints)
  if (file === undefined) return []
  const input: DialectInput = {
    name: request.name,
    file,
    definitions: definitions.filter((definition) => definition !== undefined),
    sets,
    mapping: request.entry?.mapping ?? {},
    ...(at === undefined ? {} : { at }),
  }
  const { firewalls, diagnostics } = dialect.parse(input)
  complaints.take(diagnostics)
  if (diagnostics.some(({ severity }) => severity === 'error')) return []
  const scripts = (own?.scripts ?? []).map(({ source }) => source.name)
  for (const { account, line, place } of linesNotUnderstood(firewalls, scripts)) {
    complaints.error('change/not-understood', place, {
      message: 'the line of the change is not understood',
      found: account.reason(line) ?? account.source.shownLine(line),
      expected: 'a line that the device takes and that can be read',
      mend: 'correct the line, or export the configuration after the change and compare that',
    })
  }
  const editText = editorOf(dialect, input, firewalls)
  return firewalls.map((firewall) => ({ firewall, request, editText }))
}

/** Lines that come from some files and are not understood. */
function linesNotUnderstood(
  firewalls: readonly Firewall[],
  files: readonly string[],
): { readonly account: LineAccount; readonly line: number; readonly place: Target }[] {
  if (files.length === 0) return []
  const accounts = new Set(firewalls.flatMap((firewall) => firewall.accounts))
  return [...accounts].flatMap((account) =>
    account
      .linesNotUnderstood()
      .map((line) => ({ account, line, place: account.source.placeOf(line) }))
      .filter(({ place }) => files.includes(place.file)),
  )
}

/** The file with the scripts applied, one after the other; undefined if one is refused. */
function changedFile(
  file: DecodedFile,
  dialect: Dialect,
  name: string,
  change: Change | undefined,
  complaints: Complaints,
): DecodedFile | undefined {
  let changed = file
  for (const script of change?.scripts ?? []) {
    const target = { name, ...(change?.device === undefined ? {} : { device: change.device }) }
    const result = dialect.change(changed.source, script.source, target)
    complaints.take(result.diagnostics)
    if (result.diagnostics.some(({ severity }) => severity === 'error')) return undefined
    changed = { ...changed, source: result.source }
  }
  return changed
}

/** How the export would be read, if it is a rule table. */
export function explainFirewall(
  request: FirewallRequest,
  reader: InputReader,
  complaints: Complaints,
): TableExplanation {
  const file = readTextFile(request.config, reader, complaints)
  const definitions = request.objects.map((object) => readTextFile(object, reader, complaints))
  if (file === undefined || definitions.includes(undefined)) return { text: '', isReadable: false }
  if (file.source.isHidden) {
    const name = showable(file.source.name)
    return {
      text: `${name}: lies outside the project, so nothing of it is shown; name the table itself: emmental parse --explain FILE\n`,
      isReadable: true,
    }
  }
  const detection = request.entry?.format === 'csv' ? undefined : detect(file, DIALECTS)
  if (detection?.kind === 'dialect' && detection.dialect.name !== 'csv') {
    return {
      text: `${file.source.name}: ${detection.dialect.name}, no rule table; nothing to explain\n`,
      isReadable: true,
    }
  }
  return explainTable({
    name: request.name,
    file,
    definitions: definitions.filter((definition) => definition !== undefined),
    sets: createSetStore(),
    mapping: request.entry?.mapping ?? {},
  })
}

function dialectOf(
  file: DecodedFile,
  { entry }: FirewallRequest,
  dialects: readonly Dialect[],
  complaints: Complaints,
): Dialect | undefined {
  const stated = entry?.format === undefined ? undefined : dialects.find(({ name }) => name === entry.format)
  if (stated !== undefined) return stated
  const detection = detect(file, dialects)
  if (detection.kind === 'dialect') return detection.dialect
  complaints.error(
    'input/not-a-firewall-export',
    { file: file.source.name },
    {
      message: 'the file is no firewall export that can be read',
      found: `${detection.looksLike} (${detection.evidence})`,
      expected: 'a Cisco ASA configuration, or a table of rules as CSV',
      mend: detection.mend,
    },
  )
  return undefined
}

function complainTwice(second: ReadFirewall, first: ReadFirewall, complaints: Complaints): void {
  const { target } = second.request
  const other = first.request.target
  complaints.error('project/firewall-twice', target, {
    message: `two firewalls have the name ${quoted(second.firewall.name)}`,
    found: `first in ${other.file}${other.line === undefined ? '' : `:${other.line}`}`,
    expected: 'each firewall under a name of its own',
    mend:
      second.request.entry === undefined
        ? 'rename one of the files, or write emmental.yaml and give each a `name:`'
        : 'give one of them another `name:`',
  })
}
