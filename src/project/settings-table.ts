import { isSharedSetting } from '../exchange/settings.ts'
import type { Server, ServerSetting } from '../model/network.ts'
import type { SourceText } from '../source/source-text.ts'
import { type Complaints, quoted } from './complaints.ts'
import { isFormattedOutput } from './powershell.ts'
import { readRows } from './read-rows.ts'
import { type Cell, isTypeName, placeOf } from './server-cells.ts'

/**
 * Reads an export of `Get-ClientAccessServer`, `Get-OutlookAnywhere` or a `Get-*VirtualDirectory` cmdlet: the settings that the
 * Client Access servers of a site are to share. What is wrong is complained about.
 */
export function readSettingsTable(
  source: SourceText,
  servers: readonly Server[],
  complaints: Complaints,
): readonly ServerSetting[] {
  const [header, ...body] = readRows(source, complaints)
  if (header === undefined) return []
  const names = header.map(({ text }) => text.toLowerCase())
  const owner = names.includes('autodiscoverserviceinternaluri')
    ? names.indexOf('name')
    : Math.max(names.indexOf('server'), names.indexOf('servername'))
  const shared = header.flatMap(({ text }, index) => (isSharedSetting(text) ? [index] : []))
  if (owner < 0 || shared.length === 0 || isFormattedOutput(header)) {
    complaints.error('settings/no-header', placeOf(source.name, header[0] ?? { text: '', line: 1 }), {
      message: 'the table is no export of client access settings',
      found: quoted(header.map(({ text }) => text).join(',')),
      expected:
        'a column `Server` (or `Name` beside `AutoDiscoverServiceInternalUri`) and settings such as `InternalUrl`',
      mend: 'export with `Get-OwaVirtualDirectory | Export-Csv`, without `Format-Table`',
    })
    return []
  }
  return body.flatMap((cells) => {
    const name = cells[owner]
    if (name === undefined || name.text === '' || name.text.startsWith('#')) return []
    const server = servers.find((one) => isCalled(one, name.text))
    if (server === undefined) {
      complaints.warning('settings/unknown-server', placeOf(source.name, name), {
        message: `no server of the inventory is called ${quoted(name.text)}, so its settings are not compared`,
        mend: 'add the server to the inventory, or leave the row as it is',
      })
      return []
    }
    const service = serviceOf(names, cells, owner)
    return shared.flatMap((index): ServerSetting[] => {
      const cell: Cell = cells[index] ?? { text: '', line: name.line }
      // The export shows a collection as the name of its type; the value is not known then.
      if (isTypeName(cell.text)) return []
      const column = header[index]?.text ?? ''
      return [{ server: server.name, service, name: column, value: cell.text, file: source.name, line: cell.line }]
    })
  })
}

function isCalled({ name }: Server, text: string): boolean {
  const [first = ''] = text.split('.')
  const wanted = name.toLowerCase()
  return wanted === text.toLowerCase() || wanted === first.toLowerCase() || wanted.split('.')[0] === text.toLowerCase()
}

/** `owa (Default Web Site)`; the settings of the server itself are those of Autodiscover. */
function serviceOf(names: readonly string[], cells: readonly Cell[], owner: number): string {
  const name = names.indexOf('name')
  const text = name < 0 || name === owner ? '' : (cells[name]?.text ?? '')
  if (text !== '') return text
  return names.includes('autodiscoverserviceinternaluri') ? 'Autodiscover' : 'Outlook Anywhere'
}
