/** The call is wrong (exit 2). The message is one sentence without full stop; `mend` says what to call instead. */
export class UsageError extends Error {
  readonly mend: string | undefined

  constructor(message: string, mend?: string) {
    super(message)
    this.name = 'UsageError'
    this.mend = mend
  }
}
