/** A line or statement of the input that says where a network is, or that leaves it open. */
export interface PlacementRef {
  readonly file: string
  /** From 1. */
  readonly line?: number
  /** The line as it is shown, or the statement of the project in its words. */
  readonly text: string
  /** The firewall whose text it is; absent for a statement of the project. */
  readonly firewall?: string
}

/**
 * How two addresses come together. `crossed`: over one way, every firewall of which is asked. `several`: over more than one,
 * each of which counts. `same-network`: both stand in one network. `too-many`, `none`: the ways are not told apart, or there
 * is none. `unsettled`: where one of the two stands is not in the input.
 */
export type WayKind = 'crossed' | 'several' | 'same-network' | 'too-many' | 'none' | 'unsettled'
