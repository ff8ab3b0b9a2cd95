import type { Format } from '../report/formats.ts'

/** What every command that loads a project and writes one result is called with. */
export interface ResultArguments {
  readonly targets: readonly string[]
  readonly servers?: string
  readonly at?: string
  readonly format: Format
  readonly output?: string
  readonly quiet: boolean
  readonly verbose: boolean
  readonly color?: boolean
}
