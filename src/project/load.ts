import type { Dialect } from '../../parsers/dialect.ts'
import { DIALECTS } from '../../parsers/dialects.ts'
import { append } from '../model/append.ts'
import type { Firewall } from '../model/firewall.ts'
import type { InputKind } from '../model/input-file.ts'
import type { Network } from '../model/network.ts'
import type { EditText } from '../model/permits-in-front.ts'
import { createSetStore, type SetStore } from '../model/set-store.ts'
import type { Diagnostic } from '../source/diagnostic.ts'
import { type AllowEntry, readAllowFile } from './allow-file.ts'
import { assemble } from './assemble.ts'
import { Complaints, type Located, quoted, type Target } from './complaints.ts'
import { type FileSource, STANDARD_INPUT } from './file-source.ts'
import { type Change, explainFirewall, type FirewallRequest, readFirewalls } from './firewall-files.ts'
import type { InputReader } from './input-reader.ts'
import { readInventory } from './inventory.ts'
import { type ProjectFile, readProjectFile } from './project-file.ts'
import { type FileRequest, readTextFile } from './read-files.ts'
import { readServerTable } from './server-table.ts'
import { readSettingsTable } from './settings-table.ts'

/** What the command line says about the input. */
export interface ProjectRequest {
  /** What reads the files of the call. */
  readonly reader: InputReader
  /** The moment for which rules with a schedule are decided (ISO 8601). */
  readonly at?: string | undefined
  /** A project (a directory or one `.yaml` file), or firewall exports; none: the project where the call is made. */
  readonly targets: readonly string[]
  /** A server list; takes the place of the project file's own. */
  readonly servers?: string | undefined
  /** The store of sets, for networks that are to be compared; else one of its own. */
  readonly sets?: SetStore
  /** Scripts that are applied to the configuration of a firewall before it is read, in their order. */
  readonly change?: ChangeRequest
  /** Without a server list the network is built all the same, and nothing about servers is asked of it. */
  readonly serversOptional?: boolean
}

export interface LoadedProject {
  readonly network: Network
  /** Edits the text of a firewall of the network. */
  readonly editText: EditText
  /** Warnings and notes. */
  readonly diagnostics: readonly Diagnostic[]
}

export interface LoadedFirewalls {
  readonly sets: SetStore
  readonly firewalls: readonly Firewall[]
  /** Warnings and notes. */
  readonly diagnostics: readonly Diagnostic[]
}

/** The name of the project file in a project's directory. */
export const PROJECT_FILE_NAME = 'emmental.yaml'

/** Reads everything and builds the network. Throws InputError: exit 2 for the call or the project file, 3 for an input. */
export function loadProject(request: ProjectRequest, dialects: readonly Dialect[] = DIALECTS): LoadedProject {
  const complaints = new Complaints()
  const { reader } = request
  const plan = makePlan(request, complaints)
  const hasServers = plan.serverFiles.length > 0 || (plan.project?.servers.length ?? 0) > 0
  if (!hasServers && request.serversOptional !== true) {
    complaints.error(
      'call/no-servers',
      { file: plan.firewalls[0]?.config.name ?? '' },
      {
        message: 'no server list is given',
        expected: 'a list with names, addresses and roles',
        mend: 'add `--servers FILE`, or name a project',
      },
    )
    complaints.refuse()
  }
  const sets = request.sets ?? createSetStore()
  const change = changeOf(request, plan, complaints)
  const firewalls = readFirewalls(plan.firewalls, dialects, sets, reader, complaints, { ...moment(request), ...change })
  const rows = [...(plan.project?.servers ?? [])]
  for (const request of plan.serverFiles) {
    const file = readTextFile(request, reader, complaints)
    if (file !== undefined) append(rows, readServerTable(file.source, complaints))
  }
  const servers = readInventory(rows, complaints)
  complaints.refuse()
  const { project } = plan
  const parts = {
    sets,
    firewalls,
    servers,
    asksNothing: !hasServers,
    inventory: plan.inventory,
    ...(project === undefined ? {} : { project }),
  }
  const network = assemble(parts, complaints)
  const settings = plan.settingsFiles.flatMap((request) => {
    const file = readTextFile(request, reader, complaints)
    return file === undefined ? [] : readSettingsTable(file.source, network.servers, complaints)
  })
  complaints.refuse()
  return {
    network: settings.length === 0 ? network : { ...network, settings },
    editText: (firewall, edits) => firewalls.find((one) => one.firewall === firewall)?.editText(firewall, edits),
    diagnostics: complaints.remarks,
  }
}

