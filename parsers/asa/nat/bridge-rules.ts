import { type AsaConfig, bridgePorts } from '../config.ts'
import type { Unread } from '../doubt-context.ts'
import type { NatRule } from './nat-rule.ts'

/**
 * Translation names the ports of a bridge, while hosts are told by the bridge alone. What is said alike of every port holds
 * for the bridge; what is said of some is left open, as it is not known by which port a host is reached.
 */
export function withBridges(
  rules: readonly NatRule[],
  config: AsaConfig,
): { readonly rules: readonly NatRule[]; readonly open: readonly Unread[] } {
  let all = rules
  const open: Unread[] = []
  for (const bridge of config.interfaces) {
    const ports = bridgePorts(bridge, config).map(({ nameif }) => nameif)
    const { nameif } = bridge
    if (nameif === undefined || ports.length === 0) continue
    for (const side of ['realInterface', 'mappedInterface'] as const) {
      const alike = new Map<string, NatRule[]>()
      for (const rule of all) {
        if (!ports.includes(rule[side])) continue
        const key = keyOf(rule, side)
        alike.set(key, [...(alike.get(key) ?? []), rule])
      }
      const first = new Set<NatRule>()
      for (const some of alike.values()) {
        if (new Set(some.map((rule) => rule[side])).size === ports.length) first.add(some[0]!)
        else open.push(...some.map((rule) => partial({ ...rule, [side]: nameif })))
      }
      all = all.flatMap((rule) => (first.has(rule) ? [{ ...rule, [side]: nameif }, rule] : [rule]))
    }
  }
  return { rules: all, open }
}

function partial({ line, realInterface, mappedInterface }: NatRule): Unread {
  const reason = 'it names one port of a bridge, and by which port the packet passes is not in the text'
  return { line, reason, interfaces: [realInterface, mappedInterface] }
}

/** What a statement says but for its line and the port that it names. */
function keyOf(rule: NatRule, side: 'realInterface' | 'mappedInterface'): string {
  const told = { ...rule, line: 0, [side]: '' }
  return JSON.stringify(told, (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value))
}
