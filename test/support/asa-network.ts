import { asaDialect } from '../../parsers/asa/asa.ts'
import type { Network } from '../../src/model/network.ts'
import type { SetStore } from '../../src/model/set-store.ts'
import { SourceText } from '../../src/source/source-text.ts'

/** The network of one configuration at a moment, without servers: a zone for each interface. Throws if the text is refused. */
export function asaNetwork(text: string, sets: SetStore, at?: string): Network {
  const source = new SourceText('world.cfg', new TextEncoder().encode(text))
  const file = { source, encoding: 'utf-8' as const }
  const { firewalls, diagnostics } = asaDialect.parse({
    name: 'fw',
    file,
    definitions: [],
    sets,
    mapping: {},
    ...(at === undefined ? {} : { at }),
  })
  const [firewall] = firewalls
  const refused = diagnostics.find(({ severity }) => severity === 'error')
  if (firewall === undefined || refused !== undefined) throw new Error(refused?.message ?? 'no firewall')
  const { interfaces } = firewall
  return {
    sets,
    zones: interfaces.map(({ name, networks }) => ({ name, networks, catchAll: false })),
    servers: [],
    attachments: [{ firewall, interfacesByZone: new Map(interfaces.map(({ name }) => [name, [name]])) }],
    paths: [],
  }
}

/** The text without one of the lines that decide or translate. */
export function edited(text: string, n: number): string {
  const lines = text.split('\n')
  const deciding = lines.flatMap((line, i) =>
    /^ ?(?:nat|static|global|access-list|access-group)\b/.test(line) ? [i] : [],
  )
  const gone = deciding[n % Math.max(deciding.length, 1)]
  return lines.filter((_, i) => i !== gone).join('\n')
}
