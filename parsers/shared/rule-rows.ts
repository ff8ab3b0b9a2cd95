import { isNoAddress } from '../../src/model/address-set.ts'
import type { Action, NewRule } from '../../src/model/rule-table.ts'
import type { SetStore } from '../../src/model/set-store.ts'
import type { AddressExtent, ServiceExtent } from './extent.ts'

/** A rule as far as its text settles it. */
export interface OpenRule {
  readonly action: Action
  readonly source: AddressExtent
  readonly destination: AddressExtent
  readonly service: ServiceExtent
  /** Conditions beside the packet: user, schedule, application … The rule matches some unknown part of the rest. */
  readonly conditions: readonly string[]
  /** What settles the conditions, as far as they do not say it. */
  readonly basis?: string
}

/** The rows of a rule: first its settled part, then, where something is open, all that it may match. */
export function rowsOf(rule: OpenRule, line: number, deviceLine: number, sets: SetStore): NewRule[] {
  const { action, source, destination, service, conditions } = rule
  const reasons = [...new Set([...conditions, ...source.reasons, ...destination.reasons, ...service.reasons])]
  const row = (part: 'sure' | 'most', uncertain?: string): NewRule[] => {
    const [from, to, what] = [source[part], destination[part], service[part]]
    if (isNoAddress(from) || isNoAddress(to) || what === sets.services.none) return []
    return [
      {
        action,
        source: sets.addresses.intern(from),
        destination: sets.addresses.intern(to),
        service: sets.services.idOf(what),
        line,
        deviceLine,
        ...(uncertain === undefined ? {} : { uncertain, ...basisOf(rule, reasons) }),
      },
    ]
  }
  if (reasons.length === 0) return row('sure')
  const settledPart = conditions.length === 0 && action !== 'unknown' ? row('sure') : []
  return [...settledPart, ...row('most', reasons.join('; '))]
}

/** What settles the rule, with which of the reasons is about which end: a name that is not known as source is another question as destination. */
function basisOf({ source, destination, service, basis }: OpenRule, reasons: readonly string[]): { basis?: string } {
  const ends = [source, destination, service].map((end) => end.reasons.map((reason) => reasons.indexOf(reason)).join())
  const parts = [basis, ends.join(' ').trim() === '' ? undefined : ends.join(' ')].filter((part) => part !== undefined)
  return parts.length === 0 ? {} : { basis: parts.join('\n') }
}
