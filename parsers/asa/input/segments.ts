import type { SourceText } from '../../../src/source/source-text.ts'

/** A command that was typed at the prompt of a device, at its line. */
export interface Prompt {
  readonly line: number
  /** What stands in front of `#`: `fw`, `fw/act`, `fw/ctx1`. */
  readonly host: string
  readonly command: string
  readonly isConfig: boolean
}

/** Lines from first to last, inclusive, of one device; `other` is output that holds no configuration. */
export interface Segment {
  readonly first: number
  last: number
  readonly kind: 'config' | 'other'
}

/** One configuration in the file: a device, or a security context of one. */
export interface Device {
  /** From the prompt, if there is one; the text may name itself by `hostname`. */
  readonly prompt?: string
  readonly segments: Segment[]
}

const CONFIG_COMMAND =
  /^(?:sh(?:o|ow)?\s+(?:run\S*|conf\S*|start\S*|access-l\S*|access-g\S*|object\S*|name\S*)|more\s+\S*(?:config|cfg)|wr\S*\s+t\S*)/i
const OUTPUT_COMMAND = /^(?:sh(?:o|ow)?|more|dir|ping|trace\S*|packet-\S*|debug|test|ver\S*)\b/i

/**
 * Parts a file that holds several outputs or several devices: at prompts of another host, at a further version line, and
 * at another `hostname`. Lists are passed over by their first byte, as there may be a million lines of them.
 */
export function devicesIn(source: SourceText, prompts: readonly Prompt[]): Device[] {
  const devices: Device[] = [{ segments: [{ first: 1, last: 0, kind: 'config' }] }]
  const byPrompt = new Map<string, Device>()
  const promptAt = new Map(prompts.map((prompt) => [prompt.line, prompt]))
  let current = devices[0]!
  let version = false
  let hostname: string | undefined
  const begin = (device: Device, line: number, kind: Segment['kind']): void => {
    current = device
    device.segments.push({ first: line, last: line, kind })
  }
  for (let line = 1; line <= source.lineCount; line++) {
    const prompt = promptAt.get(line)
    if (prompt !== undefined) {
      const name = deviceName(prompt.host)
      let device = byPrompt.get(name)
      if (device === undefined) {
        // What stands in front of the first prompt was copied from the same device.
        const isFirst = byPrompt.size === 0
        device = { prompt: name, segments: isFirst ? current.segments : [] }
        if (isFirst) devices[devices.indexOf(current)] = device
        else {
          devices.push(device)
          version = false
          hostname = undefined
        }
        byPrompt.set(name, device)
      }
      begin(device, line, kindOf(prompt))
      continue
    }
    const segment = current.segments.at(-1)!
    if (segment.kind === 'config' && mayIdentify(source, line)) {
      const text = source.rawLine(line)
      const isVersion = /^(?:ASA|PIX|FWSM|NGFW) Version \d/.test(text)
      const name = /^hostname (\S+)/.exec(text)?.[1]
      if ((isVersion && version) || (name !== undefined && hostname !== undefined && hostname !== name)) {
        const device: Device = { segments: [] }
        devices.push(device)
        version = isVersion
        hostname = name
        begin(device, line, 'config')
        continue
      }
      version ||= isVersion
      hostname = name ?? hostname
    }
    segment.last = line
  }
  return devices
}

/** `fw/act` and `fw/stby` are the units of one device; `fw/ctx1` is a context. */
function deviceName(host: string): string {
  return host.replace(/\/(?:act|stby|standby|active|pri|sec|primary|secondary|master|slave)(?=\/|$)/gi, '')
}

function kindOf({ command, isConfig }: Prompt): Segment['kind'] {
  if (isConfig || CONFIG_COMMAND.test(command)) return 'config'
  return OUTPUT_COMMAND.test(command) ? 'other' : 'config'
}

const CANDIDATES = new Set(['A', 'P', 'F', 'N', 'h'].map((letter) => letter.charCodeAt(0)))

function mayIdentify({ bytes, lineStarts }: SourceText, line: number): boolean {
  return CANDIDATES.has(bytes[lineStarts[line - 1]!] ?? 0)
}
