import type { Cause } from '../model/cause.js'
import { Fact, type FactListener, Journal } from '../model/journal.js'
import { isFinal, JOB_STATES, JobState } from '../model/job-state.js'
import type { State } from '../model/state.js'
import { type JobRow, NONE, type Seconds, type TaskRow } from '../model/units.js'
import { DataTally } from './data-tally.js'
import { ErrorTally } from './error-tally.js'
import { JobTally } from './job-tally.js'
import { LinkTally } from './link-tally.js'
import type { MeasuredWindow } from './measured-window.js'
import { runEndOf } from './run-end.js'
import { SiteTally } from './site-tally.js'
import { TaskTally } from './task-tally.js'
import { UseInWindow } from './use-in-window.js'
import { WaitTally } from './wait-tally.js'
import { WallTally } from './wall-tally.js'

/**
 * Counts a run while it goes, from the journal's facts alone. Memory does not grow with the jobs that have ended. What is
 * counted of jobs is counted of those submitted in the window.
 */
export class MetricsCounter implements FactListener {
  /** Jobs in each state now. */
  readonly inState = new Int32Array(JOB_STATES)
  /** Hash of what was submitted when. */
  readonly arrivals = new Journal()
  readonly waits: WaitTally
  readonly jobs = new JobTally()
  readonly wall: WallTally
  readonly tasks: TaskTally
  readonly data: DataTally
  readonly sites: SiteTally
  readonly links: LinkTally
  readonly errors: ErrorTally
  /** HS06 seconds of each global share. */
  readonly shareUse: UseInWindow
  /** When the last attempt ended. */
  lastEnd = 0
  /** Attempts by how they ended. */
  readonly attempts = { finished: 0, failed: 0, closed: 0 }
  /** Jobs that finished while the window lasted. */
  finishedInWindow = 0
  peakRunning = 0
  peakWaiting = 0

  constructor(
    private readonly state: State,
    readonly window: MeasuredWindow,
    cpuFraction: (task: TaskRow) => number,
  ) {
    const sites = state.grid.sites.length
    this.waits = new WaitTally(state.jobs)
    this.wall = new WallTally(cpuFraction)
    this.tasks = new TaskTally(state.tasks, window)
    this.data = new DataTally(state, window.isWhole)
    this.sites = new SiteTally(sites, window)
    this.links = new LinkTally(sites)
    this.errors = new ErrorTally(sites)
    this.shareUse = new UseInWindow(8, window.from, window.until)
  }

  hear(kind: Fact, at: Seconds, subject: number, a: number, b: number, c: number, d: number, row: number): void {
    switch (kind) {
      case Fact.jobMoved:
        this.moved(at, row, a, b, d)
        break
      case Fact.jobCreated:
        this.inState[JobState.pending]++
        this.watchWaiting(at)
        break
      case Fact.transferOrdered:
        this.data.transferOrdered(row, a, this.counts(this.state.transfers.job[row]))
        break
      case Fact.transferEnded:
        if (d === 1) this.data.transferArrived(row, a)
        if (this.window.holds(at)) this.links.ended(b, c, this.state.transfers.bytes[row], d === 1)
        break
      case Fact.taskSubmitted:
        this.window.submitted(at)
        this.tasks.submitted(row, b)
        this.arrivals.write(Fact.taskSubmitted, at, 0, a, b, c, d, NONE)
        break
      case Fact.datasetKnown:
        this.data.datasetKnown(row)
        break
      case Fact.taskEnded:
        this.tasks.taskEnded(row, a, b, c)
        break
    }
  }

  /** The last task has been submitted: where no window was asked for, use is counted up to now. */
  allSubmitted(now: Seconds): void {
    if (!this.window.isWhole) return
    this.sites.close(now)
    this.shareUse.close(now)
  }

  /** Jobs that wait for a place, their input or a slot. */
  get waiting(): number {
    const { inState } = this
    return (
      inState[JobState.pending] + inState[JobState.defined] + inState[JobState.assigned] + inState[JobState.activated]
    )
  }

  /** The run is over: what runs has held its slot until now, and what is on its way gets no further. */
  stop(now: Seconds): void {
    const { jobs } = this.state
    for (let row = jobs.skipEmpty(0); row < jobs.top; row = jobs.skipEmpty(row + 1)) {
      if (jobs.id(row) === 0) continue
      const standing = jobs.state(row) as JobState
      if (standing === JobState.running) this.used(row, now)
      if (Number.isNaN(jobs.startedAt(row)) && this.counts(row)) this.waits.stopped(row, standing)
    }
  }

  /** The window begins: what was reached before it is forgotten. */
  forgetPeaks(): void {
    this.peakRunning = this.inState[JobState.running]
    this.peakWaiting = this.waiting
  }

