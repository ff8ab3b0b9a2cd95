import type { BaselineSource } from '../analysis/baseline-result.ts'
import type { RuleRef } from '../analysis/result.ts'
import type { InputReader } from '../project/input-reader.ts'
import { InputError } from '../source/diagnostic.ts'
import { type JsonField, JsonFormError, parseJson } from '../source/json-field.ts'
import { EXIT_INPUT } from './exit-code.ts'
import { readJsonInput } from './json-input.ts'

const VERDICTS = ['internal', 'perimeter', 'undetermined'] as const
const STATUSES = ['unrestricted', 'restricted', 'undetermined'] as const

/** Reads an earlier `analyze --format json`. Throws UsageError if there is none, InputError if it is something else. */
export function readBaseline(file: string, reader: InputReader): BaselineSource {
  const text = readJsonInput(file, 'baseline', reader, 'write one with `analyze --format json -o FILE`')
  try {
    return sourceOf(parseJson(text, 'the baseline'))
  } catch (error) {
    if (!(error instanceof JsonFormError)) throw error
    const words = {
      message: error.message,
      expected: 'what `analyze --format json` writes',
      mend: 'write it anew with `analyze --format json -o FILE`',
    }
    throw new InputError(EXIT_INPUT, [{ code: 'baseline/form', severity: 'error', file, ...words }])
  }
}

function sourceOf(root: JsonField): BaselineSource {
  const schema = root.at('schema').text()
  if (schema === 'emmental/analysis/1') {
    throw new JsonFormError(
      'the baseline was written by an earlier version: `schema` is `emmental/analysis/1`, not `emmental/analysis/2`',
    )
  }
  if (schema !== 'emmental/analysis/2') {
    throw new JsonFormError('the file is no analysis of a version that is known: `schema` is not `emmental/analysis/2`')
  }
  return {
    verdict: root.at('verdict').oneOf(VERDICTS),
    servers: root.at('servers').list((server) => ({
      name: server.at('name').text(),
      verdict: server.at('verdict').oneOf(VERDICTS),
      access: server.at('access').list((access) => ({
        direction: access.at('direction').oneOf(['to', 'from']),
        case: access.at('case').number(Number.MAX_SAFE_INTEGER),
        peers: access.at('peers').list((peer) => peer.text()),
      })),
    })),
    cases: root.at('cases').list((one) => ({
      status: one.at('status').oneOf(STATUSES),
      reason: { rules: one.at('reason').at('rules').list(ruleOf) },
    })),
    zones: root.at('zones').list((zone) => ({
      name: zone.at('name').text(),
      verdict: zone.at('verdict').oneOf(VERDICTS),
    })),
    exposure: root.at('exposure').list((exposure) => ({
      fromZone: exposure.at('fromZone').text(),
      server: exposure.at('server').text(),
      ...exposure.optional('servers', (servers) => servers.list((name) => name.text())),
      holes: exposure.at('holes').list((hole) => ({
        id: hole.at('id').text(),
        protocol: hole.at('protocol').oneOf(['tcp', 'udp']),
        certain: hole.at('certain').flag(),
        ports: hole.at('ports').list((pair): [number, number] => {
          const [first = 0, last = 0] = pair.list((port) => port.number(65535))
          return [first, last]
        }),
        rules: hole.at('rules').list(ruleOf),
      })),
    })),
    findings: root.at('findings').list((finding) => ({
      id: finding.at('id').text(),
      message: finding.at('message').text(),
      ...finding.optional('subject', (subject) => subject.text()),
      locations: finding.at('locations').list(ruleOf),
    })),
  }
}

function ruleOf(rule: JsonField): RuleRef {
  return {
    firewall: rule.at('firewall').text(),
    text: rule.at('text').text(),
    ...rule.optional('file', (file) => file.text()),
    ...rule.optional('line', (line) => line.number(Number.MAX_SAFE_INTEGER)),
  }
}
