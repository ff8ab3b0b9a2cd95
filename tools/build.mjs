// npm run build: bundles the command and the library into dist/. The command's entry stays tiny and loads the rest when
// it is needed, so that `emmental --version` starts about as fast as Node itself.
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { installIfMissing, root } from './run.mjs'

installIfMissing()
const { build } = await import('esbuild')
const dist = path.join(root, 'dist')
rmSync(dist, { recursive: true, force: true })
await build({
  entryPoints: { emmental: path.join(root, 'src/main.ts'), index: path.join(root, 'src/index.ts') },
  outdir: dist,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  chunkNames: 'part-[hash]',
  legalComments: 'none',
  // The edition of yaml for browsers is the same code as ESM; the other one asks for `require`, which a bundle lacks.
  alias: { yaml: path.join(root, 'node_modules/yaml/browser/index.js') },
  logLevel: 'warning',
})
chmodSync(path.join(dist, 'emmental.js'), 0o755)
await writeTypes(path.join(root, 'src/index.ts'), path.join(dist, 'types'))

/** Writes the types of a file and of all that they name; each file says its own, so no other has to be looked at. */
async function writeTypes(entry, folder) {
  const { default: ts } = await import('typescript')
  const compilerOptions = {
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.NodeNext,
    declaration: true,
    isolatedDeclarations: true,
    allowImportingTsExtensions: true,
    verbatimModuleSyntax: true,
  }
  const files = [entry]
  for (const file of files) {
    const { outputText } = ts.transpileDeclaration(readFileSync(file, 'utf8'), { fileName: file, compilerOptions })
    for (const [, name] of outputText.matchAll(/(?:from|import\()\s*'(\.[^']+\.ts)'/g)) {
      const named = path.resolve(path.dirname(file), name)
      if (!files.includes(named)) files.push(named)
    }
    const target = path.join(folder, path.relative(root, file).replace(/\.ts$/, '.d.ts'))
    mkdirSync(path.dirname(target), { recursive: true })
    writeFileSync(target, outputText.replace(/'(\.[^']+)\.ts'/g, "'$1.js'"))
  }
}