  private moved(at: Seconds, row: JobRow, from: JobState, to: JobState, cause: Cause): void {
    this.inState[from]--
    this.inState[to]++
    const counts = this.counts(row)
    if (from === JobState.running) this.stopped(at, row, to, cause, counts)
    if (isFinal(to)) this.ended(at, row, from, to, cause, counts)
    else if (counts) this.countStep(at, row, from, to)
    if (to !== JobState.running) return
    const running = this.inState[to]
    if (running > this.peakRunning && this.window.holds(at)) this.peakRunning = running
  }

  /** The step of an attempt on its way to a slot. */
  private countStep(at: Seconds, row: JobRow, from: JobState, to: JobState): void {
    const { waits, data } = this
    switch (to) {
      case JobState.defined:
        waits.brokered(row, at)
        break
      case JobState.assigned:
        data.awaitsInput()
        break
      case JobState.activated:
        waits.activated(row, from === JobState.assigned ? at - this.state.jobs.since(row) : 0)
        data.activated(row, from === JobState.assigned)
        break
      case JobState.sent:
        waits.sent(row, at)
        break
      case JobState.running:
        this.started(at, row)
        break
    }
  }

  private started(at: Seconds, row: JobRow): void {
    const { jobs, tasks, kinds } = this.state
    this.waits.started(row, at)
    this.data.started(row)
    if (jobs.firstStartedAt(row) !== at) return
    const task = jobs.task(row)
    const waited = at - tasks.submittedAt[task]
    this.waits.startedFirst(row, at, kinds.at(tasks.kind[task]).shareIndex, waited)
    this.sites.waited(this.siteOf(row), waited)
  }

  private stopped(at: Seconds, row: JobRow, to: JobState, cause: Cause, counts: boolean): void {
    const { jobs, tasks } = this.state
    const end = runEndOf(jobs, row, JobState.running, cause, at)
    this.used(row, end)
    if (!counts) return
    const task = jobs.task(row)
    this.wall.ran(task, this.coresOf(row) * (end - jobs.startedAt(row)))
    if (to === JobState.holding) this.data.wrote(tasks.outputBytes[task])
  }

  private ended(at: Seconds, row: JobRow, from: JobState, to: JobState, cause: Cause, counts: boolean): void {
    this.lastEnd = at
    this.sites.ended(this.siteOf(row), to, at)
    if (to === JobState.finished && this.window.holds(at)) this.finishedInWindow++
    if (!counts) return
    const runEnd = runEndOf(this.state.jobs, row, from, cause, at)
    if (to === JobState.finished) this.finished(at, row, runEnd)
    else this.cameToNothing(row, from, to, runEnd)
  }

  private finished(at: Seconds, row: JobRow, runEnd: Seconds): void {
    const { jobs, tasks } = this.state
    const task = jobs.task(row)
    const submitted = tasks.submittedAt[task]
    this.attempts.finished++
    this.jobs.finished(runEnd - jobs.startedAt(row), runEnd - submitted, at - submitted, this.coresOf(row))
    this.tasks.jobFinished(task, at)
  }

  private cameToNothing(row: JobRow, from: JobState, to: JobState, runEnd: Seconds): void {
    const { jobs } = this.state
    const started = jobs.startedAt(row)
    if (Number.isNaN(started)) this.waits.stopped(row, from)
    else this.wall.wasLost(this.coresOf(row) * (runEnd - started))
    if (to === JobState.closed) this.attempts.closed++
    if (to !== JobState.failed) return
    this.attempts.failed++
    this.errors.failed(this.siteOf(row), jobs.error[row])
  }

  /** A run held its slot until a time. */
  private used(row: JobRow, end: Seconds): void {
    const { jobs, tasks, kinds, grid } = this.state
    const face = jobs.face(row)
    const start = jobs.startedAt(row)
    this.sites.used(grid.siteOfFace[face], grid.coresOfFace[face], start, end)
    this.shareUse.add(kinds.at(tasks.kind[jobs.task(row)]).shareIndex, grid.powerOfFace[face], start, end)
  }

  private watchWaiting(at: Seconds): void {
    const { waiting } = this
    if (waiting > this.peakWaiting && this.window.holds(at)) this.peakWaiting = waiting
  }

  /** Whether measures of jobs are of this one, among others. */
  private counts(row: JobRow): boolean {
    return this.window.isWhole || this.tasks.counts(this.state.jobs.task(row))
  }

  private siteOf(row: JobRow): number {
    const face = this.state.jobs.face(row)
    return face === NONE ? NONE : this.state.grid.siteOfFace[face]
  }

  private coresOf(row: JobRow): number {
    return this.state.grid.coresOfFace[this.state.jobs.face(row)]
  }
}
