import type { Certificate } from '../../model/certificate.ts'
import { jsonLine } from './json-text.ts'

/** A certificate by its contract (`schemas/certificate-2.schema.json`): one server, claim and cover a line, ending with a line end. */
export function certificateJson(certificate: Certificate): string {
  const { servers, claims, covers, inputs, ...head } = certificate
  const lines = (items: readonly unknown[]): string => items.map((item) => `\n    ${jsonLine(item)}`).join(',')
  const fields = Object.entries(head).map(([key, value]) => `  ${jsonLine(key)}: ${jsonLine(value)},\n`)
  return `{\n${fields.join('')}  "inputs": [${lines(inputs)}\n  ],\n  "servers": [${lines(servers)}\n  ],\n  "claims": [${lines(claims)}\n  ],\n  "covers": [${lines(covers)}\n  ]\n}\n`
}
