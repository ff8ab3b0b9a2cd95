import type { Network } from '../model/network.ts'
import { createInquiry } from './access.ts'
import { blastRadii } from './blast-radius.ts'
import type { ExposureMap } from './exposure-result.ts'
import { zoneExposures } from './zone-exposure.ts'

/** What every network can open, by which rules, and how far whoever takes a Client Access server gets. */
export function exposureMap(network: Network, version: string): ExposureMap {
  const inquiry = createInquiry(network, 'any')
  const { exposure, rules } = zoneExposures(inquiry)
  return { schema: 'emmental/exposure/1', version, exposure, rules, taken: blastRadii(inquiry) }
}
