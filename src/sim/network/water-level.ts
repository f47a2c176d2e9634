import { grown } from '../../model/rows.js'
import type { Rate } from './network.js'

/** Shares a capacity among flows that want different rates, by filling all alike until each has what it wants. */
export class WaterLevel {
  /** What the flows of each group want, and how many they are; more is there than counts. */
  wants = new Float64Array(64)
  counts = new Float64Array(64)
  private size = 0

  clear(): void {
    this.size = 0
  }

  /** So many more flows, each of which wants this much. */
  add(want: Rate, count: number): void {
    if (this.size === this.wants.length) this.grow(2 * this.size)
    this.wants[this.size] = want
    this.counts[this.size++] = count
  }

  /** Begins with so many groups of flows, which the caller writes to the columns. */
  begin(groups: number): this {
    if (groups > this.wants.length) this.grow(2 * groups)
    this.size = groups
    return this
  }

  /**
   * The rate that none can exceed, so that all together get the capacity; Infinity when they want no more than that.
   * Forgets the flows.
   */
  of(capacity: Rate): Rate {
    const { wants, counts } = this
    let left = this.size
    let flows = 0
    for (let i = 0; i < left; i++) flows += counts[i]
    let free = capacity
    this.size = 0
    while (left > 0) {
      const level = free / flows
      let above = 0
      for (let i = 0; i < left; i++) {
        if (wants[i] <= level) {
          free -= wants[i] * counts[i]
          flows -= counts[i]
        } else {
          wants[above] = wants[i]
          counts[above++] = counts[i]
        }
      }
      if (above === left) return level > 0 ? level : 0
      left = above
    }
    return Infinity
  }

  private grow(length: number): void {
    this.wants = grown(this.wants, length)
    this.counts = grown(this.counts, length)
  }
}
