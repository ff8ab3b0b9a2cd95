import type { CsvService, CsvSide, CsvWorld, CsvWorldRule } from './csv-worlds.ts'

type Match = 'yes' | 'no' | 'maybe'
type Point = readonly [number, number, number]

/** What may become of a packet between two zones, whatever the names and users that nobody knows turn out to be. */
export function csvFate(
  world: CsvWorld,
  zones: readonly [string, string],
  source: number,
  destination: number,
  point: Point,
): { mayPass: boolean; mayFail: boolean } {
  const outcomes = new Set<string>()
  for (const rule of inOrder(world)) {
    const match = matchRule(world, rule, zones, source, destination, point)
    if (match === 'no') continue
    outcomes.add(rule.action)
    if (match === 'yes') return fate(outcomes)
  }
  for (const end of world.otherwise === undefined ? ['permit', 'deny'] : [world.otherwise]) outcomes.add(end)
  return fate(outcomes)
}

function fate(outcomes: ReadonlySet<string>): { mayPass: boolean; mayFail: boolean } {
  return { mayPass: outcomes.has('permit'), mayFail: outcomes.has('deny') }
}

function inOrder({ rules, order }: CsvWorld): readonly CsvWorldRule[] {
  if (order === 'priority') return rules.toSorted((a, b) => a.priority - b.priority)
  if (order === 'rows') return rules
  return [...rules.filter(({ action }) => action === 'deny'), ...rules.filter(({ action }) => action === 'permit')]
}

function matchRule(
  world: CsvWorld,
  rule: CsvWorldRule,
  [from, to]: readonly [string, string],
  source: number,
  destination: number,
  point: Point,
): Match {
  if (rule.disabled) return 'no'
  if (rule.sourceZones.length > 0 && !rule.sourceZones.includes(from)) return 'no'
  if (rule.destinationZones.length > 0 && !rule.destinationZones.includes(to)) return 'no'
  if (!rule.services.some((service) => serves(service, point))) return 'no'
  const parts = [matchSide(world, rule.source, source), matchSide(world, rule.destination, destination)]
  if (parts.includes('no')) return 'no'
  return rule.condition || parts.includes('maybe') ? 'maybe' : 'yes'
}

function matchSide(world: CsvWorld, side: CsvSide, host: number): Match {
  const plain: Match =
    side.values.length === 0
      ? 'yes'
      : or(
          side.values.map((value) => {
            if (value.kind === 'host') return value.host === host ? 'yes' : 'no'
            return value.kind === 'group' ? matchGroup(world, value.group, host) : 'maybe'
          }),
        )
  if (!side.negated || plain === 'maybe') return plain
  return plain === 'yes' ? 'no' : 'yes'
}

function matchGroup(world: CsvWorld, g: number, host: number): Match {
  const { hosts, unknown } = world.groups[g]!
  const nested: Match = g === 1 ? matchGroup(world, 0, host) : 'no'
  return or([hosts.includes(host) ? 'yes' : 'no', nested, unknown ? 'maybe' : 'no'])
}

function or(matches: readonly Match[]): Match {
  if (matches.includes('yes')) return 'yes'
  return matches.includes('maybe') ? 'maybe' : 'no'
}

function serves(service: CsvService, [protocol, port]: Point): boolean {
  if (service.kind === 'any') return true
  if (service.kind === 'icmp') return protocol === 1
  return protocol === service.protocol && service.first <= port && port <= service.last
}
