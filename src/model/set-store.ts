import { AddressSetStore } from './address-set.ts'
import { ServiceSetStore } from './service-set.ts'

/** The sets of one run. All firewalls of a network share one store, so ids and objects compare across them. */
export interface SetStore {
  readonly addresses: AddressSetStore
  readonly services: ServiceSetStore
}

export function createSetStore(): SetStore {
  return { addresses: new AddressSetStore(), services: new ServiceSetStore() }
}
