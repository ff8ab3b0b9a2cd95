import { zoneMap } from '../analysis/zones.ts'
import { type Command, TARGETS } from './command.ts'
import { reportOnNetwork } from './network-report.ts'
import { PROFILE, profileOf, resultArguments, resultOptions } from './options.ts'

/** `emmental zones`: which addresses of each zone are internal, and which are perimeter. */
export const zonesCommand: Command = {
  name: 'zones',
  describe: 'which addresses of each zone are internal, and which are perimeter',
  usage: ['zones [PROJECT | CONFIG…]'],
  words: TARGETS,
  options: { ...resultOptions('zones'), profile: PROFILE },
  run: (given, streams, version) =>
    reportOnNetwork('zones', resultArguments(given, version), streams, (network) =>
      zoneMap(network, profileOf(given), version),
    ),
}
