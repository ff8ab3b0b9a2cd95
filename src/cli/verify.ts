import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { CertifiedInput } from '../model/certificate.ts'
import { type InputFile, loadProject } from '../project/load.ts'
import { InputError } from '../source/diagnostic.ts'
import { JsonFormError } from '../source/json-field.ts'
import { showable } from '../source/redact.ts'
import { readCertificate } from '../verify/read-certificate.ts'
import { type Verification, verify } from '../verify/verify.ts'
import { EXIT_INPUT, EXIT_OK } from './exit-code.ts'
import { writeReason } from './refusals.ts'
import type { Streams } from './streams.ts'
import { UsageError } from './usage-error.ts'

export interface VerifyArguments {
  readonly certificate: string
  readonly targets: readonly string[]
  readonly servers?: string
}

const REFUTED_SHOWN = 20

/** `emmental verify`: checks a certificate without the engines. Throws InputError and UsageError. */
export function verifyCommand({ certificate: file, targets, servers }: VerifyArguments, streams: Streams): number {
  const certificate = readFile(file, streams)
  const { network, files } = loadProject({ cwd: streams.cwd, targets, servers, at: certificate.at })
  const changed = changedInputs(certificate.inputs, hashesOf(files))
  if (changed.length > 0) {
    for (const line of changed) streams.stderr.write(`${showable(line)}\n`)
    writeReason(streams.stderr, EXIT_INPUT, 'the certificate is not about these files')
    return EXIT_INPUT
  }
  const found = verify(network, certificate)
  if (found.refuted.length > 0) {
    for (const line of found.refuted.slice(0, REFUTED_SHOWN)) streams.stderr.write(`refuted: ${showable(line)}\n`)
    const more = found.refuted.length - REFUTED_SHOWN
    if (more > 0) streams.stderr.write(`… and ${more} more\n`)
    writeReason(streams.stderr, EXIT_INPUT, 'the certificate does not hold')
    return EXIT_INPUT
  }
  streams.stdout.write(summary(certificate.verdict, certificate.profile, found, certificate.inputs))
  return EXIT_OK
}

function summary(verdict: string, profile: string, found: Verification, inputs: readonly CertifiedInput[]): string {
  const { unrestricted, restricted, undetermined } = found.confirmed
  const lines = [
    `CONFIRMED: the verdict ${verdict.toUpperCase()} (profile ${profile}) holds`,
    `  ${unrestricted} proved unrestricted, ${restricted} refuted by a packet, ${undetermined} left open`,
    'Taken as given: how the files are read. Found again from them, the ways between zones:',
    ...found.ways.map((way) => `  ${way}`),
    'The files, by SHA-256:',
    ...inputs.map(({ file, sha256 }) => `  ${sha256}  ${file}`),
  ]
  return `${lines.map(showable).join('\n')}\n`
}

function readFile(file: string, { cwd }: Streams): ReturnType<typeof readCertificate> {
  let text: string
  try {
    text = readFileSync(path.resolve(cwd, file), 'utf8')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    throw new UsageError(
      `the certificate \`${file}\` cannot be read (${code})`,
      'name a file that `analyze --certificate` wrote',
    )
  }
  try {
    return readCertificate(text)
  } catch (error) {
    if (!(error instanceof JsonFormError)) throw error
    const words = {
      message: error.message,
      expected: 'a certificate as `analyze --certificate` writes it',
      mend: 'make it again, and do not edit it',
    }
    throw new InputError(EXIT_INPUT, [{ code: 'certificate/form', severity: 'error', file, ...words }])
  }
}

/** The files of a project with the digests of their bytes. Throws UsageError for standard input, which cannot be read again. */
export function hashesOf(files: readonly InputFile[]): CertifiedInput[] {
  return files.map(({ name, path: at }) => {
    if (at === '-') throw new UsageError('a certificate needs files, not standard input', 'write the input to a file')
    return { file: name, sha256: createHash('sha256').update(readFileSync(at)).digest('hex') }
  })
}

/** Files are known by what they hold: they may have moved since. */
function changedInputs(certified: readonly CertifiedInput[], found: readonly CertifiedInput[]): string[] {
  const there = new Set(found.map(({ sha256 }) => sha256))
  const asked = new Set(certified.map(({ sha256 }) => sha256))
  return [
    ...certified
      .filter(({ sha256 }) => !there.has(sha256))
      .map(({ file }) => `${file}: the certified file is not among the inputs, or has changed`),
    ...found.filter(({ sha256 }) => !asked.has(sha256)).map(({ file }) => `${file}: is not a file that was certified`),
  ]
}
