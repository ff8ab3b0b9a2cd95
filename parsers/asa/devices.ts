import { LineAccount } from '../../src/model/line-account.ts'
import { redactText } from '../../src/source/redact.ts'
import type { SourceText } from '../../src/source/source-text.ts'
import type { AsaConfig } from './config.ts'
import { cleanPaste } from './input/paste.ts'
import { type Device, devicesIn, type Prompt, type Segment } from './input/segments.ts'
import { readConfig } from './statements/read-config.ts'

/** A device or context of a file, under the name that it has as a firewall. */
export interface NamedDevice {
  readonly name: string
  readonly segments: readonly Segment[]
  readonly config: AsaConfig
}

/** The firewalls of a file, and its text without what a terminal added. */
export interface DevicesOfFile {
  readonly source: SourceText
  readonly prompts: readonly Prompt[]
  readonly devices: readonly NamedDevice[]
}

/** Which firewalls a file holds, under the names that they get where the file is called `name`. */
export function devicesOf(name: string, file: SourceText): DevicesOfFile {
  const { source, prompts } = cleanPaste(file)
  const account = new LineAccount(source, 'asa')
  const read = devicesIn(source, prompts).map((device) => ({
    device,
    config: readConfig(source, device.segments, account),
  }))
  const deciding = read.filter(({ config }) => read.length === 1 || decides(config))
  const names = namesOf(name, deciding)
  const devices = deciding.map(({ device, config }, i) => ({
    name: names[i] ?? name,
    segments: device.segments,
    config,
  }))
  return { source, prompts, devices }
}

/** A device with contexts prints a system configuration, which decides nothing by itself. */
export function decides({ interfaces, lists, captures, inbound }: AsaConfig): boolean {
  return (
    lists.size > 0 || captures.size > 0 || inbound.size > 0 || interfaces.some(({ nameif }) => nameif !== undefined)
  )
}

/** The name that was given, and behind it that of the device or context where the file holds several. */
export function namesOf(
  given: string,
  devices: readonly { readonly device: Device; readonly config: AsaConfig }[],
): string[] {
  if (devices.length === 1) return [given]
  const taken = new Set<string>()
  return devices.map(({ device, config }, i) => {
    const own =
      device.prompt?.includes('/') === true ? device.prompt : (config.hostname ?? device.prompt ?? String(i + 1))
    let name = `${given}/${redactText(own)}`
    for (let n = 2; taken.has(name); n++) name = `${given}/${redactText(own)}#${n}`
    taken.add(name)
    return name
  })
}
