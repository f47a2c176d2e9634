import type { Cause } from '../model/cause.js'
import { Fact, type FactListener, Journal } from '../model/journal.js'
import { isFinal, JOB_STATES, JobState } from '../model/job-state.js'
import type { State } from '../model/state.js'
import { TransferKind } from '../model/transfer-table.js'
import { NONE, type JobRow, SECONDS_PER_DAY, type Seconds } from '../model/units.js'
import { LogHistogram } from './log-histogram.js'
import type { Metrics } from './run-result.js'
import { runEndOf } from './run-end.js'
import { SiteTally } from './site-tally.js'

/** Counts a run while it goes, from the journal's facts alone. Memory does not grow with the jobs. */
export class MetricsCounter implements FactListener {
  /** Jobs in each state now. */
  readonly inState = new Int32Array(JOB_STATES)
  readonly sites: SiteTally
  readonly waits = new LogHistogram()
  /** Hash of what was submitted when. */
  readonly arrivals = new Journal()
  private readonly turnarounds = new LogHistogram()
  private readonly runs = new LogHistogram()
  private readonly slowdowns10s = new LogHistogram()
  private readonly slowdowns600s = new LogHistogram()
  private readonly brokerWaits = new LogHistogram()
  private readonly dataWaits = new LogHistogram()
  private readonly slotWaits = new LogHistogram()
  private readonly startWaits = new LogHistogram()
  /** Times of the first and the last submission; Infinity and 0 before. */
  firstSubmission = Infinity
  lastSubmission = 0
  private lastEnd = 0
  private rebrokerings = 0
  private transfers = [0, 0]
  private bytes = 0
  private localInputs = 0
  private movedInputs = 0
  private peakRunning = 0
  private peakWaiting = 0

  constructor(private readonly state: State) {
    this.sites = new SiteTally(state.grid.sites.length)
  }

  hear(kind: Fact, at: Seconds, subject: number, a: number, b: number, c: number, d: number, row: number): void {
    switch (kind) {
      case Fact.jobMoved:
        this.moved(at, row, a, b, d)
        break
      case Fact.jobCreated:
        this.inState[JobState.pending]++
        this.watchWaiting()
        break
      case Fact.transferOrdered:
        this.transfers[a]++
        this.bytes += this.state.transfers.bytes[row]
        break
      case Fact.taskSubmitted:
        this.submitted(at, a, b, c, d)
        break
    }
  }

  /** The last task has been submitted: utilisation is counted up to now. */
  closeWindow(now: Seconds): void {
    this.sites.close(now)
  }

  /** From the first submission to the last. */
  get windowSeconds(): Seconds {
    return Math.max(0, this.lastSubmission - this.firstSubmission)
  }

  /** Jobs that wait for a place, their input or a slot. */
  get waiting(): number {
    const { inState } = this
    return (
      inState[JobState.pending] + inState[JobState.defined] + inState[JobState.assigned] + inState[JobState.activated]
    )
  }

  /**
   * The measures so far.
   * @param capacity core-seconds of each site from the first submission to the last
   */
  metrics(capacity: readonly number[], pilotsStarted: number, emptyPilots: number): Metrics {
    const { ended } = this.state
    const makespanSeconds = Math.max(0, this.lastEnd - this.firstSubmission)
    const coreSeconds = capacity.reduce((sum, ofSite) => sum + ofSite, 0)
    const jobsEnded = ended.jobsFinished + ended.jobsFailed + ended.jobsCancelled
    return {
      waitSeconds: this.waits.distribution(),
      turnaroundSeconds: this.turnarounds.distribution(),
      runSeconds: this.runs.distribution(),
      boundedSlowdown10s: this.slowdowns10s.distribution(),
      boundedSlowdown600s: this.slowdowns600s.distribution(),
      brokerWaitSeconds: this.brokerWaits.distribution(),
      dataWaitSeconds: this.dataWaits.distribution(),
      slotWaitSeconds: this.slotWaits.distribution(),
      startWaitSeconds: this.startWaits.distribution(),
      makespanSeconds,
      finishedJobsPerDay: fraction(ended.jobsFinished * SECONDS_PER_DAY, makespanSeconds),
      utilisationFraction: fraction(this.sites.busyInWindow(), coreSeconds),
      goodputFraction: fraction(this.sites.wallCoreSeconds - this.sites.lostCoreSeconds, this.sites.wallCoreSeconds),
      attemptFailureFraction: fraction(ended.failed, ended.failed + ended.finished),
      jobFailureFraction: fraction(ended.jobsFailed + ended.jobsCancelled, jobsEnded),
      emptyPilotFraction: fraction(emptyPilots, pilotsStarted),
      pilotsStarted,
      rebrokeringsPerJob: fraction(this.rebrokerings, this.state.jobsSubmitted),
      inputTransfers: this.transfers[TransferKind.input],
      outputTransfers: this.transfers[TransferKind.output],
      wanBytes: this.bytes,
      inputLocalFraction: fraction(this.localInputs, this.localInputs + this.movedInputs),
      peakRunningJobs: this.peakRunning,
      peakWaitingJobs: this.peakWaiting,
    }
  }

