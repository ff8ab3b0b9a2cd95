import { exposureMap } from '../analysis/exposure-map.ts'
import { type Command, TARGETS } from './command.ts'
import { reportOnNetwork } from './network-report.ts'
import { resultArguments, resultOptions } from './options.ts'

/** `emmental exposure`: what every network can open to servers, by which rules, and what a taken server reaches. */
export const exposureCommand: Command = {
  name: 'exposure',
  describe: 'what any address of a network can open to servers, and what a taken server reaches',
  usage: ['exposure [PROJECT | CONFIG…]'],
  words: TARGETS,
  options: resultOptions('exposure'),
  run: (given, streams, version) =>
    reportOnNetwork('exposure', resultArguments(given, version), streams, (network) => exposureMap(network, version)),
}
