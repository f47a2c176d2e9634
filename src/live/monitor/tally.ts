import type { Seconds } from '../../model/units.js'

/** Attempts that ended at a queue, and seconds of cores: of those that finished, and of all; pilots that asked, and that got nothing. */
export interface QueueTally {
  finished: number
  failed: number
  asks: number
  emptyAsks: number
  goodCoreSeconds: number
  coreSeconds: number
}

export interface UserTally {
  finished: number
  failed: number
}

export interface TaskTally extends UserTally {
  readonly name: string
  readonly user: string
}

/** Attempts that failed with one code at one queue. */
export interface FailureTally {
  readonly code: number
  readonly cause: string
  readonly queue: string
  jobs: number
}

/** Attempts that had begun to read a dataset, and when the last of them ended. */
export interface DatasetTally {
  reads: number
  lastAt: Seconds
}

/** An attempt that has ended, as far as it is counted. */
export interface CountedEnd {
  readonly state: string
  readonly queue: string
  readonly user: string
  readonly task: number
  readonly taskName: string
  readonly code: number
  readonly cause: string
  /** Seconds of its run times its cores. */
  readonly coreSeconds: number
  /** Dataset that it had begun to read. */
  readonly dataset: string | undefined
  readonly endedAt: Seconds
}

/** As it is kept: what stands in each map, in its order. */
export interface SavedTally {
  readonly from: Seconds
  readonly to: Seconds
  readonly queues: readonly (readonly [string, QueueTally])[]
  readonly users: readonly (readonly [string, UserTally])[]
  readonly tasks: readonly (readonly [number, TaskTally])[]
  readonly failures: readonly FailureTally[]
  readonly datasets: readonly (readonly [string, DatasetTally])[]
}

/** Users, tasks, datasets and kinds of failures that are told apart; where there are more, those with the fewest attempts are dropped. */
const MOST = 2_000
const KEPT = 1_000

/** Attempts that ended within some minutes or an hour, by where, whose and why. */
export class Tally {
  readonly queues = new Map<string, QueueTally>()
  readonly users = new Map<string, UserTally>()
  readonly tasks = new Map<number, TaskTally>()
  readonly failures = new Map<string, FailureTally>()
  readonly datasets = new Map<string, DatasetTally>()

  constructor(
    readonly from: Seconds,
    readonly to: Seconds,
  ) {}

  static of({ from, to, queues, users, tasks, failures, datasets }: SavedTally): Tally {
    const tally = new Tally(from, to)
    for (const [name, one] of queues) tally.queues.set(name, one)
    for (const [name, one] of users) tally.users.set(name, one)
    for (const [number, one] of tasks) tally.tasks.set(number, one)
    for (const one of failures) tally.failures.set(keyOf(one), one)
    for (const [name, one] of datasets) tally.datasets.set(name, one)
    return tally
  }

  saved(): SavedTally {
    const { from, to, queues, users, tasks, failures, datasets } = this
    const lists = { queues: [...queues], users: [...users], tasks: [...tasks], datasets: [...datasets] }
    return { from, to, ...lists, failures: [...failures.values()] }
  }

  /** Counts an attempt; those that were killed or sent elsewhere are no failures. */
  count({ state, queue, user, task, taskName, code, cause, coreSeconds, dataset, endedAt }: CountedEnd): void {
    if (dataset !== undefined) read(entry(this.datasets, dataset, unread), { reads: 1, lastAt: endedAt })
    const outcome = state === 'finished' || state === 'failed' ? state : undefined
    if (queue !== '') {
      const place = entry(this.queues, queue, noWork)
      place.coreSeconds += coreSeconds
      if (state === 'finished') place.goodCoreSeconds += coreSeconds
      if (outcome !== undefined) place[outcome]++
    }
    if (outcome === undefined) return
    entry(this.users, user, nothing)[outcome]++
    entry(this.tasks, task, () => ({ name: taskName, user, ...nothing() }))[outcome]++
    if (state === 'failed')
      entry(this.failures, keyOf({ code, cause, queue }), () => ({ code, cause, queue, jobs: 0 })).jobs++
    this.prune()
  }

  /** Counts a pilot that asked for a job. */
  countAsk(queue: string, isEmpty: boolean): void {
    const place = entry(this.queues, queue, noWork)
    place.asks++
    if (isEmpty) place.emptyAsks++
  }

  /** Takes up what another one has counted. */
  add({ queues, users, tasks, failures, datasets }: Tally): void {
    for (const [name, one] of queues) {
      const own = entry(this.queues, name, noWork)
      sum(own, one)
      own.coreSeconds += one.coreSeconds
      own.goodCoreSeconds += one.goodCoreSeconds
      own.asks += one.asks
      own.emptyAsks += one.emptyAsks
    }
    for (const [name, one] of users) sum(entry(this.users, name, nothing), one)
    for (const [number, one] of tasks)
      sum(
        entry(this.tasks, number, () => ({ ...one, ...nothing() })),
        one,
      )
    for (const [name, one] of datasets) read(entry(this.datasets, name, unread), one)
    for (const [key, one] of failures) entry(this.failures, key, () => ({ ...one, jobs: 0 })).jobs += one.jobs
    this.prune()
  }

  private prune(): void {
    const ends = ({ finished, failed }: UserTally): number => finished + failed
    keepMost(this.users, ends)
    // Of tasks those are looked for that fail.
    keepMost(this.tasks, (one) => one.failed * MOST + ends(one))
    keepMost(this.failures, ({ jobs }) => jobs)
    keepMost(this.datasets, ({ reads }) => reads)
  }
}

function nothing(): UserTally {
  return { finished: 0, failed: 0 }
}

function unread(): DatasetTally {
  return { reads: 0, lastAt: 0 }
}

function read(own: DatasetTally, { reads, lastAt }: DatasetTally): void {
  own.reads += reads
  own.lastAt = Math.max(own.lastAt, lastAt)
}

function noWork(): QueueTally {
  return { ...nothing(), asks: 0, emptyAsks: 0, goodCoreSeconds: 0, coreSeconds: 0 }
}

function sum(own: UserTally, { finished, failed }: UserTally): void {
  own.finished += finished
  own.failed += failed
}

function entry<Key, One>(map: Map<Key, One>, key: Key, make: () => One): One {
  let one = map.get(key)
  if (one === undefined) map.set(key, (one = make()))
  return one
}

function keepMost<Key, One>(map: Map<Key, One>, weight: (one: One) => number): void {
  if (map.size <= MOST) return
  const kept = [...map].sort(([, one], [, other]) => weight(other) - weight(one)).slice(0, KEPT)
  map.clear()
  for (const [key, one] of kept) map.set(key, one)
}

function keyOf({ code, cause, queue }: Pick<FailureTally, 'code' | 'cause' | 'queue'>): string {
  return `${code} ${cause} ${queue}`
}
