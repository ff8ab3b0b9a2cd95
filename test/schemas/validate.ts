import { readFileSync } from 'node:fs'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'

export type SchemaName =
  | 'analysis-2'
  | 'trace-1'
  | 'rule-1'
  | 'zones-1'
  | 'exposure-1'
  | 'remedy-1'
  | 'certificate-2'
  | 'diff-1'
  | 'lint-1'
  | 'baseline-1'

/**
 * The check of a shipped schema. Shipped, the schemas allow fields that are yet to come; here every object is closed,
 * so that an output with a field that no schema describes fails.
 */
export function validator(name: SchemaName): ValidateFunction {
  const schema: unknown = JSON.parse(readFileSync(`schemas/${name}.schema.json`, 'utf8'))
  return new Ajv2020({ allErrors: true, strict: true, strictRequired: false, strictTypes: false }).compile(
    closed(schema) as object,
  )
}

function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed)
  if (typeof schema !== 'object' || schema === null) return schema
  const inner = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closed(value)]))
  const describesObject = inner['type'] === 'object' && inner['properties'] !== undefined
  return describesObject ? { ...inner, unevaluatedProperties: false } : inner
}
