/** When something may be tried again after failures that follow one another, in milliseconds. */
export interface BackOff {
  readonly first: number
  readonly longest: number
}

/**
 * What fails waits before it is tried again, twice as long each time, until it succeeds. What fails while it waits was begun before, and
 * counts no further: pilots that a crash of their batch system took with it are one failure.
 */
export class BackOffs {
  private readonly failures = new Map<string, { count: number; until: number }>()

  constructor(private readonly backOff: BackOff) {}

  failed(what: string): void {
    if (this.isWaiting(what)) return
    const count = this.failures.get(what)?.count ?? 0
    const wait = Math.min(this.backOff.longest, this.backOff.first * 2 ** count)
    this.failures.set(what, { count: count + 1, until: Date.now() + wait })
  }

  succeeded(what: string): void {
    this.failures.delete(what)
  }

  isWaiting(what: string): boolean {
    return Date.now() < (this.failures.get(what)?.until ?? 0)
  }
}
