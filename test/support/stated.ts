import { prefixOf } from '../../src/model/address.ts'
import type { StatedNetwork } from '../../src/model/network.ts'

/** A zone of a hand-made network holds whatever is put into it, as if the project stated both halves of every address. */
export const STATED: readonly StatedNetwork[] = [
  prefixOf(0, 1),
  prefixOf(2 ** 31, 1),
  prefixOf(0n, 1),
  prefixOf(1n << 127n, 1),
].map((prefix) => ({ prefix, file: 'emmental.yaml', line: 1 }))
