import type { AsaInterface } from '../config.ts'
import { MODELLED, type Outcome, type Reading } from './block.ts'

/** An interface as it is before any line says more. */
export function newInterface(hardware: string, line: number): AsaInterface {
  return { hardware, line, shutdown: false, managementOnly: false, addresses: [], dynamicAddress: false }
}

/**
 * PIX up to 6.3 and early FWSM write one line per property, with the name of the interface in it:
 * `nameif ethernet0 outside security0`, `ip address outside A MASK`. Whether the line is one of these.
 */
export function isPix6Line(reading: Reading, words: readonly string[]): boolean {
  if (words[0] === 'nameif') return /^security\d+$/i.test(words[3] ?? '')
  if (words[0] !== 'ip' || words[1] !== 'address') return false
  return reading.config.interfaces.some(({ nameif }) => nameif !== undefined && nameif === words[2])
}

const MEDIA = /^(?:auto|aui|bnc|shutdown|10\w*|vlan\d+)$/i

/** `interface ethernet0 auto [shutdown]`, `interface ethernet1 vlan30 logical`: whether it is in this form. */
export function readPix6Interface(reading: Reading, line: number, words: readonly string[]): boolean {
  const [, hardware = '', media = '', kind] = words
  if (!MEDIA.test(media)) return false
  const { interfaces } = reading.config
  const isLogical = kind === 'logical' || kind === 'physical'
  const name = isLogical ? media : hardware
  const target = interfaces.find((one) => one.hardware === name) ?? newInterface(name, line)
  if (!interfaces.includes(target)) interfaces.push(target)
  if (words.at(-1) === 'shutdown') target.shutdown = true
  return true
}

export function readPix6Nameif(reading: Reading, line: number, words: readonly string[]): Outcome {
  const [, hardware = '', nameif = '', security = ''] = words
  const level = /^security(\d{1,3})$/i.exec(security)?.[1]
  if (level === undefined || Number(level) > 100)
    return { notUnderstood: '`nameif HARDWARE NAME securityNUMBER` is expected' }
  reading.config.pix6Line ??= line
  const { interfaces } = reading.config
  let target = interfaces.find((one) => one.hardware.toLowerCase() === hardware.toLowerCase())
  if (target === undefined) {
    target = newInterface(hardware, line)
    interfaces.push(target)
  }
  target.nameif = nameif
  target.level = Number(level)
  return MODELLED
}

export function readPix6Address(reading: Reading, line: number, words: readonly string[]): Outcome {
  const target = reading.config.interfaces.find(({ nameif }) => nameif !== undefined && nameif === words[2])
  const [, , , address = '', mask = ''] = words
  if (target === undefined) return { notUnderstood: `no interface is called \`${words[2] ?? ''}\`` }
  if (address === 'dhcp' || address === 'pppoe') target.dynamicAddress = true
  else target.addresses.push({ own: true, text: address, mask, line })
  return MODELLED
}

/** `failover ip address outside A`: the address of the other unit. */
export function readFailover(reading: Reading, line: number, words: readonly string[]): Outcome {
  const [, ip, word, name, address] = words
  const target = reading.config.interfaces.find(({ nameif }) => nameif !== undefined && nameif === name)
  if (ip !== 'ip' || word !== 'address' || target === undefined || address === undefined) return 'irrelevant'
  target.addresses.push({ own: false, text: address, mask: '', line })
  return MODELLED
}
