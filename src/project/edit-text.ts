import type { Dialect, DialectInput } from '../../parsers/dialect.ts'
import type { Firewall } from '../model/firewall.ts'
import type { EditText } from '../model/permits-in-front.ts'
import { SourceText } from '../source/source-text.ts'

/** What edits the text that firewalls were read from, and reads it again. */
export function editorOf(dialect: Dialect, input: DialectInput, firewalls: readonly Firewall[]): EditText {
  return (firewall, edits) => {
    const lines = dialect.propose?.(firewall, edits)
    if (lines === undefined) return undefined
    const target = { name: input.name, ...(firewalls.length > 1 ? { device: firewall.name } : {}) }
    const script = new SourceText('proposal', new TextEncoder().encode(`${lines.join('\n')}\n`))
    const { source, diagnostics } = dialect.change(input.file.source, script, target)
    const refused = diagnostics.find(({ severity }) => severity === 'error')
    if (refused !== undefined) return `${refused.message}${refused.found === undefined ? '' : `: ${refused.found}`}`
    const read = dialect.parse({ ...input, file: { ...input.file, source } })
    const wrong = read.diagnostics.find(({ severity }) => severity === 'error')
    if (wrong !== undefined) return wrong.message
    const changed = read.firewalls.find(({ name }) => name === firewall.name)
    return changed === undefined ? 'the firewall is not found in its changed text' : { lines, firewall: changed }
  }
}