/** Reads the firewalls alone, for commands that need no servers. Throws InputError like `loadProject`. */
export function loadFirewalls(request: ProjectRequest, dialects: readonly Dialect[] = DIALECTS): LoadedFirewalls {
  const complaints = new Complaints()
  const { reader } = request
  const plan = makePlan(request, complaints)
  const sets = createSetStore()
  const firewalls = readFirewalls(plan.firewalls, dialects, sets, reader, complaints, moment(request)).map(
    ({ firewall }) => firewall,
  )
  complaints.refuse()
  return { sets, firewalls, diagnostics: complaints.remarks }
}

/** Explains how each rule table would be read; what is no rule table is told apart. Throws InputError like `loadProject`. */
export function explainTables(request: ProjectRequest): { readonly text: string; readonly isReadable: boolean } {
  const complaints = new Complaints()
  const { reader } = request
  const plan = makePlan(request, complaints)
  const explained = plan.firewalls.map((firewall) => explainFirewall(firewall, reader, complaints))
  complaints.refuse()
  return {
    text: explained.map(({ text }) => text).join('\n'),
    isReadable: explained.every(({ isReadable }) => isReadable),
  }
}

/** A change: files with commands or rows, and the firewall that they are for if there are several. */
export interface ChangeRequest {
  readonly scripts: readonly string[]
  readonly firewall?: string
}

function moment({ at }: ProjectRequest): { at?: string } {
  return at === undefined ? {} : { at }
}

/** The scripts as text, and the request of the firewall that they change. Complains where that is not one. */
function changeOf(
  { change, reader }: ProjectRequest,
  { firewalls }: Plan,
  complaints: Complaints,
): { change?: Change } {
  if (change === undefined) return {}
  const names = firewalls.map(({ name }) => name)
  const named = firewalls.filter(({ name }) => change.firewall === undefined || name === change.firewall)
  // A file with several devices holds firewalls that are called `file/device`.
  const wanted = named.length > 0 ? named : firewalls.filter(({ name }) => change.firewall?.startsWith(`${name}/`))
  const [firewall, ...more] = wanted
  if (firewall === undefined || more.length > 0) {
    complaints.error(
      'call/change-firewall',
      { file: change.scripts[0] ?? '' },
      {
        message:
          change.firewall === undefined
            ? 'it is not said which firewall the change is for'
            : `there is no firewall ${quoted(change.firewall)}`,
        expected: names.map(quoted).join(', '),
        mend: 'name it with `--firewall`',
      },
    )
    complaints.refuse()
    return {}
  }
  const scripts = change.scripts.flatMap((file) => {
    const read = readTextFile(
      fileRequest(reader.source, '', file, 'change', 'a script of commands, or rows of a rule table'),
      reader,
      complaints,
    )
    return read === undefined ? [] : [read]
  })
  complaints.refuse()
  const device = change.firewall === undefined || named.length > 0 ? {} : { device: change.firewall }
  return { change: { firewall: firewall.name, scripts, ...device } }
}

/** Reads the file of accepted changes. Throws InputError. */
export function loadAllowed(file: string, reader: InputReader): readonly AllowEntry[] {
  const complaints = new Complaints()
  const request = fileRequest(reader.source, '', file, 'allow', 'a list of accepted changes')
  const read = readTextFile(request, reader, complaints)
  complaints.refuse()
  return read === undefined ? [] : readAllowFile(read.source, complaints)
}

/** Which files there are to read. */
interface Plan {
  readonly project?: ProjectFile
  readonly firewalls: readonly FirewallRequest[]
  readonly serverFiles: readonly FileRequest[]
  readonly settingsFiles: readonly FileRequest[]
  readonly inventory: Target
}

function makePlan(request: ProjectRequest, complaints: Complaints): Plan {
  const projectFile = projectTarget(request, complaints)
  complaints.refuse()
  const plan = projectFile === undefined ? planOfFiles(request) : planOfProject(projectFile, request.reader, complaints)
  if (request.servers === undefined) return plan
  const servers = fileRequest(request.reader.source, '', request.servers, 'servers', 'a table of servers')
  const { project } = plan
  return {
    ...plan,
    // The list of the call is used alone: a server that it leaves out is left out on purpose.
    ...(project === undefined ? {} : { project: { ...project, servers: [] } }),
    serverFiles: [servers],
    inventory: { file: servers.name },
  }
}

