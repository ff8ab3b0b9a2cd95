import type { Passage } from '../../src/model/firewall.ts'
import type { Packet } from '../../src/model/packet.ts'
import type { SetStore } from '../../src/model/set-store.ts'
import { type Decision, decideSteps } from '../../src/reach/first-match.ts'
import type { Reading } from '../../src/reach/reading.ts'

/** A packet's fate on one firewall, every stage counted. */
export function decidePassage(passage: Passage, packet: Packet, sets: SetStore, reading: Reading): Decision {
  return decideSteps(
    passage.map((stage) => ({ stage, packet })),
    sets,
    reading,
  )
}
