import { readReplayed, type TraceFile } from './traces/held-traces.js'
import type { ReplayedJob } from './traces/trace-columns.js'

/** Turns a reader that pushes batches into a queue to take from: at most two batches are held. */
export class TraceQueue {
  atEnd = false
  private batch: readonly ReplayedJob[] = []
  private position = 0
  private reading: Promise<void> | undefined
  private failure: Error | undefined
  private wanted: () => void = () => undefined
  private filled: () => void = () => undefined

  constructor(
    private readonly trace: TraceFile,
    private readonly isWanted: (job: ReplayedJob) => boolean,
  ) {}

  /** The next job; undefined when `fill` must be awaited, or at the end. */
  first(): ReplayedJob | undefined {
    return this.position < this.batch.length ? this.batch[this.position] : undefined
  }

  /** Removes the next job. There must be one. */
  take(): ReplayedJob {
    return this.batch[this.position++]
  }

  /** Waits for the next batch with a wanted job, or the end. @throws BadInput at the first fault of the file */
  async fill(): Promise<void> {
    while (this.position >= this.batch.length && !this.atEnd) {
      const filled = new Promise<void>((resolve) => (this.filled = resolve))
      if (this.reading === undefined) this.reading = this.read()
      else this.wanted()
      await filled
      if (this.failure !== undefined) throw this.failure
    }
  }

  private async read(): Promise<void> {
    try {
      await readReplayed(this.trace, (jobs) => this.offer(jobs))
    } catch (error) {
      this.failure = error as Error
    }
    this.atEnd = true
    this.filled()
  }

  /** Hands a batch over and waits until it has been used up. */
  private offer(jobs: readonly ReplayedJob[]): Promise<void> {
    this.batch = jobs.filter(this.isWanted)
    this.position = 0
    const used = new Promise<void>((resolve) => (this.wanted = resolve))
    this.filled()
    return used
  }
}
