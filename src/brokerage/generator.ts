import { Fact } from '../model/journal.js'
import { JobState } from '../model/job-state.js'
import type { State } from '../model/state.js'
import { TimeHeap } from '../model/time-heap.js'
import { type JobRow, NONE, type Seconds, type TaskRow } from '../model/units.js'
import type { Broker } from './broker.js'
import type { Candidates } from './candidates.js'
import { decay } from './choosers/decay.js'
import { Bunch } from './bunch.js'
import { nextCycle } from './cycle.js'
import type { DataService } from './data-service.js'
import { barWiderThan, givePlace } from './give-place.js'
import { HeldTasks } from './held-tasks.js'
import type { DecisionWatch } from './ranking-watch.js'
import { TaskBroker, wantsNucleus } from './task-broker.js'
import type { ThrottleAnswer } from './tasks/throttler.js'
import { Throttling } from './throttling.js'

/** A slice of work ends after so many facts (DESIGN §1.5); a bunch in hand is finished first. */
const FACTS_IN_SLICE = 1_500
/** Full queues are looked at again after this long where the generator has no cycle of its own. */
const LEAST_RETRY_SECONDS = 10

/**
 * The job generator's cycle (brokerage.md §A.4): takes the tasks that are due, highest priority first, creates their
 * jobs, has them brokered and places them bunch by bunch. Large tasks go on in later slices at the same time.
 */
export class Generator {
  private readonly due = new TimeHeap()
  private readonly bunch = new Bunch()
  private readonly taskBroker: TaskBroker
  private readonly throttling: Throttling
  private readonly held: HeldTasks
  /** While it pauses, no job is made and none gets a place. */
  isPaused = false
  /** Tasks of the cycle in hand, in order; those before `position` are done. */
  private batch: TaskRow[] = []
  private position = 0
  /** Whether the task in hand got places in this cycle. */
  private hasPlaced = false
  /** Who looks on at every decision. */
  watch: DecisionWatch | undefined

  constructor(
    private readonly state: State,
    private readonly broker: Broker,
    private readonly dataService: DataService,
  ) {
    this.taskBroker = new TaskBroker(state, broker)
    this.throttling = new Throttling(state, state.constants.throttling === 1 && broker.policy.isUnthrottled !== true)
    this.held = new HeldTasks(state, this.throttling)
  }

  nextDue(now: Seconds): Seconds {
    if (this.isPaused) return Infinity
    if (this.position < this.batch.length) return now
    return Math.min(this.due.firstTime(), this.held.nextDue())
  }

  /** What the throttler would say of the task now; undefined: it is off. */
  throttled(task: TaskRow, now: Seconds): ThrottleAnswer | undefined {
    return this.throttling.answerFor(task, now)
  }

  /** The task has jobs to create or to place: it is visited in the next cycle, or earlier when already due. */
  schedule(task: TaskRow, now: Seconds): void {
    this.scheduleAt(task, nextCycle(now, this.state.constants.generatorCycleSeconds))
  }

  /** A new attempt of a lineage, or its first, waits for a place. */
  enqueue(row: JobRow): void {
    const { jobs, tasks } = this.state
    const task = jobs.task(row)
    const last = tasks.pendingTail[task]
    if (last === NONE) tasks.pendingHead[task] = row
    else jobs.next[last] = row
    tasks.pendingTail[task] = row
    tasks.pending[task]++
  }

  /** A task that was read back goes on where it was: what a slice had in hand is due at once. */
  resume(task: TaskRow, nextVisitAt: Seconds | undefined, isHeld: boolean, now: Seconds): void {
    const { tasks } = this.state
    if (isHeld) this.held.hold(task, now)
    else if (nextVisitAt !== undefined) this.scheduleAt(task, nextVisitAt)
    else if (tasks.pending[task] > 0 || tasks.created[task] < tasks.jobs[task]) this.scheduleAt(task, now)
  }

  /** The task's priority has changed: it takes its new place among those that are held back. */
  reorder(task: TaskRow, now: Seconds): void {
    if (this.held.letGo(task)) this.scheduleAt(task, now)
  }

  /** Takes a job that will never be placed off its task's list. */
  unlink(row: JobRow): void {
    const { jobs, tasks } = this.state
    const task = jobs.task(row)
    let before = NONE
    for (let at = tasks.pendingHead[task]; at !== row; at = jobs.next[at]) before = at
    if (before === NONE) tasks.pendingHead[task] = jobs.next[row]
    else jobs.next[before] = jobs.next[row]
    if (tasks.pendingTail[task] === row) tasks.pendingTail[task] = before
    tasks.pending[task]--
  }

  /** One slice of the cycle that is due. */
  run(now: Seconds): void {
    if (this.position >= this.batch.length) {
      if (this.held.nextDue() <= now) this.held.release(now, (task) => this.scheduleAt(task, now))
      this.gather(now)
    }
    this.state.statistics.refresh(now)
    const end = this.state.journal.facts + FACTS_IN_SLICE
    while (this.position < this.batch.length && this.state.journal.facts < end) {
      if (!this.visit(this.batch[this.position], now, end)) continue
      this.position++
      this.hasPlaced = false
    }
  }

