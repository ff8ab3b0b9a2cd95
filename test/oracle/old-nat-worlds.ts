import fc from 'fast-check'
import { printAsa } from './asa-printer.ts'
import { type AsaWorld, hostAddress, INTERFACES } from './asa-worlds.ts'
import { dotted, type PortRule, placeIn, plainWorld, portRule, protocolWord, type Span } from './nat-worlds.ts'

/** Random configurations of version 8.2 that translate addresses, as plain data and as text; places as in NatWorld. */
export interface OldNatWorld {
  readonly asa: AsaWorld
  readonly natControl: boolean
  /** In the order of the text. */
  readonly statics: readonly Static[]
  /** Per interface the entries of the list of its `nat 0 access-list`; undefined: none. */
  readonly exempt: readonly (readonly Exemption[] | undefined)[]
  readonly dynamics: readonly Dynamic[]
  /** The pools: each lends the address of its interface. */
  readonly globals: readonly { readonly interface: number; readonly id: number }[]
}

/** `static (real,mapped) MAPPED REAL`. Spans of two begin at an even address. */
export interface Static {
  readonly realInterface: number
  readonly mappedInterface: number
  readonly real: Span
  readonly mapped: Span
  /** Only with spans of one. */
  readonly service: PortRule | undefined
}

/** A host or pair of hosts, or a whole network, or everything. */
export type Scope = Span | { readonly network: number } | 'any'

export interface Exemption {
  readonly action: 'permit' | 'deny'
  readonly local: Scope
  readonly remote: Scope
}

/** `nat (interface) id …`; id 0: identity. */
export interface Dynamic {
  readonly interface: number
  readonly id: number
  readonly local: Scope
}

const network = fc.nat(INTERFACES - 1)
const choice = <T>(...values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values)

/** Aligned, so that a mask says it. */
const spanOf = (net: number, firsts: readonly number[]): fc.Arbitrary<Span> =>
  fc
    .tuple(choice(...firsts), choice(1, 1, 2))
    .map(([first, count]) => ({ network: net, first: count === 2 ? first - (first % 2) : first, count }))

const scopeOf = (net: number): fc.Arbitrary<Scope> =>
  fc.oneof(spanOf(net, [0, 1, 2, 3]), fc.constant<Scope>({ network: net }), fc.constant<Scope>('any'))

const staticRule: fc.Arbitrary<Static> = fc
  .record({
    from: choice(0, 0, 0, 1, 2),
    step: choice(1, 2),
    first: choice(0, 1, 2, 3),
    count: choice(1, 1, 2),
    shown: choice(4, 5, 6, 7, 4, 5, 6, 7, 0),
    identity: choice(false, false, false, true),
    service: fc.option(portRule, { nil: undefined, freq: 1 }),
  })
  .map(({ from, step, first, count, shown, identity, service }) => {
    const to = (from + step) % INTERFACES
    const even = (n: number): number => (count === 2 ? n - (n % 2) : n)
    const real = { network: from, first: even(first), count }
    const mapped = identity ? real : { network: to, first: even(shown), count }
    return { realInterface: from, mappedInterface: to, real, mapped, service: count === 1 ? service : undefined }
  })

const exemption = (net: number): fc.Arbitrary<Exemption> =>
  fc.record({
    action: choice<'permit' | 'deny'>('permit', 'permit', 'permit', 'deny'),
    local: scopeOf(net),
    remote: network.chain(scopeOf),
  })

const dynamicRule: fc.Arbitrary<Dynamic> = fc
  .tuple(choice(0, 0, 0, 1, 2), choice(0, 1, 1, 2))
  .chain(([net, id]) => scopeOf(net).map((local) => ({ interface: net, id, local })))

