// Running other programs from Node, so that no script needs a shell (Linux, macOS and Windows alike).
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..')

/** Runs Node with the given arguments in the project's root; returns its exit status. */
export function node(args, options = {}) {
  const result = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit', ...options })
  if (result.error) throw result.error
  return result.status ?? 1
}

/** Runs a package's command by its script file, so that no platform-specific wrapper is needed. */
export function packageScript(packageName, binName = packageName) {
  const folder = path.join(root, 'node_modules', packageName)
  const { bin } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'))
  return path.join(folder, typeof bin === 'string' ? bin : bin[binName])
}

/** Installs the locked dependencies when they are missing or older than the lock file. */
export function installIfMissing() {
  const installedLock = path.join(root, 'node_modules', '.package-lock.json')
  if (existsSync(installedLock) && sameDependencies(installedLock)) return
  process.stderr.write('installing the locked dependencies …\n')
  const npm = process.env.npm_execpath
  const result = npm?.endsWith('.js')
    ? spawnSync(process.execPath, [npm, 'ci', '--no-audit', '--no-fund'], { cwd: root, stdio: ['ignore', 2, 2] })
    : spawnSync('npm', ['ci', '--no-audit', '--no-fund'], {
        cwd: root,
        stdio: ['ignore', 2, 2],
        shell: process.platform === 'win32',
      })
  if (result.error) throw result.error
  if (result.status !== 0) process.exit(result.status ?? 1)
}

function sameDependencies(installedLock) {
  const wanted = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8')).packages
  const installed = JSON.parse(readFileSync(installedLock, 'utf8')).packages
  return Object.entries(wanted).every(
    ([place, entry]) => place === '' || entry.optional === true || installed[place]?.version === entry.version,
  )
}
