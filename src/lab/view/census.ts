import type { Seconds } from '../../model/units.js'
import type { AttemptColumns } from './attempt-columns.js'
import { Living, livingStates, stateAt } from './moment.js'

const HOUR = 3_600
const DAY = 86_400

/** Attempts of one task, queue, user or share at a moment. */
export interface Counts {
  /** Without a place; at a queue without a pilot; running, and their cores. */
  pending: number
  waiting: number
  running: number
  runningCores: number
  /** Attempts that ended within the last hour, and within the last 24. */
  finishedInHour: number
  failedInHour: number
  finishedInDay: number
  failedInDay: number
  /** When the waiting one that has waited longest was made; Infinity: none waits. */
  oldestWaitingMade: Seconds
}

/** Jobs of a task, each counted once whatever its attempts. */
export interface TaskCounts extends Counts {
  /** Attempts that had been made. */
  attempts: number
  jobs: number
  finished: number
  failed: number
  cancelled: number
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

function noCounts(): Counts {
  return {
    pending: 0,
    waiting: 0,
    running: 0,
    runningCores: 0,
    finishedInHour: 0,
    failedInHour: 0,
    finishedInDay: 0,
    failedInDay: 0,
    oldestWaitingMade: Infinity,
  }
}

const noTaskCounts = (): TaskCounts => ({
  ...noCounts(),
  attempts: 0,
  jobs: 0,
  finished: 0,
  failed: 0,
  cancelled: 0,
})

/** Counts all attempts at a moment. */
export function takeCensus(attempts: AttemptColumns, at: Seconds): Census {
  const { length, names, task, queue, user, share } = attempts
  const states = livingStates.map(() => 0)
  const all = noCounts()
  const tasks = names.task.map(noTaskCounts)
  const [queues, users, shares] = [names.queue.map(noCounts), names.user.map(noCounts), names.share.map(noCounts)]
  for (let row = 0; row < length; row++) {
    const state = stateAt(attempts, row, at)
    if (state === Living.none) continue
    const ofTask = tasks[task[row]]
    ofTask.attempts++
    if (attempts.isFirst[row] === 1) ofTask.jobs++
    if (state !== Living.ended) states[state]++
    else if (attempts.isLast[row] === 1) endJob(ofTask, names.state[attempts.state[row]])
    // What ended long ago is counted in its task alone.
    if (state === Living.ended && attempts.ended[row] <= at - DAY) continue
    count(all, attempts, row, state, at)
    count(ofTask, attempts, row, state, at)
    count(users[user[row]], attempts, row, state, at)
    if (share[row] >= 0) count(shares[share[row]], attempts, row, state, at)
    if (state !== Living.pending && queue[row] >= 0) count(queues[queue[row]], attempts, row, state, at)
  }
  return { at, states, all, tasks, queues, users, shares }
}

/** Some attempts by queue: those that live, and those that ended, however long ago. */
export function countsByQueue(
  attempts: AttemptColumns,
  rows: readonly number[],
  at: Seconds,
): { queue: string; waiting: number; running: number; finished: number; failed: number }[] {
  const queues = new Map<number, Counts>()
  for (const row of rows) {
    const state = stateAt(attempts, row, at)
    if (attempts.queue[row] < 0 || state === Living.pending) continue
    const counts = queues.get(attempts.queue[row]) ?? noCounts()
    queues.set(attempts.queue[row], counts)
    count(counts, attempts, row, state, Math.min(at, attempts.ended[row]))
  }
  return [...queues]
    .map(([queue, { waiting, running, finishedInDay: finished, failedInDay: failed }]) => {
      return { queue: attempts.names.queue[queue], waiting, running, finished, failed }
    })
    .sort((one, other) => (one.queue < other.queue ? -1 : 1))
}

/** A job whose last attempt was closed has used up its attempts. */
function endJob(counts: TaskCounts, state: string): void {
  if (state === 'finished') counts.finished++
  else if (state === 'cancelled') counts.cancelled++
  else counts.failed++
}

function count(counts: Counts, attempts: AttemptColumns, row: number, state: Living, at: Seconds): void {
  switch (state) {
    case Living.running:
      counts.running++
      counts.runningCores += attempts.cores[row]
      break
    case Living.pending:
    case Living.assigned:
    case Living.activated:
      if (state === Living.pending) counts.pending++
      else counts.waiting++
      if (attempts.created[row] < counts.oldestWaitingMade) counts.oldestWaitingMade = attempts.created[row]
      break
    case Living.ended:
      countEnd(counts, attempts.names.state[attempts.state[row]], at - attempts.ended[row])
  }
}

function countEnd(counts: Counts, state: string, ago: Seconds): void {
  const isInHour = ago < HOUR
  if (ago >= DAY) return
  if (state === 'finished') {
    counts.finishedInDay++
    if (isInHour) counts.finishedInHour++
  } else if (state === 'failed') {
    counts.failedInDay++
    if (isInHour) counts.failedInHour++
  }
}
