import { type Address, type Family, familyOf, prefixBounds } from '../../model/address.ts'
import {
  type AddressRanges,
  type AddressSetId,
  addressRange,
  hasAddress,
  NO_ADDRESS,
  subtractAddresses,
  unionOfAddresses,
} from '../../model/address-set.ts'
import type { Network, Server } from '../../model/network.ts'
import { TCP } from '../../model/protocol.ts'
import { setOn } from '../../reach/host-index.ts'
import { addressesOfFirewalls, addressesOfZones } from '../zone-places.ts'

/** How far from the address of a neighbour a free one is looked for. */
const STEPS_MAX = 65536
const HTTPS = 443

/**
 * Addresses that nobody has, as far as the input tells: no server and no firewall, none that a rule names by itself, none
 * that is translated to another, and neither the first nor the last of a network. Each is given away once.
 */
export class FreeAddresses {
  readonly #network: Network
  readonly #held: ReadonlyMap<string, AddressRanges>
  #taken: AddressRanges

  constructor(network: Network) {
    this.#network = network
    this.#held = addressesOfZones(network)
    const used = network.servers.flatMap(({ addresses }) =>
      addresses.map(({ address }) => addressRange(address, address)),
    )
    this.#taken = unionOfAddresses([
      addressesOfFirewalls(network),
      ...used,
      ...endsOfNetworks(network),
      ...namedByRules(network),
    ])
  }

  /** The first free address behind that of a neighbour in the zone; undefined if there is none. */
  near(family: Family, neighbours: readonly Server[], zone: string): Address | undefined {
    const free = subtractAddresses(this.#held.get(zone) ?? NO_ADDRESS, this.#taken)
    for (const { addresses } of neighbours) {
      for (const { address, zone: own } of addresses) {
        if (own !== zone || familyOf(address) !== family) continue
        const found = this.#behind(free, address)
        if (found === undefined) continue
        this.#taken = unionOfAddresses([this.#taken, addressRange(found, found)])
        return found
      }
    }
    return undefined
  }

  #behind(free: AddressRanges, address: Address): Address | undefined {
    for (let step = 1; step < STEPS_MAX; step++) {
      const candidate = typeof address === 'bigint' ? address + BigInt(step) : address + step
      if (!hasAddress(free, candidate)) continue
      // Where the text does not tell the networks, those of 256 addresses are the usual ones.
      if (typeof candidate === 'number' && (candidate % 256 === 0 || candidate % 256 === 255)) continue
      if (!this.#isTranslated(candidate)) return candidate
    }
    return undefined
  }

  #isTranslated(destination: Address): boolean {
    const packet = {
      protocol: TCP,
      source: typeof destination === 'bigint' ? destination - 1n : destination - 1,
      destination,
      sourceField: 50000,
      destinationField: HTTPS,
    }
    return this.#network.attachments.some(({ firewall }) =>
      firewall.interfaces.some(({ name }) => firewall.redirect?.(name, packet) !== undefined),
    )
  }
}

/** The first and the last address of every IPv4 network that the text or the project names. */
function endsOfNetworks({ zones, attachments }: Network): AddressRanges[] {
  const networks = [
    ...zones.flatMap((zone) => zone.networks),
    ...attachments.flatMap(({ firewall }) => firewall.interfaces.flatMap((one) => one.networks)),
  ]
  return networks
    .filter(({ address, length }) => familyOf(address) === 4 && length < 31)
    .flatMap((prefix) => prefixBounds(prefix).map((end) => addressRange(end, end)))
}

/** Single addresses in rules: somebody has them, even if no list of servers says who. */
function namedByRules({ attachments, sets }: Network): AddressRanges[] {
  const ids = new Set<AddressSetId>()
  for (const { firewall } of attachments) {
    for (const table of firewall.tables) {
      for (let row = 0; row < table.rowCount; row++) {
        ids.add(setOn(table, row, 'source')).add(setOn(table, row, 'destination'))
      }
    }
  }
  return [...ids].map((id): AddressRanges => {
    if (sets.addresses.isPrefix4(id)) {
      const first = sets.addresses.firstOfPrefix(id)
      return first === sets.addresses.lastOfPrefix(id) ? addressRange(first, first) : NO_ADDRESS
    }
    const { v4, v6 } = sets.addresses.get(id)
    return { v4: singles(v4), v6: singles(v6) }
  })
}

/** The pairs of flat ranges whose ends are the same. */
function singles<T>(flat: readonly T[]): T[] {
  return flat.filter((end, i) => end === flat[i % 2 === 0 ? i + 1 : i - 1])
}
