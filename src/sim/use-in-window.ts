import { grown } from '../model/rows.js'
import type { Seconds } from '../model/units.js'

/**
 * Integrals over a window of time of numbers that change in steps, such as cores in use. A change may be told later than it
 * happened: it counts from its own time on.
 */
export class UseInWindow {
  private level: Float64Array
  /** Level times the end of the window, less this, is the integral. */
  private before: Float64Array

  constructor(
    numbers: number,
    private readonly from: Seconds,
    private until: Seconds,
  ) {
    this.level = new Float64Array(numbers)
    this.before = new Float64Array(numbers)
  }

  /** One number rises by so much, or falls. */
  change(which: number, by: number, at: Seconds): void {
    if (at >= this.until) return
    if (which >= this.level.length) {
      this.level = grown(this.level, 2 * which)
      this.before = grown(this.before, 2 * which)
    }
    this.level[which] += by
    this.before[which] += by * (at > this.from ? at : this.from)
  }

  /** The window ends at a time that no change so far is later than. */
  close(at: Seconds): void {
    this.until = at
  }

  /** The integrals up to a time that no change so far is later than, or to the end of the window. */
  upTo(now: Seconds): Float64Array {
    const end = Math.max(this.from, Math.min(now, this.until))
    return this.level.map((level, i) => level * end - this.before[i])
  }
}
