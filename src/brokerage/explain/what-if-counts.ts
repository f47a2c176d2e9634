/** What another value of a constant makes of the bunches that it is tried on. */
export interface WhatIfTotals {
  readonly bunches: number
  /** Would go to another queue; would find none, though they have one as things stand; would find one, though they have none. */
  readonly moved: number
  readonly unplaced: number
  readonly placed: number
  /** Those with the most bunches first. */
  readonly byQueue: readonly QueueShift[]
}

export interface QueueShift {
  readonly queue: string
  before: number
  after: number
}

/** Compares where bunches go as things stand with where they would go. */
export class WhatIfCounts {
  private readonly queues = new Map<string, QueueShift>()
  private readonly counts = { bunches: 0, moved: 0, unplaced: 0, placed: 0 }

  /** @param before queue as things stand, undefined: none; `after` likewise */
  count(before: string | undefined, after: string | undefined): void {
    const { counts } = this
    counts.bunches++
    if (before !== undefined) this.at(before).before++
    if (after !== undefined) this.at(after).after++
    if (before === after) return
    if (after === undefined) counts.unplaced++
    else if (before === undefined) counts.placed++
    else counts.moved++
  }

  told(): WhatIfTotals {
    const byQueue = [...this.queues.values()]
    byQueue.sort((one, other) => other.before + other.after - one.before - one.after)
    return { ...this.counts, byQueue }
  }

  private at(queue: string): QueueShift {
    const found = this.queues.get(queue) ?? { queue, before: 0, after: 0 }
    this.queues.set(queue, found)
    return found
  }
}
