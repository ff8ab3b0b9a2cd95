import { remedyOf } from '../analysis/remedy/remedy.ts'
import { type Command, TARGETS } from './command.ts'
import { reportOnNetwork } from './network-report.ts'
import { PROFILE, profileOf, resultArguments, resultOptions } from './options.ts'

/** `emmental remedy`: what would mend the networks of Exchange servers that are not internal. */
export const remedyCommand: Command = {
  name: 'remedy',
  describe: 'what would make every Exchange server internal, checked on the changed network',
  usage: ['remedy [PROJECT | CONFIG…]'],
  words: TARGETS,
  options: { ...resultOptions('remedy'), profile: PROFILE },
  run: (given, streams, version) =>
    reportOnNetwork('remedy', resultArguments(given, version), streams, (network, editText) =>
      remedyOf(network, profileOf(given), version, editText),
    ),
}
