import { TimeHeap } from '../model/time-heap.js'
import type { Seconds } from '../model/units.js'
import type { TraceQueue } from './trace-queue.js'
import type { ReplayedJob } from './traces/trace-columns.js'

/** When a recorded job started: its submission and its recorded wait; where no wait is known, at once. */
export function startOf(job: ReplayedJob): Seconds {
  return job.submitSeconds + (job.waitSeconds ?? 0)
}

/**
 * Takes jobs from a trace in the order in which they started, for replays as recorded. Holds as many as waited at
 * one time in the trace.
 */
export class StartOrder {
  private readonly heap = new TimeHeap()
  private readonly held = new Map<number, ReplayedJob>()
  private number = 0

  constructor(private readonly queue: TraceQueue) {}

  /** Start of the next job; Infinity at the end; NaN when `queue.fill` must be awaited. */
  nextAt(): Seconds {
    // Whatever is submitted later than the earliest start cannot come before it.
    for (let job = this.queue.first(); job !== undefined; job = this.queue.first()) {
      if (job.submitSeconds > this.heap.firstTime()) break
      this.queue.take()
      this.heap.push(startOf(job), this.number)
      this.held.set(this.number++, job)
    }
    return this.queue.first() === undefined && !this.queue.atEnd ? NaN : this.heap.firstTime()
  }

  /** Removes the next job. There must be one. */
  take(): ReplayedJob {
    const number = this.heap.pop()
    const job = this.held.get(number)
    if (job === undefined) throw new Error(`record ${number} is not held`)
    this.held.delete(number)
    return job
  }
}
