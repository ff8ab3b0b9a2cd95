import type {
  Box,
  Certificate,
  CertifiedInput,
  CertifiedPacket,
  Claim,
  CoverPart,
  HopClaim,
  PairClaim,
  RowPlace,
  StageCover,
  WayClaim,
} from '../model/certificate.ts'

/** A text that is no certificate; the message says where and what was expected. */
export class CertificateError extends Error {}

/** Reads a certificate that nobody vouches for: every value is checked for its kind. Throws CertificateError. */
export function readCertificate(text: string): Certificate {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new CertificateError('the file is no JSON')
  }
  const root = new Field(value, 'the certificate')
  if (root.at('schema').text() !== 'emmental/certificate/1') {
    throw new CertificateError(
      'the file is no certificate of a version that is known: `schema` is not `emmental/certificate/1`',
    )
  }
  return {
    schema: 'emmental/certificate/1',
    version: root.at('version').text(),
    profile: root.at('profile').oneOf(['any', 'tcp-udp-icmp']),
    ...root.optional('at', (at) => at.text()),
    verdict: root.at('verdict').oneOf(['internal', 'perimeter', 'undetermined']),
    inputs: root.at('inputs').list(inputOf),
    claims: root.at('claims').list(claimOf),
    covers: root.at('covers').list((cover): StageCover => ({ parts: cover.at('parts').list(partOf) })),
  }
}

function inputOf(field: Field): CertifiedInput {
  return { file: field.at('file').text(), sha256: field.at('sha256').text() }
}

function claimOf(field: Field): Claim {
  return {
    server: field.at('server').text(),
    peer: field.at('peer').text(),
    direction: field.at('direction').oneOf(['to', 'from']),
    status: field.at('status').oneOf(['unrestricted', 'restricted', 'undetermined']),
    pairs: field.at('pairs').list(pairOf),
  }
}

function pairOf(field: Field): PairClaim {
  return {
    source: field.at('source').text(),
    destination: field.at('destination').text(),
    ...field.optional('packet', packetOf),
    ways: field.at('ways').list((way): WayClaim => ({ hops: way.at('hops').list(hopOf) })),
  }
}

function packetOf(field: Field): CertifiedPacket {
  return {
    protocol: field.at('protocol').number(255),
    destinationField: field.at('destinationField').number(65535),
    sourceField: field.at('sourceField').number(65535),
  }
}

function hopOf(field: Field): HopClaim {
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

function placeOf(field: Field): RowPlace {
  if (field.has('end')) return { end: true, text: field.at('text').text() }
  return {
    table: field.at('table').number(Number.MAX_SAFE_INTEGER),
    row: field.at('row').number(Number.MAX_SAFE_INTEGER),
    file: field.at('file').text(),
    line: field.at('line').number(Number.MAX_SAFE_INTEGER),
    text: field.at('text').text(),
  }
}

function partOf(field: Field): CoverPart {
  return { by: placeOf(field.at('by')), boxes: field.at('boxes').list(boxOf) }
}

function boxOf(field: Field): Box {
  const [a, b, c, d, e, f, ...more] = field.list((bound) => bound.number(65535))
  if (a === undefined || b === undefined || c === undefined || d === undefined || e === undefined || f === undefined) {
    throw new CertificateError(`${field.path}: six numbers are expected`)
  }
  if (more.length > 0) throw new CertificateError(`${field.path}: six numbers are expected`)
  return [a, b, c, d, e, f]
}

/** A value of the text and the way to it. */
class Field {
  readonly path: string
  readonly #value: unknown

  constructor(value: unknown, path: string) {
    this.#value = value
    this.path = path
  }

  has(key: string): boolean {
    return typeof this.#value === 'object' && this.#value !== null && Object.hasOwn(this.#value, key)
  }

  at(key: string): Field {
    if (!this.has(key)) throw new CertificateError(`${this.path}: \`${key}\` is missing`)
    return new Field((this.#value as Record<string, unknown>)[key], `${this.path}, ${key}`)
  }

  /** The property if it is there, else none. */
  optional<K extends string, V>(key: K, read: (field: Field) => V): { [P in K]?: V } {
    return this.has(key) ? ({ [key]: read(this.at(key)) } as { [P in K]: V }) : {}
  }

  text(): string {
    if (typeof this.#value !== 'string') throw new CertificateError(`${this.path}: a text is expected`)
    return this.#value
  }

  /** A whole number from 0 to the given one. */
  number(last: number): number {
    const value = this.#value
    if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0 || value > last) {
      throw new CertificateError(`${this.path}: a whole number from 0 to ${last} is expected`)
    }
    return value
  }

  oneOf<T extends string>(words: readonly T[]): T {
    const found = words.find((word) => word === this.#value)
    if (found === undefined) throw new CertificateError(`${this.path}: one of ${words.join(', ')} is expected`)
    return found
  }

  list<T>(read: (field: Field) => T): T[] {
    if (!Array.isArray(this.#value)) throw new CertificateError(`${this.path}: a list is expected`)
    return this.#value.map((item: unknown, index) => read(new Field(item, `${this.path} ${index + 1}`)))
  }
}
