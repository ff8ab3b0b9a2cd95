import { parseAddress } from '../../../src/model/address.ts'
import type { AsaInterface } from '../config.ts'
import { isUnreadable, keyAt, MODELLED, type Outcome, type Reading, unread, unreadLine } from './block.ts'

/** An interface as it is before any line says more. */
export function newInterface(hardware: string, line: number): AsaInterface {
  return { hardware, line, shutdown: false, managementOnly: false, addresses: [], dynamic: [] }
}

/**
 * PIX up to 6.3 and early FWSM write one line per property, with the name of the interface in it:
 * `nameif ethernet0 outside security0`, `ip address outside A MASK`. Whether the line is one of these.
 */
export function isPix6Line(reading: Reading, words: readonly string[]): boolean {
  if (words[0] === 'nameif') return words.length > 3 || /^security\d+$/i.test(words[3] ?? '')
  if (words[0] !== 'ip' || keyAt(words, 1) !== 'address') return false
  // Behind a name that looks like an address, or like `dhcp`, another address tells that it is a name.
  const place = words[2] ?? ''
  const isNoName = parseAddress(place) !== undefined || /^(?:dhcp|pppoe)$/i.test(place)
  if (isNoName && parseAddress(words[4] ?? '') === undefined) return false
  return reading.config.interfaces.some(({ nameif }) => nameif !== undefined && nameif === place)
}

const MEDIA = /^(?:auto|aui|bnc|shutdown|10\w*|vlan\d+)$/i

/** `interface ethernet0 auto [shutdown]`, `interface ethernet1 vlan30 logical`: whether it is in this form. */
export function readPix6Interface(reading: Reading, line: number, words: readonly string[]): boolean {
  const [, hardware = '', media = '', kind] = words
  if (!MEDIA.test(media)) return false
  const { interfaces } = reading.config
  const isLogical = /^(?:logical|physical)$/i.test(kind ?? '')
  const name = isLogical ? media : hardware
  const target = interfaces.find((one) => one.hardware === name) ?? newInterface(name, line)
  if (!interfaces.includes(target)) interfaces.push(target)
  if (isUnreadable(hardware)) target.unread ??= unreadLine(line, words)
  const options = words.slice(3).map((word) => word.toLowerCase())
  if (media.toLowerCase() === 'shutdown' || options.includes('shutdown')) target.shutdown = true
  if (options.some((word) => !/^(?:shutdown|logical|physical)$/.test(word))) target.unread ??= unreadLine(line, words)
  return true
}

export function readPix6Nameif(reading: Reading, line: number, words: readonly string[]): Outcome {
  const [, hardware = '', nameif = '', security = ''] = words
  const found = /^security(\d{1,3})$/i.exec(security)?.[1]
  const level = found === undefined || Number(found) > 100 ? undefined : Number(found)
  if (words.length < 4) return unread(reading, line, words, '`nameif HARDWARE NAME securityNUMBER` is expected')
  reading.config.pix6Line ??= line
  const { interfaces } = reading.config
  let target = interfaces.find((one) => one.hardware.toLowerCase() === hardware.toLowerCase())
  if (target === undefined) {
    target = newInterface(hardware, line)
    interfaces.push(target)
  }
  target.nameif = nameif
  if (isUnreadable(nameif) || isUnreadable(hardware) || words.length > 4) target.unread ??= unreadLine(line, words)
  if (level === undefined) {
    target.levelUnread = unreadLine(line, words)
    return { notUnderstood: '`securityNUMBER` is expected; what hangs on the level is left open' }
  }
  target.level = level
  return MODELLED
}

export function readPix6Address(reading: Reading, line: number, words: readonly string[]): Outcome {
  const target = reading.config.interfaces.find(({ nameif }) => nameif !== undefined && nameif === words[2])
  const [, , , address = '', mask = ''] = words
  if (target === undefined) {
    reading.config.lost ??= unreadLine(line, words)
    return unread(reading, line, words, `no interface is called \`${words[2] ?? ''}\``)
  }
  if (/^(?:dhcp|pppoe)$/i.test(address))
    target.dynamic.push({ family: 4, setsRoute: words.some((word) => word.toLowerCase() === 'setroute'), line })
  else target.addresses.push({ own: true, text: address, mask, line, family: 4 })
  return MODELLED
}

/** `failover ip address outside A`: the address of the other unit. */
export function readFailover(reading: Reading, line: number, words: readonly string[]): Outcome {
  const [, ip, word, name, address] = words
  const target = reading.config.interfaces.find(({ nameif }) => nameif !== undefined && nameif === name)
  if (ip?.toLowerCase() !== 'ip' || word?.toLowerCase() !== 'address' || target === undefined || address === undefined)
    return 'irrelevant'
  target.addresses.push({ own: false, text: address, mask: '', line, family: 4 })
  return MODELLED
}
