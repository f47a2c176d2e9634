import type { Seconds } from '../../model/units.js'
import type { AttemptColumns } from './attempt-columns.js'
import { Living, livingStates, stateAt } from './state-at.js'

const HOUR = 3_600
const DAY = 86_400

/** Attempts of one task, queue, user or share at a moment. */
export class Counts {
  /** Without a place; at a queue without a pilot; running, and their cores. */
  pending = 0
  waiting = 0
  running = 0
  runningCores = 0
  /** Attempts that ended within the last hour, and within the last 24. */
  finishedInHour = 0
  failedInHour = 0
  finishedInDay = 0
  failedInDay = 0
  /** When the waiting one that has waited longest was made; Infinity: none waits. */
  oldestWaitingMade: Seconds = Infinity
}

/** Attempts of a task, and its jobs, each counted once whatever its attempts. */
export class TaskCounts extends Counts {
  /** Attempts that had been made. */
  attempts = 0
  jobs = 0
  finished = 0
  failed = 0
  cancelled = 0
}

/** All attempts of a run, counted at one moment. */
export interface Census {
  readonly at: Seconds
  /** By state, in the order of `livingStates`. */
  readonly states: readonly number[]
  readonly all: Counts
  readonly tasks: readonly TaskCounts[]
  readonly queues: readonly Counts[]
  readonly users: readonly Counts[]
  readonly shares: readonly Counts[]
}

/** Counts all attempts at a moment. */
export function takeCensus(attempts: AttemptColumns, at: Seconds): Census {
  const { length, names, task, queue, user, share, ended, isFirst, isLast } = attempts
  const counter = new Counter(attempts, at)
  const states = livingStates.map(() => 0)
  const all = new Counts()
  const tasks = names.task.map(() => new TaskCounts())
  const [queues, users, shares] = [names.queue, names.user, names.share].map((list) => list.map(() => new Counts()))
  for (let row = 0; row < length; row++) {
    const state = stateAt(attempts, row, at)
    if (state === Living.none) continue
    const ofTask = tasks[task[row]]
    ofTask.attempts++
    if (isFirst[row] === 1) ofTask.jobs++
    if (state !== Living.ended) states[state]++
    else if (isLast[row] === 1) counter.endJob(ofTask, row)
    // What ended long ago is counted in its task alone.
    if (state === Living.ended && ended[row] <= at - DAY) continue
    counter.count(all, row, state)
    counter.count(ofTask, row, state)
    counter.count(users[user[row]], row, state)
    if (share[row] >= 0) counter.count(shares[share[row]], row, state)
    if (state !== Living.pending && queue[row] >= 0) counter.count(queues[queue[row]], row, state)
  }
  return { at, states, all, tasks, queues, users, shares }
}

/** Some attempts by queue: those that live, and those that ended, however long ago. */
export function countsByQueue(
  attempts: AttemptColumns,
  rows: readonly number[],
  at: Seconds,
): { queue: string; waiting: number; running: number; finished: number; failed: number }[] {
  const counter = new Counter(attempts, at, Infinity)
  const queues = new Map<number, Counts>()
  for (const row of rows) {
    const state = stateAt(attempts, row, at)
    if (attempts.queue[row] < 0 || state === Living.pending) continue
    const counts = queues.get(attempts.queue[row]) ?? new Counts()
    queues.set(attempts.queue[row], counts)
    counter.count(counts, row, state)
  }
  return [...queues]
    .map(([queue, { waiting, running, finishedInDay: finished, failedInDay: failed }]) => {
      return { queue: attempts.names.queue[queue], waiting, running, finished, failed }
    })
    .sort((one, other) => (one.queue < other.queue ? -1 : 1))
}

/** Counts attempts one by one at a moment. */
class Counter {
  private readonly finished: number
  private readonly failed: number
  private readonly cancelled: number

  /** @param daySeconds within which ends are counted as those of the last day */
  constructor(
    private readonly attempts: AttemptColumns,
    private readonly at: Seconds,
    private readonly daySeconds = DAY,
  ) {
    const codeOf = (state: string) => attempts.names.state.indexOf(state)
    this.finished = codeOf('finished')
    this.failed = codeOf('failed')
    this.cancelled = codeOf('cancelled')
  }

  /** A job whose last attempt was closed has used up its attempts. */
  endJob(counts: TaskCounts, row: number): void {
    const state = this.attempts.state[row]
    if (state === this.finished) counts.finished++
    else if (state === this.cancelled) counts.cancelled++
    else counts.failed++
  }

  count(counts: Counts, row: number, state: Living): void {
    if (state === Living.ended) this.countEnd(counts, row)
    else if (state === Living.running) {
      counts.running++
      counts.runningCores += this.attempts.cores[row]
    } else if (state <= Living.activated) {
      if (state === Living.pending) counts.pending++
      else counts.waiting++
      const made = this.attempts.created[row]
      if (made < counts.oldestWaitingMade) counts.oldestWaitingMade = made
    }
  }

  private countEnd(counts: Counts, row: number): void {
    const ago = this.at - this.attempts.ended[row]
    if (ago >= this.daySeconds) return
    const state = this.attempts.state[row]
    if (state === this.finished) {
      counts.finishedInDay++
      if (ago < HOUR) counts.finishedInHour++
    } else if (state === this.failed) {
      counts.failedInDay++
      if (ago < HOUR) counts.failedInHour++
    }
  }
}
