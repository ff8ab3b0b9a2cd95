import { readFileSync } from 'node:fs'

/** The least that a reader of the file must do: take it in as Latin-1 and split it into lines. */
const lines = readFileSync(process.argv[2], 'latin1').split('\n')
console.log(lines.length)
