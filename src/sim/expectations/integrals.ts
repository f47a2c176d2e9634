import { grown } from '../../model/rows.js'
import type { Seconds } from '../../model/units.js'

/**
 * Integrals over time of numbers that change in steps, such as jobs in a state. A change at some time may be told later: it
 * counts from its own time on.
 */
export class Integrals {
  private level: Float64Array
  /** Level times the time asked about, less this, is the integral. */
  private before: Float64Array

  constructor(numbers: number) {
    this.level = new Float64Array(numbers)
    this.before = new Float64Array(numbers)
  }

  /** One number rises by so much, or falls. */
  change(which: number, by: number, at: Seconds): void {
    if (which >= this.level.length) {
      this.level = grown(this.level, 2 * which)
      this.before = grown(this.before, 2 * which)
    }
    this.level[which] += by
    this.before[which] += by * at
  }

  /** The integrals from 0 to a time, which no change so far is later than. */
  at(time: Seconds): Float64Array {
    return this.level.map((level, i) => level * time - this.before[i])
  }
}
