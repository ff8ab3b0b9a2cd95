import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import ts from 'typescript'

/** A regular expression literal of the product and where it stands. */
export interface Pattern {
  /** `file:line`. */
  readonly place: string
  readonly regexp: RegExp
}

/** Every regular expression literal below the given folders, told by the compiler's own reading of the source. */
export function patternsOf(folders: readonly string[]): Pattern[] {
  return folders.flatMap(filesBelow).flatMap((file) => {
    const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true)
    const found: Pattern[] = []
    const visit = (node: ts.Node): void => {
      if (ts.isRegularExpressionLiteral(node)) {
        const line = source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1
        found.push({ place: `${file}:${line}`, regexp: toRegExp(node.text) })
      }
      ts.forEachChild(node, visit)
    }
    visit(source)
    return found
  })
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .sort()
    .map((name) => path.join(folder, name))
}

function toRegExp(literal: string): RegExp {
  const end = literal.lastIndexOf('/')
  return new RegExp(literal.slice(1, end), literal.slice(end + 1))
}
