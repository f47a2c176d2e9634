import { grown } from './rows.js'
import type { JobState } from './job-state.js'
import { JOB_STATES } from './job-state.js'
import { NONE } from './units.js'
import { RESOURCE_TYPES } from './work-kind.js'

/**
 * How many jobs stand in each state at each queue: by global share, and by share and resource type
 * (brokerage.md §B.3-B.4 ask for both). Kept by the mover alone.
 */
export class QueueCounters {
  private shares = 4
  byShare: Int32Array
  byType: Int32Array
  /** All shares together, `queue * JOB_STATES + state`. */
  readonly byQueue: Int32Array

  constructor(private readonly queues: number) {
    this.byShare = new Int32Array(queues * this.shares * JOB_STATES)
    this.byType = new Int32Array(this.byShare.length * RESOURCE_TYPES)
    this.byQueue = new Int32Array(queues * JOB_STATES)
  }

  /** Start of the counters of one share at one queue, to be indexed by state. */
  shareCell(queue: number, share: number): number {
    return (share * this.queues + queue) * JOB_STATES
  }

  /** Start of the counters of one share and resource type at one queue. */
  typeCell(queue: number, share: number, type: number): number {
    return ((share * this.queues + queue) * RESOURCE_TYPES + type) * JOB_STATES
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
    const shareCell = this.shareCell(queue, share)
    const typeCell = this.typeCell(queue, share, type)
    const queueCell = queue * JOB_STATES
    if (from !== NONE) {
      this.byShare[shareCell + from]--
      this.byType[typeCell + from]--
      this.byQueue[queueCell + from]--
    }
    if (to !== NONE) {
      this.byShare[shareCell + to]++
      this.byType[typeCell + to]++
      this.byQueue[queueCell + to]++
    }
  }

  /** Jobs of all shares in one state at one queue. */
  total(queue: number, state: JobState): number {
    return this.byQueue[queue * JOB_STATES + state]
  }
}
