import { grown } from '../model/rows.js'
import type { Seconds } from '../model/units.js'

/** Adds up, for several users, what each used of something while a window of time lasted. Uses are told when they are over. */
export class UseInWindow {
  private sums: Float64Array

  constructor(
    users: number,
    private readonly from: Seconds,
    private until: Seconds,
  ) {
    this.sums = new Float64Array(users)
  }

  /** One had so much of it from a time to another. */
  add(user: number, amount: number, since: Seconds, end: Seconds): void {
    const seconds = (end < this.until ? end : this.until) - (since > this.from ? since : this.from)
    if (seconds <= 0) return
    if (user >= this.sums.length) this.sums = grown(this.sums, 2 * user)
    this.sums[user] += amount * seconds
  }

  /** The window ends now: no use that is over reaches beyond. */
  close(now: Seconds): void {
    this.until = now
  }

  /** Amount times seconds of each user. */
  totals(): Float64Array {
    return this.sums.slice()
  }
}
