import { asaDialect } from './asa/asa.ts'
import { csvDialect } from './csv/csv.ts'
import type { Dialect } from './dialect.ts'

/** Every dialect, the more telling one first: of two that are equally sure the first is taken. */
export const DIALECTS: readonly Dialect[] = [asaDialect, csvDialect]
