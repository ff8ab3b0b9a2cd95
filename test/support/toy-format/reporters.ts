import type { Reporters } from '../../../src/report/reporter.ts'

export const reporters: Reporters = {
  zones: ({ zones }) => zones.map(({ name, verdict }) => `${name}=${verdict}\n`),
}
