import { grown } from './rows.js'
import { JOB_STATES, JobState } from './job-state.js'
import { NONE } from './units.js'
import { RESOURCE_TYPES } from './resource-type.js'

/**
 * How many jobs stand in each state at each queue: by global share, and by share and resource type
 * (brokerage.md §B.3-B.4 ask for both). Kept by the mover alone. Queues lie side by side, since brokerage looks at one
 * state of all of them at a time.
 */
export class QueueCounters {
  private shares = 4
  byShare: Int32Array
  byType: Int32Array
  /** All queues together, at `(share * RESOURCE_TYPES + type) * JOB_STATES + state`. */
  everywhere: Int32Array
  /** All shares together. */
  readonly byQueue: Int32Array
  /** Cores of running and starting jobs, and of running ones alone, by queue. */
  readonly busyCores: Int32Array
  readonly runningCores: Int32Array
  /** Disk traffic of running jobs in kB/s, by queue. */
  readonly diskIoKBps: Float64Array
  /** Transferring jobs by queue and site that collects their output. */
  readonly transferringTo: Int32Array
  /** By share and resource type, and of `transferringTo`: whether anything was counted since it was last copied. */
  private touched: Uint8Array
  private touchedTransferring = 1

  constructor(
    private readonly queues: number,
    private readonly sites: number,
  ) {
    this.byShare = new Int32Array(queues * this.shares * JOB_STATES)
    this.byType = new Int32Array(this.byShare.length * RESOURCE_TYPES)
    this.everywhere = new Int32Array(this.shares * RESOURCE_TYPES * JOB_STATES)
    this.byQueue = new Int32Array(queues * JOB_STATES)
    this.busyCores = new Int32Array(queues)
    this.runningCores = new Int32Array(queues)
    this.diskIoKBps = new Float64Array(queues)
    this.transferringTo = new Int32Array(queues * sites)
    this.touched = new Uint8Array(this.shares * RESOURCE_TYPES)
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
    this.everywhere = grown(this.everywhere, this.shares * RESOURCE_TYPES * JOB_STATES)
    this.touched = grown(this.touched, this.shares * RESOURCE_TYPES)
  }

  /** Counts a job that goes from one state to another; `NONE` stands for coming in and for going out. */
  move(queue: number, share: number, type: number, from: number, to: number): void {
    const kind = share * RESOURCE_TYPES + type
    const all = kind * JOB_STATES
    this.touched[kind] = 1
    if (from !== NONE) {
      this.everywhere[all + from]--
      this.byShare[this.shareRow(share, from) + queue]--
      this.byType[this.typeRow(share, type, from) + queue]--
      this.byQueue[from * this.queues + queue]--
    }
    if (to !== NONE) {
      this.everywhere[all + to]++
      this.byShare[this.shareRow(share, to) + queue]++
      this.byType[this.typeRow(share, type, to) + queue]++
      this.byQueue[to * this.queues + queue]++
    }
  }

  /** Counts what a job that begins (+1) or ceases (-1) to stand in a state means beyond its number. */
  load(queue: number, state: JobState, by: 1 | -1, cores: number, diskIoKBps: number, nucleus: number): void {
    if (state === JobState.running) {
      this.busyCores[queue] += by * cores
      this.runningCores[queue] += by * cores
      this.diskIoKBps[queue] += by * diskIoKBps
    } else if (state === JobState.starting) this.busyCores[queue] += by * cores
    else if (state === JobState.transferring && nucleus !== NONE) {
      this.transferringTo[queue * this.sites + nucleus] += by
      this.touchedTransferring = 1
    }
  }

  /** Transferring jobs of a queue whose output this site collects. */
  transferring(queue: number, nucleus: number): number {
    return this.transferringTo[queue * this.sites + nucleus]
  }

  /** Becomes like others of the same grid, which nobody else copies: only what they have counted since is looked at. */
  copyFrom(others: QueueCounters): void {
    if (this.shares !== others.shares) {
      this.shares = others.shares
      this.byShare = others.byShare.slice()
      this.byType = others.byType.slice()
      this.everywhere = others.everywhere.slice()
      others.touched.fill(0)
    } else {
      this.copyTouched(others)
      this.everywhere.set(others.everywhere)
    }
    this.byQueue.set(others.byQueue)
    this.busyCores.set(others.busyCores)
    this.runningCores.set(others.runningCores)
    this.diskIoKBps.set(others.diskIoKBps)
    if (others.touchedTransferring === 1) this.transferringTo.set(others.transferringTo)
    others.touchedTransferring = 0
  }

  private copyTouched({ touched, byType, byShare }: QueueCounters): void {
    const row = JOB_STATES * this.queues
    for (let kind = touched.indexOf(1); kind >= 0; kind = touched.indexOf(1, kind + 1)) {
      touched[kind] = 0
      const share = Math.floor(kind / RESOURCE_TYPES)
      this.byType.set(byType.subarray(kind * row, (kind + 1) * row), kind * row)
      this.byShare.set(byShare.subarray(share * row, (share + 1) * row), share * row)
    }
  }

  /** Jobs of all shares in one state at one queue. */
  total(queue: number, state: JobState): number {
    return this.byQueue[state * this.queues + queue]
  }
}
