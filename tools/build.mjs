// npm run build: bundles the command into dist/. The entry stays tiny and loads the rest when it is needed, so that
// `emmental --version` starts about as fast as Node itself.
import { chmodSync, rmSync } from 'node:fs'
import path from 'node:path'
import { installIfMissing, root } from './run.mjs'

installIfMissing()
const { build } = await import('esbuild')
const dist = path.join(root, 'dist')
rmSync(dist, { recursive: true, force: true })
await build({
  entryPoints: { emmental: path.join(root, 'src/main.ts') },
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
