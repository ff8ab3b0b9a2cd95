import type {
  Box,
  Certificate,
  CertifiedInput,
  CertifiedPacket,
  CertifiedServer,
  CertifiedVerdict,
  Claim,
  CoverPart,
  HopClaim,
  PairClaim,
  RowPlace,
  StageCover,
  WayClaim,
} from '../model/certificate.ts'
import { INPUT_KINDS } from '../model/input-file.ts'
import { type JsonField, JsonFormError, parseJson } from '../source/json-field.ts'

/** Reads a certificate that nobody vouches for: every value is checked for its kind. Throws JsonFormError. */
export function readCertificate(text: string): Certificate {
  const root = parseJson(text, 'the certificate')
  const schema = root.at('schema').text()
  if (schema !== 'emmental/certificate/2') {
    throw new JsonFormError(
      schema === 'emmental/certificate/1'
        ? 'the certificate is of an earlier form, which does not hold what the verdict rests on'
        : 'the file is no certificate of a version that is known: `schema` is not `emmental/certificate/2`',
    )
  }
  return {
    schema: 'emmental/certificate/2',
    version: root.at('version').text(),
    profile: root.at('profile').oneOf(['any', 'tcp-udp-icmp']),
    ...root.optional('at', (at) => at.text()),
    verdict: verdictOf(root.at('verdict')),
    letter: verdictOf(root.at('letter')),
    home: namesOf(root.at('home')),
    inputs: root.at('inputs').list(inputOf),
    servers: root.at('servers').list(serverOf),
    claims: root.at('claims').list(claimOf),
    covers: root.at('covers').list((cover): StageCover => ({ parts: cover.at('parts').list(partOf) })),
  }
}

function inputOf(field: JsonField): CertifiedInput {
  return {
    file: field.at('file').text(),
    kind: field.at('kind').oneOf(INPUT_KINDS),
    sha256: field.at('sha256').text(),
  }
}

function verdictOf(field: JsonField): CertifiedVerdict {
  return field.oneOf(['internal', 'perimeter', 'undetermined'])
}

function namesOf(field: JsonField): string[] {
  return field.list((name) => name.text())
}

function serverOf(field: JsonField): CertifiedServer {
  return {
    name: field.at('name').text(),
    verdict: verdictOf(field.at('verdict')),
    letter: verdictOf(field.at('letter')),
    cutOffFrom: namesOf(field.at('cutOffFrom')),
  }
}

function claimOf(field: JsonField): Claim {
  return {
    from: namesOf(field.at('from')),
    to: namesOf(field.at('to')),
    status: field.at('status').oneOf(['unrestricted', 'restricted', 'undetermined']),
    pairs: field.at('pairs').list(pairOf),
  }
}

function pairOf(field: JsonField): PairClaim {
  return {
    source: field.at('source').number(Number.MAX_SAFE_INTEGER),
    destination: field.at('destination').number(Number.MAX_SAFE_INTEGER),
    ...field.optional('packet', packetOf),
    ways: field.at('ways').list((way): WayClaim => ({ hops: way.at('hops').list(hopOf) })),
  }
}

function packetOf(field: JsonField): CertifiedPacket {
  return {
    protocol: field.at('protocol').number(255),
    destinationField: field.at('destinationField').number(65535),
    sourceField: field.at('sourceField').number(65535),
  }
}

function hopOf(field: JsonField): HopClaim {
  return {
    firewall: field.at('firewall').text(),
    ingress: field.at('ingress').text(),
    egress: field.at('egress').text(),
    ...field.optional('covers', (covers) => covers.list((index) => index.number(Number.MAX_SAFE_INTEGER))),
    ...field.optional('refusal', (refusal) => ({
      stage: refusal.at('stage').number(Number.MAX_SAFE_INTEGER),
      by: placeOf(refusal.at('by')),
    })),
  }
}

function placeOf(field: JsonField): RowPlace {
  if (field.has('end')) return { end: true, text: field.at('text').text() }
  return {
    table: field.at('table').number(Number.MAX_SAFE_INTEGER),
    row: field.at('row').number(Number.MAX_SAFE_INTEGER),
    file: field.at('file').text(),
    line: field.at('line').number(Number.MAX_SAFE_INTEGER),
    text: field.at('text').text(),
  }
}

function partOf(field: JsonField): CoverPart {
  return { by: placeOf(field.at('by')), boxes: field.at('boxes').list(boxOf) }
}

function boxOf(field: JsonField): Box {
  const [a, b, c, d, e, f, ...more] = field.list((bound) => bound.number(65535))
  if (a === undefined || b === undefined || c === undefined || d === undefined || e === undefined || f === undefined) {
    throw new JsonFormError(`${field.path}: six numbers are expected`)
  }
  if (more.length > 0) throw new JsonFormError(`${field.path}: six numbers are expected`)
  return [a, b, c, d, e, f]
}
