export interface TimeRange {
  readonly name: string
  readonly line: number
  readonly lines: { readonly line: number; readonly words: readonly string[] }[]
}