export const oldNatWorld: fc.Arbitrary<OldNatWorld> = fc
  .record({
    asa: plainWorld,
    natControl: fc.boolean(),
    statics: fc.array(staticRule, { maxLength: 4 }),
    exempt: fc.tuple(
      ...[0, 1, 2].map((net) =>
        fc.option(fc.array(exemption(net), { minLength: 1, maxLength: 2 }), { nil: undefined, freq: 1 }),
      ),
    ),
    dynamics: fc.array(dynamicRule, { maxLength: 3 }),
    globals: fc.uniqueArray(fc.record({ interface: network, id: choice(1, 2) }), {
      maxLength: 3,
      selector: (pool) => `${pool.interface} ${pool.id}`,
    }),
  })
  .map((drawn) => ({
    ...drawn,
    // Global lists came with 8.3.
    asa: { ...drawn.asa, globalList: undefined },
    statics: drawn.statics.filter((rule, i) => !drawn.statics.slice(0, i).some((other) => collide(rule, other))),
    dynamics: drawn.dynamics.filter(
      (rule, i) =>
        !drawn.dynamics
          .slice(0, i)
          .some((other) => other.interface === rule.interface && printScope(other.local) === printScope(rule.local)),
    ),
  }))

/** Whether the device refuses the two: they map one host twice, or two hosts to one address, of one interface. */
function collide(a: Static, b: Static): boolean {
  if (a.mappedInterface !== b.mappedInterface) return false
  const [one, other] = [a.service, b.service]
  const apart = (port: 'real' | 'mapped'): boolean =>
    one !== undefined && other !== undefined && (one.protocol !== other.protocol || one[port] !== other[port])
  return (overlap(a.mapped, b.mapped) && !apart('mapped')) || (overlap(a.real, b.real) && !apart('real'))
}

function overlap(a: Span, b: Span): boolean {
  return a.network === b.network && a.first < b.first + b.count && b.first < a.first + a.count
}

/** Every host, and every address that a static maps one to. */
export function oldPlacesOf({ statics }: OldNatWorld): readonly number[] {
  const places = new Set(Array.from({ length: 4 * INTERFACES }, (_, h) => h))
  for (const { mapped } of statics) for (let i = 0; i < mapped.count; i++) places.add(placeIn(mapped, i))
  return [...places].sort((a, b) => a - b)
}

/** The world as a running configuration of version 8.2. */
export function printOldNat(world: OldNatWorld): string {
  const lines = [
    ...(world.natControl ? ['nat-control'] : ['no nat-control']),
    ...world.exempt.flatMap((entries, i) => [
      ...(entries ?? []).map(
        ({ action, local, remote }) =>
          `access-list X${i} extended ${action} ip ${printScope(local)} ${printScope(remote)}`,
      ),
      ...(entries === undefined ? [] : [`nat (if${i}) 0 access-list X${i}`]),
    ]),
    ...world.globals.map(({ interface: i, id }) => `global (if${i}) ${id} interface`),
    ...world.dynamics.map(({ interface: i, id, local }) => `nat (if${i}) ${id} ${printMasked(local)}`),
    ...world.statics.map(printStatic),
  ]
  return printAsa(world.asa)
    .replace('ASA Version 9.12(4)', 'ASA Version 8.2(5)')
    .replace(': end\n', `${lines.map((line) => `${line}\n`).join('')}: end\n`)
}

function printStatic({ realInterface, mappedInterface, real, mapped, service }: Static): string {
  const ends =
    service === undefined
      ? `${start(mapped)} ${start(real)}`
      : `${protocolWord(service)} ${start(mapped)} ${service.mapped} ${start(real)} ${service.real}`
  return `static (if${realInterface},if${mappedInterface}) ${ends} netmask ${maskOf(real)}`
}

const start = (span: Span): string => dotted(hostAddress(placeIn(span, 0)))
const maskOf = ({ count }: Span): string => (count === 1 ? '255.255.255.255' : '255.255.255.254')

function printMasked(scope: Scope): string {
  if (scope === 'any') return '0.0.0.0 0.0.0.0'
  return 'first' in scope ? `${start(scope)} ${maskOf(scope)}` : `10.0.${scope.network}.0 255.255.255.0`
}

function printScope(scope: Scope): string {
  if (scope === 'any') return 'any'
  return 'first' in scope && scope.count === 1 ? `host ${start(scope)}` : printMasked(scope)
}
