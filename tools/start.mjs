// npm start: installs what is missing, builds, and shows the verdict on the sample.
import { installIfMissing, node } from './run.mjs'

installIfMissing()
const built = node(['tools/build.mjs'])
process.exitCode = built !== 0 ? built : node(['dist/emmental.js', 'analyze', 'samples/contoso', '--exit-zero'])
