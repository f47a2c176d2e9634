import type { OnJobs, TraceJob } from './trace.js'

/** Records handed on at once: enough to make the hand-over cheap, few enough to stay small in memory. */
const batchSize = 4096

/** What a reader gathers of one file while it reads: order of submission, mended faults, and jobs waiting to be handed on. */
export class TraceLog {
  /** Submission of the first record in the file's own time, seconds; undefined before the first record. */
  firstSubmit: number | undefined
  records = 0
  readonly mended: Record<string, number> = {}
  readonly #onJobs: OnJobs
  #latestSubmit = -Infinity
  #jobs: TraceJob[] = []

  constructor(onJobs: OnJobs) {
    this.#onJobs = onJobs
  }

  /**
   * Seconds after the first submission, or undefined when the record was submitted before the one above it.
   *
   * @param submit submission in the file's own time, seconds
   */
  sinceFirst(submit: number): number | undefined {
    if (submit < this.#latestSubmit) return undefined
    this.#latestSubmit = submit
    this.firstSubmit ??= submit
    return submit - this.firstSubmit
  }

  /** Counts a fault that was mended. */
  mend(fault: string): void {
    this.mended[fault] = (this.mended[fault] ?? 0) + 1
  }

  add(job: TraceJob): void {
    this.#jobs.push(job)
    this.records++
  }

  /** Whether the jobs should be handed on before more are read. */
  get full(): boolean {
    return this.#jobs.length >= batchSize
  }

  /** Hands the gathered jobs on and waits until they are taken. */
  async handOn(): Promise<void> {
    if (this.#jobs.length === 0) return
    const jobs = this.#jobs
    this.#jobs = []
    await this.#onJobs(jobs)
  }
}
