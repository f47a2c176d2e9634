import type { FaultTally } from './left-out.js'
import { RecordFault } from './record-fault.js'
import type { OnJobs, TraceJob } from './trace.js'
import type { RawRecord, Witness } from './witness.js'

/** Records handed on at once: enough to make the hand-over cheap, few enough to stay small in memory. */
const batchSize = 4096

/** What a witness is told when several records in a row come from before the ones above them. */
export const clockSetBack = 'clock set back'

/** What a reader gathers of one file while it reads: order of submission, mended and left-out faults, and jobs waiting to be handed on. */
export class TraceLog {
  /** Submission of the first record in the file's own time, seconds; undefined before the first record. */
  firstSubmit: number | undefined
  records = 0
  readonly mended: Record<string, number> = {}
  #jobs: TraceJob[] = []
  #submit = -Infinity
  #latestSubmit = -Infinity
  #submitBefore = -Infinity
  /** Records in a row that came too early, and the submission of the last of them: a clock that was set back. */
  #early = 0
  #earlySubmit = -Infinity

  /**
   * @param onJobs takes the jobs, batch by batch
   * @param faults where faulty records are counted; without it the first of them ends the reading
   * @param witness sees records and mended faults
   * @param placeOf where a record stands, for faults: file with line or ordinal
   */
  constructor(
    private readonly onJobs: OnJobs,
    private readonly faults: FaultTally | undefined,
    private readonly witness: Witness | undefined,
    readonly placeOf: (line: number) => string,
  ) {}

  /**
   * Seconds from the first submission to that of the next record to be added, or undefined when it was submitted before
   * the one above it.
   *
   * @param submit submission in the file's own time, seconds
   * @param line where the record starts
   */
  sinceFirst(submit: number, line: number): number | undefined {
    if (submit < this.#latestSubmit && !this.#leavesOutLatest(submit)) {
      this.#countEarly(submit, line)
      return undefined
    }
    this.#early = 0
    this.#submit = submit
    return submit - (this.firstSubmit ?? submit)
  }

  /** Counts a fault that was mended; the parameters are those of `Witness.mended`. */
  mend(fault: string, line: number, field: string, found: () => string): void {
    this.mended[fault] = (this.mended[fault] ?? 0) + 1
    this.witness?.mended(fault, line, field, found)
  }

  /** A fault of the record that starts on a line. */
  fault(line: number, found: string, allowed: string, kind: string): RecordFault {
    return new RecordFault(this.placeOf(line), found, allowed, kind, line)
  }

  /** Adds the job of a record, after `sinceFirst` has been asked about it. */
  add(job: TraceJob, raw: RawRecord): void {
    this.witness?.record(job, raw)
    this.#jobs.push(job)
    this.records++
    this.firstSubmit ??= this.#submit
    this.#submitBefore = this.#latestSubmit
    this.#latestSubmit = this.#submit
  }

  /** Leaves a faulty record out and counts it; throws the fault when that is not wanted, and whatever else was thrown. */
  leaveOut(fault: unknown): void {
    if (this.faults === undefined || !(fault instanceof RecordFault)) throw fault
    this.faults.add(fault)
  }

  /** Whether the jobs should be handed on before more are read. */
  get full(): boolean {
    return this.#jobs.length >= batchSize
  }

  /** Hands the gathered jobs on and waits until they are taken. The latest stays while it might still be left out. */
  async handOn(): Promise<void> {
    await this.#handOn(this.faults === undefined ? [] : this.#jobs.splice(-1))
  }

  /** Hands on what is left at the end of the file. */
  async end(): Promise<void> {
    await this.#handOn([])
  }

  /** Three records in a row that are too early but in order among themselves tell of the clock, not of the records. */
  #countEarly(submit: number, line: number): void {
    this.#early = submit >= this.#earlySubmit ? this.#early + 1 : 1
    this.#earlySubmit = submit
    if (this.#early !== 3) return
    this.witness?.mended(clockSetBack, line, '', () => `${Math.round(this.#latestSubmit - submit)} s`)
  }

  async #handOn(kept: TraceJob[]): Promise<void> {
    const jobs = this.#jobs
    this.#jobs = kept
    if (jobs.length > 0) await this.onJobs(jobs)
  }

  /**
   * Leaves out the latest record instead of one that was submitted before it but not before the record above both: a
   * single date far in the future would else cost all that follow.
   */
  #leavesOutLatest(submit: number): boolean {
    if (this.faults === undefined || submit < this.#submitBefore) return false
    const latest = this.#jobs.pop()
    if (latest === undefined) return false
    const found = 'the record was submitted later than the one below'
    this.faults.add(this.fault(latest.line, found, 'records in order of submission', 'order'))
    this.records--
    if (this.records === 0) this.firstSubmit = undefined
    this.#latestSubmit = this.#submitBefore
    // The one above has no neighbours to be judged by any more.
    this.#submitBefore = Infinity
    return true
  }
}
