import { readdirSync } from 'node:fs'
import { root } from './run.mjs'

/** Every file below a folder of the project with the given ending, as paths with forward slashes, sorted. */
export function filesUnder(folder, ending) {
  return readdirSync(`${root}/${folder}`, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => `${entry.parentPath}/${entry.name}`.replaceAll('\\', '/').slice(root.length + 1))
    .sort()
}
