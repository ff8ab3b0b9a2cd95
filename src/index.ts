/**
 * The library: what `import 'emmental'` gives. It reads no file, clock or environment, so it runs in a browser too;
 * whoever calls it brings the bytes.
 */
import metadata from '../package.json' with { type: 'json' }
import { analyze as analyzeNetwork } from './analysis/analyze.ts'
import { impactOf } from './analysis/impact/impact.ts'
import type { Impact } from './analysis/impact-result.ts'
import type { Analysis, Profile, Reported } from './analysis/result.ts'
import { createSetStore } from './model/set-store.ts'
import type { FileSource } from './project/file-source.ts'
import { InputReader } from './project/input-reader.ts'
import { loadProject } from './project/load.ts'
import { remarksOf, reported } from './report/remarks.ts'

export type { Impact } from './analysis/impact-result.ts'
export type { Analysis, Finding, Profile, Remark, Reported, ServerVerdict, Verdict } from './analysis/result.ts'
export type { FileSource } from './project/file-source.ts'
export { type MemoryFile, memoryFiles } from './project/memory-files.ts'
export { formatsOf, render } from './report/formats.ts'
export type { Report, ResultKind, Results } from './report/reporter.ts'
export type { TextOptions } from './report/text/look.ts'
export { type Diagnostic, InputError } from './source/diagnostic.ts'

/** What is read, and what "unrestricted" asks for. */
export interface Request {
  /** A server list, in place of the one of the project. */
  readonly servers?: string
  /** `any` if it is left out. */
  readonly profile?: Profile
  /** The moment for which rules with a schedule are decided (ISO 8601). */
  readonly at?: string
}

/** The verdict on a project (a directory or `emmental.yaml`) or firewall exports. Throws InputError. */
export function analyze(files: FileSource, targets: readonly string[], request: Request = {}): Analysis {
  const { servers, at, profile = 'any' } = request
  const reader = new InputReader(files)
  const { network, diagnostics } = loadProject({ reader, targets, servers, at })
  const { version } = metadata
  return analyzeNetwork(network, { profile, version, files: reader.files, remarks: remarksOf(diagnostics) })
}

/** What a change does: two exports or two projects, the older one first. Throws InputError. */
export function diff(files: FileSource, before: string, after: string, request: Request = {}): Reported<Impact> {
  const { servers, at, profile = 'any' } = request
  const reader = new InputReader(files)
  const sets = createSetStore()
  const load = (target: string): ReturnType<typeof loadProject> =>
    loadProject({ reader, targets: [target], sets, serversOptional: true, servers, at })
  const [old, now] = [load(before), load(after)]
  const options = { profile, version: metadata.version, names: [before, after] as const, lint: false }
  const impact = impactOf(old.network, now.network, options)
  const firewalls = [old, now].flatMap(({ network }) => network.attachments.map(({ firewall }) => firewall))
  return reported(impact, [...old.diagnostics, ...now.diagnostics], firewalls, reader.files)
}
