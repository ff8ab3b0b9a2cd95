import type { Certificate, CertifiedInput } from '../model/certificate.ts'
import type { InputFile } from '../model/input-file.ts'
import { InputReader } from '../project/input-reader.ts'
import { loadProject } from '../project/load.ts'
import { reported } from '../report/remarks.ts'
import { renderRemarksText } from '../report/text/remarks-section.ts'
import { InputError } from '../source/diagnostic.ts'
import { JsonFormError } from '../source/json-field.ts'
import { showable } from '../source/redact.ts'
import { readCertificate } from '../verify/read-certificate.ts'
import { type Verification, verify } from '../verify/verify.ts'
import { appearanceOf } from './appearance.ts'
import type { Command } from './command.ts'
import { deliver } from './deliver.ts'
import { EXIT_INPUT, EXIT_OK } from './exit-code.ts'
import { readJsonInput } from './json-input.ts'
import { nodeFiles } from './node-files.ts'
import { SERVERS } from './options.ts'
import { writeReason } from './refusals.ts'
import type { Streams } from './streams.ts'
import { UsageError } from './usage-error.ts'

const REFUTED_SHOWN = 20

/** `emmental verify`: checks a certificate without the engines. */
export const verifyCommand: Command = {
  name: 'verify',
  describe: 'checks a certificate without the engines that made it',
  usage: ['verify CERTIFICATE [PROJECT | CONFIG…]'],
  words: {
    name: 'words',
    several: true,
    describe: 'what analyze --certificate wrote, then the project or exports that it is about',
  },
  options: { servers: SERVERS },
  run: async (given, streams) => {
    const [certificate, ...targets] = given.words('words')
    if (certificate === undefined) {
      throw new UsageError('verify needs a certificate', 'emmental verify CERTIFICATE [PROJECT | CONFIG…]')
    }
    return verifyAndTell(certificate, targets, given.one('servers'), streams)
  },
}

async function verifyAndTell(
  file: string,
  targets: readonly string[],
  servers: string | undefined,
  streams: Streams,
): Promise<number> {
  const reader = new InputReader(nodeFiles(streams.cwd))
  const certificate = readFile(file, reader)
  const { network, diagnostics } = loadProject({ reader, targets, servers, at: certificate.at })
  const changed = changedInputs(certificate.inputs, certifiedInputs(reader.files))
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
  const { remarks } = reported({}, diagnostics, [], reader.files)
  const look = { ...appearanceOf(streams, undefined, false), verbose: false, inputWords: [] }
  const report = [summary(certificate, found), renderRemarksText(remarks, look)]
  await deliver(report, undefined, streams)
  return EXIT_OK
}

function summary({ verdict, profile, home, servers, inputs }: Certificate, found: Verification): string {
  const { unrestricted, restricted, undetermined } = found.confirmed
  const count = (wanted: string): string => `${servers.filter((one) => one.verdict === wanted).length} ${wanted}`
  const lines = [
    `CONFIRMED: the verdict ${verdict.toUpperCase()} (profile ${profile}) holds`,
    `  ${unrestricted} proved unrestricted, ${restricted} refuted by a packet, ${undetermined} left open`,
    `  concluded again: ${home.length} domain ${home.length === 1 ? 'controller' : 'controllers'} in the home; Exchange servers: ${['perimeter', 'undetermined', 'internal'].map(count).join(', ')}`,
    'Taken as given: how the files are read. Found again from them, the ways between zones:',
    ...found.ways.map((way) => `  ${way}`),
    'The files, by SHA-256:',
    ...inputs.map(({ file, sha256 }) => `  ${sha256}  ${file}`),
  ]
  return `${lines.map(showable).join('\n')}\n`
}

function readFile(file: string, reader: InputReader): Certificate {
  const text = readJsonInput(file, 'certificate', reader, 'name a file that `analyze --certificate` wrote')
  try {
    return readCertificate(text)
  } catch (error) {
    if (!(error instanceof JsonFormError)) throw error
    const words = {
      message: error.message,
      expected: 'a certificate as `analyze --certificate` writes it',
      mend: 'make it again with `analyze --certificate`, and do not edit it',
    }
    throw new InputError(EXIT_INPUT, [{ code: 'certificate/form', severity: 'error', file, ...words }])
  }
}

/** Of the files that were read those that decide the answer. */
export function certifiedInputs(files: readonly InputFile[]): CertifiedInput[] {
  return files
    .filter(({ kind }) => kind !== 'certificate' && kind !== 'baseline')
    .map(({ file, kind, sha256 }) => ({ file, kind, sha256 }))
}

/** Files are known by what they hold: they may have moved since. */
function changedInputs(certified: readonly CertifiedInput[], found: readonly CertifiedInput[]): string[] {
  return [
    ...without(certified, found).map(
      ({ file }) => `${file}: the certified file is not among the inputs, or has changed`,
    ),
    ...without(found, certified).map(({ file }) => `${file}: is not a file that was certified`),
  ]
}

/** The inputs that others lack; what is there twice must be there twice. */
function without(inputs: readonly CertifiedInput[], others: readonly CertifiedInput[]): CertifiedInput[] {
  const left = others.map(keyOf)
  return inputs.filter((input) => {
    const at = left.indexOf(keyOf(input))
    if (at >= 0) left.splice(at, 1)
    return at < 0
  })
}

function keyOf({ kind, sha256 }: CertifiedInput): string {
  return `${kind} ${sha256}`
}