/** The project file that the call means, as the user would write it; undefined if it names firewall exports. */
function projectTarget({ reader: { source }, targets }: ProjectRequest, complaints: Complaints): string | undefined {
  const [only = '.'] = targets
  const projects = (targets.length === 0 ? ['.'] : targets).filter((target) => isProject(source, target))
  if (projects.length === 0) return undefined
  const [project = only] = projects
  if (targets.length > 1) {
    complaints.error(
      'call/project-and-more',
      { file: source.shown('', project) },
      {
        message: `the project ${quoted(project)} is named together with other files`,
        expected: 'one project, or firewall exports',
        mend: 'name the exports in the project file',
      },
    )
  }
  if (!source.isDirectory(source.resolve('', project))) return source.shown('', project)
  return source.shown(project, PROJECT_FILE_NAME)
}

function isProject(source: FileSource, target: string): boolean {
  return target !== STANDARD_INPUT && (/\.ya?ml$/i.test(target) || source.isDirectory(source.resolve('', target)))
}

function planOfFiles({ reader: { source }, targets }: ProjectRequest): Plan {
  const firewalls = targets.map((target): FirewallRequest => {
    const config = fileRequest(source, '', target, 'firewall', 'a firewall export')
    return { name: firewallName(config.name), config, objects: [], target: { file: config.name } }
  })
  return {
    firewalls,
    serverFiles: [],
    settingsFiles: [],
    inventory: { file: '' },
  }
}

function planOfProject(name: string, reader: InputReader, complaints: Complaints): Plan {
  complaints.projectFile = name
  const { source } = reader
  const what = `a project file, ${PROJECT_FILE_NAME}`
  const file = readTextFile(
    {
      path: source.resolve('', name),
      name,
      kind: 'project',
      what,
      ifMissing: 'name a project or firewall exports, or run this where emmental.yaml is',
    },
    reader,
    complaints,
  )
  complaints.refuse()
  if (file === undefined) throw new Error('a file that is not read is complained about')
  const project = readProjectFile(file.source, complaints)
  const slash = name.lastIndexOf('/')
  const base = slash < 0 ? '' : name.slice(0, Math.max(1, slash))
  const mentioned = ({ line, column }: Located<string>): Target => ({ file: name, line, column })
  const firewalls = project.firewalls.map((entry): FirewallRequest => {
    const encoding = entry.mapping.encoding
    const config = fileRequest(
      source,
      base,
      entry.config.value,
      'firewall',
      'a firewall export',
      mentioned(entry.config),
    )
    return {
      name: entry.name?.value ?? firewallName(config.name),
      config: { ...config, ...(encoding === undefined ? {} : { encoding }) },
      objects: entry.objects.map((o) =>
        fileRequest(source, base, o.value, 'objects', 'a table of objects', mentioned(o)),
      ),
      entry,
      target: { file: name, line: (entry.name ?? entry).line, column: (entry.name ?? entry).column },
    }
  })
  const serverFiles = project.serverFiles.map((s) =>
    fileRequest(source, base, s.value, 'servers', 'a table of servers', mentioned(s)),
  )
  const settingsFiles = project.settingsFiles.map((s) =>
    fileRequest(source, base, s.value, 'settings', 'an export of client access settings', mentioned(s)),
  )
  for (const { config, objects } of firewalls) for (const place of [config, ...objects]) reader.mention(place)
  for (const place of [...serverFiles, ...settingsFiles]) reader.mention(place)
  return { project, firewalls, serverFiles, settingsFiles, inventory: { file: serverFiles[0]?.name ?? name } }
}

function fileRequest(
  source: FileSource,
  base: string,
  file: string,
  kind: InputKind,
  what: string,
  mentioned?: Target,
): FileRequest {
  if (file === STANDARD_INPUT) return { path: STANDARD_INPUT, name: 'standard input', kind, what }
  const place = { path: source.resolve(base, file), name: source.shown(base, file), kind, what }
  if (mentioned === undefined) return place
  return { ...place, mentioned, isOutside: source.isOutside(source.resolve('', base), place.path) }
}

/** `exports/fw1.cfg` → `fw1`. */
function firewallName(file: string): string {
  const base = file.slice(file.lastIndexOf('/') + 1)
  const dot = base.lastIndexOf('.')
  return dot > 0 ? base.slice(0, dot) : base
}
