import { FINDINGS } from './finding-catalogue.ts'
import type { Finding, RuleRef } from './result.ts'

/** A finding of a kind of the catalogue. Throws RangeError for a kind that it does not hold. */
export function finding(id: string, message: string, subject?: string, locations: readonly RuleRef[] = []): Finding {
  const kind = FINDINGS.get(id)
  if (kind === undefined) throw new RangeError(`no finding is called ${id}`)
  return { id, severity: kind.severity, message, ...(subject === undefined ? {} : { subject }), locations }
}
