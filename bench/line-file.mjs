import { closeSync, openSync, renameSync, writeSync } from 'node:fs'

const CHUNK_LINES = 20_000

/** A text file that is written line by line and gets its name last, so that an interrupted run leaves nothing half done. */
export class LineFile {
  #path
  #file
  #pending = []

  constructor(path) {
    this.#path = path
    this.#file = openSync(`${path}.part`, 'w')
  }

  line(text) {
    this.#pending.push(text)
    if (this.#pending.length === CHUNK_LINES) this.#flush()
  }

  close() {
    this.#flush()
    closeSync(this.#file)
    renameSync(`${this.#path}.part`, this.#path)
  }

  #flush() {
    if (this.#pending.length > 0) writeSync(this.#file, `${this.#pending.join('\n')}\n`)
    this.#pending = []
  }
}
