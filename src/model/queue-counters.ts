import { grown } from './rows.js'
import type { JobState } from './job-state.js'
import { JOB_STATES } from './job-state.js'
import { NONE } from './units.js'
import { RESOURCE_TYPES } from './work-kind.js'

/**
 * How many jobs stand in each state at each queue: by global share, and by share and resource type
 * (brokerage.md §B.3-B.4 ask for both). Kept by the mover alone. Queues lie side by side, since brokerage looks at one
 * state of all of them at a time.
 */
export class QueueCounters {
  private shares = 4
  byShare: Int32Array
  byType: Int32Array
  /** All shares together. */
  readonly byQueue: Int32Array

  constructor(private readonly queues: number) {
    this.byShare = new Int32Array(queues * this.shares * JOB_STATES)
    this.byType = new Int32Array(this.byShare.length * RESOURCE_TYPES)
    this.byQueue = new Int32Array(queues * JOB_STATES)
  }

  /** Where the counters of one share and state begin in `byShare`, to be indexed by queue. */
  shareRow(share: number, state: JobState): number {
    return (share * JOB_STATES + state) * this.queues
  }

  /** Where the counters of one share, resource type and state begin in `byType`, to be indexed by queue. */
  typeRow(share: number, type: number, state: JobState): number {
    return ((share * RESOURCE_TYPES + type) * JOB_STATES + state) * this.queues
  }

  /** Makes room for shares up to this number. */
  know(share: number): void {
    if (share < this.shares) return
    this.shares = share * 2
    this.byShare = grown(this.byShare, this.queues * this.shares * JOB_STATES)
    this.byType = grown(this.byType, this.byShare.length * RESOURCE_TYPES)
  }

  /** Counts a job that goes from one state to another; `NONE` stands for coming in and for going out. */
  move(queue: number, share: number, type: number, from: number, to: number): void {
    if (from !== NONE) {
      this.byShare[this.shareRow(share, from) + queue]--
      this.byType[this.typeRow(share, type, from) + queue]--
      this.byQueue[from * this.queues + queue]--
    }
    if (to !== NONE) {
      this.byShare[this.shareRow(share, to) + queue]++
      this.byType[this.typeRow(share, type, to) + queue]++
      this.byQueue[to * this.queues + queue]++
    }
  }

  /** Jobs of all shares in one state at one queue. */
  total(queue: number, state: JobState): number {
    return this.byQueue[state * this.queues + queue]
  }
}