  private gather(now: Seconds): void {
    const { due, state } = this
    const { nextVisitAt, priority, number } = state.tasks
    this.batch = []
    this.position = 0
    while (due.firstTime() <= now) {
      const time = due.firstTime()
      const task = due.pop()
      // An entry whose time is not the task's any more was overtaken by an earlier visit.
      if (nextVisitAt[task] !== time) continue
      nextVisitAt[task] = Infinity
      this.batch.push(task)
    }
    if (this.batch.length > 1) this.batch.sort((a, b) => priority[b] - priority[a] || number[a] - number[b])
  }

  /** Creates and places jobs of one task until `end` facts. Returns whether the visit is over. */
  private visit(task: TaskRow, now: Seconds, end: number): boolean {
    const { tasks, journal, constants } = this.state
    while (tasks.created[task] < tasks.jobs[task]) {
      if (journal.facts >= end) return false
      this.create(task, now)
    }
    if (tasks.pending[task] === 0) return true
    let allowed = this.throttling.allowed(task, now)
    if (allowed < 1) {
      this.hold(task, now)
      return true
    }
    const bunch = this.bunch.describe(this.state, task, now)
    if (wantsNucleus(this.state, task)) {
      if (!this.taskBroker.choose(task, bunch, now)) {
        this.watch?.unplaced('no nucleus', task, bunch.kind, now)
        this.comeAgain(task, now + this.state.constants.nucleusRetrySeconds)
        return true
      }
      bunch.describe(this.state, task, now)
    }
    const candidates = this.broker.rank(bunch)
    this.watch?.ranked(candidates, bunch)
    const bunchJobs = bunch.rules.isScout ? constants.scoutBunchJobs : constants.bunchJobs
    while (tasks.pending[task] > 0) {
      if (journal.facts >= end) return false
      if (allowed < 1) {
        this.hold(task, now)
        return true
      }
      const jobs = Math.min(tasks.pending[task], allowed, bunchJobs)
      barWiderThan(this.state, tasks.pending[task], candidates)
      this.watch?.choosing(candidates)
      const position = candidates.count === 0 ? NONE : this.broker.choose(bunch.next(this.state), jobs)
      if (position === NONE) {
        this.watch?.unplaced(candidates.count === 0 ? 'no candidate' : 'candidates full', task, bunch.kind, now)
        this.wait(task, now)
        return true
      }
      this.hasPlaced = true
      const placed = this.ownBunch(candidates, position, jobs)
      this.watch?.placed(candidates, bunch, position, placed)
      this.throttling.take(task, placed)
      allowed -= placed
      for (let i = 0; i < placed; i++) this.place(task, candidates.face[position], now)
    }
    return true
  }

  private hold(task: TaskRow, now: Seconds): void {
    const { tasks, kinds } = this.state
    if (tasks.isHeld[task] === 0) this.watch?.unplaced('held back', task, kinds.at(tasks.kind[task]), now)
    this.held.hold(task, now)
  }

  /** Jobs that go to the place chosen for so many: as many as the queue wants in a bunch, if it says so. */
  private ownBunch(candidates: Candidates, position: number, jobs: number): number {
    const { bunchJobs } = this.state.grid.queues[candidates.queue[position]]
    if (bunchJobs === 0 || bunchJobs === jobs) return jobs
    decay(candidates, position, bunchJobs - jobs)
    return bunchJobs
  }

  /** All queues refuse the task or are full: the next cycle if it got some places in this one, else a longer wait. */
  private wait(task: TaskRow, now: Seconds): void {
    const { constants, kinds, tasks } = this.state
    const isAnalysis = kinds.at(tasks.kind[task]).label === 'user'
    const retry = isAnalysis ? constants.noCandidateRetryAnalysisSeconds : constants.noCandidateRetrySeconds
    const seconds = this.hasPlaced ? Math.max(constants.generatorCycleSeconds, LEAST_RETRY_SECONDS) : retry
    this.comeAgain(task, now + seconds)
  }

  private comeAgain(task: TaskRow, at: Seconds): void {
    this.scheduleAt(task, nextCycle(at, this.state.constants.generatorCycleSeconds))
  }

  private create(task: TaskRow, now: Seconds): void {
    const { jobs, tasks, journal } = this.state
    const ordinal = tasks.firstOrdinal[task] + tasks.created[task]++
    const row = jobs.add(task, ordinal, 1, JobState.pending, now)
    jobs.createdAt[row] = tasks.submittedAt[task]
    journal.write(Fact.jobCreated, now, jobs.id(row), tasks.key[task], ordinal, 1, 0, row)
    this.enqueue(row)
  }

  private place(task: TaskRow, face: number, now: Seconds): void {
    const { jobs, tasks } = this.state
    const row = tasks.pendingHead[task]
    tasks.pendingHead[task] = jobs.next[row]
    if (tasks.pendingHead[task] === NONE) tasks.pendingTail[task] = NONE
    tasks.pending[task]--
    givePlace(this.state, row, face, now)
    this.dataService.prepare(row, now)
  }

  private scheduleAt(task: TaskRow, at: Seconds): void {
    const { nextVisitAt } = this.state.tasks
    if (nextVisitAt[task] <= at) return
    nextVisitAt[task] = at
    this.state.silent?.task(task)
    this.due.push(at, task)
  }
}
