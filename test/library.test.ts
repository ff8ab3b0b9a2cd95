import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import vm from 'node:vm'
import { build } from 'esbuild'
import ts from 'typescript'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { analyze, diff, type MemoryFile, memoryFiles, render } from '../src/index.ts'
import { runCli } from './cli/run-cli.ts'

const ROOT = path.join(import.meta.dirname, '..')

/** Everything below some folders, as a page would hold it. */
function filesBelow(...folders: readonly string[]): Map<string, MemoryFile> {
  const names = folders.flatMap((folder) =>
    readdirSync(path.join(ROOT, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.relative(ROOT, path.join(entry.parentPath, entry.name)).split(path.sep).join('/')),
  )
  return new Map(
    names.map((name) => {
      const bytes = new Uint8Array(readFileSync(path.join(ROOT, name)))
      return [name, { bytes, sha256: createHash('sha256').update(bytes).digest('hex') }]
    }),
  )
}

const SAMPLES = ['contoso', 'csv', 'internal'] as const
const LOOK = { colour: false, ascii: false, columns: 80, verbose: false, inputWords: [] }

describe('the library', () => {
  test.each(SAMPLES)('says of samples/%s what the command says', async (sample) => {
    const folder = `samples/${sample}`
    const analysis = analyze(memoryFiles(filesBelow(folder)), [folder])
    const json = [...(await render('analysis', analysis, 'json', LOOK))].join('')
    const { stdout } = await runCli(['analyze', folder, '--format', 'json'], { cwd: ROOT, version: analysis.version })
    expect(json).toBe(stdout)
  })

  test('tells what a change does', async () => {
    const [before, after] = ['samples/contoso', 'samples/contoso-mended']
    const impact = diff(memoryFiles(filesBelow(before, after)), before, after)
    expect(impact.verdicts.length).toBeGreaterThan(0)
    expect([...(await render('diff', impact, 'markdown', LOOK))].join('')).toMatch(/^## Emmental: /)
  })

  test('says of a change of rule tables what the command says', async () => {
    const folder = 'samples/csv'
    const impact = diff(memoryFiles(filesBelow(folder)), folder, folder)
    const json = [...(await render('diff', impact, 'json', LOOK))].join('')
    const words = ['diff', folder, folder, '--format', 'json']
    expect(json).toBe((await runCli(words, { cwd: ROOT, version: impact.version })).stdout)
  })

  test('refuses what the command refuses', () => {
    expect(() => analyze(memoryFiles(new Map()), ['fw.cfg'])).toThrow('no server list is given')
    expect(() => analyze(memoryFiles(new Map()), ['fw.cfg'], { servers: 's.csv' })).toThrow('`fw.cfg` cannot be read')
  })
})

describe('the package', () => {
  let folder = ''
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'emmental-library-'))
    mkdirSync(path.join(folder, 'node_modules'))
    symlinkSync(ROOT, path.join(folder, 'node_modules/emmental'), 'junction')
    const net = (name: string, level: number, address: string): string =>
      `interface GigabitEthernet0/${level}\n nameif ${name}\n security-level ${level}\n ip address ${address} 255.255.255.0\n`
    const rules = 'access-list D extended permit ip any any\naccess-group D in interface dmz\n'
    const config = `ASA Version 9.12(4)\n${net('dmz', 50, '192.168.10.1')}${net('inside', 100, '10.1.0.1')}${rules}`
    writeFileSync(path.join(folder, 'fw.cfg'), config)
    writeFileSync(path.join(folder, 'servers.csv'), 'name,address,roles\nCAS1,192.168.10.11,CAS\nDC1,10.1.0.10,DC\n')
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const program = /```js\n([\s\S]*?)```/.exec(readFileSync(path.join(ROOT, 'docs/library.md'), 'utf8'))?.[1] ?? ''

  test('the program of the docs runs', () => {
    writeFileSync(path.join(folder, 'program.mjs'), program)
    const { stdout, stderr } = spawnSync(process.execPath, ['program.mjs'], { cwd: folder, encoding: 'utf8' })
    expect(stderr).toBe('')
    expect(stdout).toMatch(/^internal \[/)
    expect(stdout).toContain('INTERNAL: the one Client Access server')
  })

  test('its types hold the program', () => {
    const file = path.join(folder, 'program.mts')
    const typed = program.replace('(bytes) =>', '(bytes: Uint8Array) =>')
    writeFileSync(file, `${typed}\nconst wrong: number = analysis.verdict\n`)
    const options: ts.CompilerOptions = {
      noEmit: true,
      strict: true,
      target: ts.ScriptTarget.ES2023,
      module: ts.ModuleKind.NodeNext,
      moduleResolution: ts.ModuleResolutionKind.NodeNext,
      types: ['node'],
      typeRoots: [path.join(ROOT, 'node_modules/@types')],
      preserveSymlinks: true,
    }
    const said = ts
      .getPreEmitDiagnostics(ts.createProgram([file], options))
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))
    expect(said).toHaveLength(1)
    expect(said[0]).toContain("is not assignable to type 'number'")
  })
})

describe('without Node', () => {
  let script = ''
  beforeAll(async () => {
    const { outputFiles } = await build({
      entryPoints: [path.join(ROOT, 'src/index.ts')],
      bundle: true,
      write: false,
      format: 'iife',
      globalName: 'emmental',
      platform: 'browser',
      target: 'es2022',
      // The editions for browsers: the others ask for Node's own modules.
      alias: {
        yaml: path.join(ROOT, 'node_modules/yaml/browser/index.js'),
        'csv-parse/sync': path.join(ROOT, 'node_modules/csv-parse/dist/esm/sync.js'),
      },
      logLevel: 'silent',
    })
    script = outputFiles[0]?.text ?? ''
  })

  test.each(SAMPLES)('samples/%s gives the same analysis', (sample) => {
    const folder = `samples/${sample}`
    const files = filesBelow(folder)
    const page = vm.createContext({ TextDecoder, TextEncoder, files, folder })
    // Data crosses as text: objects of the two worlds have different prototypes.
    const said = vm.runInContext(
      `${script}\nJSON.stringify(emmental.analyze(emmental.memoryFiles(files), [folder]))`,
      page,
    ) as string
    expect(JSON.parse(said)).toEqual(JSON.parse(JSON.stringify(analyze(memoryFiles(files), [folder]))))
  })
})
