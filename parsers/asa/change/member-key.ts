import { parseIPv4 } from '../../../src/model/address.ts'
import { icmpType, portNumber, portProtocols, protocolNumber } from '../names/resolve-services.ts'

/** A line of an object or group as a device compares it: ports, protocols and addresses by what they are. */
export function memberKey(
  words: readonly string[],
  type: string,
  nameOf: (alias: string) => string | undefined,
): string {
  const [first = ''] = words
  if (first === 'port-object') {
    const protocols = portProtocols(type.split(' ')[1] ?? '') ?? [6, 17]
    return portsKey(words, (word) => portNumber(protocols, word))
  }
  if (first === 'service-object') {
    const protocols = portProtocols(words[1] ?? '') ?? [6, 17]
    return portsKey(words, (word) => portNumber(protocols, word) ?? protocolNumber(word))
  }
  if (first === 'icmp-object') return `${first} ${icmpType(1, words[1] ?? '') ?? words[1]}`
  if (first === 'protocol-object') return `${first} ${protocolNumber(words[1] ?? '') ?? words[1]}`
  const plain = words.filter((word) => word !== 'host').map((word) => nameOf(word) ?? word)
  const isHost = words.includes('host')
  const addresses = plain.filter((word) => parseIPv4(word) !== undefined)
  return [...plain, ...(isHost && addresses.length === 1 ? ['255.255.255.255'] : [])].join(' ')
}

function portsKey(words: readonly string[], numberOf: (word: string) => number | undefined): string {
  const result: string[] = []
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? ''
    if (word === 'eq') {
      const port = String(numberOf(words[i + 1] ?? '') ?? words[i + 1])
      result.push('range', port, port)
      i++
    } else if (word === 'destination') continue
    else result.push(i === 0 ? word : String(numberOf(word) ?? word))
  }
  return result.join(' ')
}