  private submitted(at: Seconds, taskKey: number, jobs: number, firstOrdinal: number, priority: number): void {
    if (at < this.firstSubmission) this.firstSubmission = at
    if (at > this.lastSubmission) this.lastSubmission = at
    this.arrivals.write(Fact.taskSubmitted, at, 0, taskKey, jobs, firstOrdinal, priority, NONE)
  }

  private moved(at: Seconds, row: JobRow, from: JobState, to: JobState, cause: Cause): void {
    const { jobs } = this.state
    const stood = at - jobs.since(row)
    this.inState[from]--
    this.inState[to]++
    if (from === JobState.running) this.stopped(at, row, to, cause)
    switch (to) {
      case JobState.defined:
        this.brokerWaits.add(at - jobs.createdAt[row])
        break
      case JobState.assigned:
        this.movedInputs++
        break
      case JobState.activated:
        if (from === JobState.assigned) this.dataWaits.add(stood)
        else this.placedWithData(row)
        break
      case JobState.sent:
        this.slotWaits.add(stood)
        break
      case JobState.running:
        this.started(at, row, stood)
        break
      case JobState.closed:
        this.rebrokerings++
        break
      case JobState.finished:
        this.finished(row, runEndOf(jobs, row, from, cause, at))
        break
    }
    if (isFinal(to)) {
      this.lastEnd = at
      this.sites.ended(this.siteOf(row), to)
    }
  }

  private placedWithData(row: JobRow): void {
    this.dataWaits.add(0)
    if (this.state.tasks.inputBytes[this.state.jobs.task(row)] > 0) this.localInputs++
  }

  private started(at: Seconds, row: JobRow, stood: Seconds): void {
    const { jobs, tasks } = this.state
    const site = this.siteOf(row)
    this.startWaits.add(stood)
    if (jobs.firstStartedAt(row) === at) {
      const wait = at - tasks.submittedAt[jobs.task(row)]
      this.waits.add(wait)
      this.sites.waited(site, wait)
    }
    this.sites.change(site, this.coresOf(row), at)
    if (this.inState[JobState.running] > this.peakRunning) this.peakRunning = this.inState[JobState.running]
  }

  private stopped(at: Seconds, row: JobRow, to: JobState, cause: Cause): void {
    const { jobs } = this.state
    const cores = this.coresOf(row)
    const end = runEndOf(jobs, row, JobState.running, cause, at)
    this.sites.stop(this.siteOf(row), cores, end, at)
    this.sites.ran(cores * (end - jobs.startedAt(row)), to !== JobState.holding)
  }

  private finished(row: JobRow, runEnd: Seconds): void {
    const { jobs, tasks } = this.state
    const run = runEnd - jobs.startedAt(row)
    const turnaround = runEnd - tasks.submittedAt[jobs.task(row)]
    this.runs.add(run)
    this.turnarounds.add(turnaround)
    this.slowdowns10s.add(Math.max(1, turnaround / Math.max(run, 10)))
    this.slowdowns600s.add(Math.max(1, turnaround / Math.max(run, 600)))
  }

  private watchWaiting(): void {
    const { waiting } = this
    if (waiting > this.peakWaiting) this.peakWaiting = waiting
  }

  private siteOf(row: JobRow): number {
    const face = this.state.jobs.face(row)
    return face === NONE ? NONE : this.state.grid.siteOfFace[face]
  }

  private coresOf(row: JobRow): number {
    return this.state.grid.coresOfFace[this.state.jobs.face(row)]
  }
}

function fraction(part: number, whole: number): number {
  return whole > 0 ? part / whole : 0
}
