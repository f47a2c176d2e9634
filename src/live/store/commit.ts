import type { Bytes, PandaId, Seconds } from '../../model/units.js'

/** A fact as it is kept: what the journal says, without the row, which is the core's own business. */
export type StoredFact = readonly [
  kind: number,
  at: Seconds,
  subject: number,
  a: number,
  b: number,
  c: number,
  d: number,
]

/** One thing that the core or the host keeps: what kind of thing, its number among these, and what is kept as JSON. */
export interface KeptRow {
  /** A word of small letters, such as `job` or `order`. */
  readonly kind: string
  /** A whole number from 0 to 2^53. */
  readonly key: number
  readonly body: string
}

/** A row that is new or has changed; a body of undefined: it is gone. */
export interface RowChange {
  readonly kind: string
  readonly key: number
  readonly body: string | undefined
}

/** What a job runs, opaque to the core: JSON, read when the job is dispatched. */
export interface JobSpec {
  /** Number of the task. */
  readonly task: number
  /** The job's ordinal in it; -1: what all its jobs have in common. */
  readonly ordinal: number
  readonly body: string
}

/**
 * Characters of the longest word that a store can look things up by: users, queues, states, names, keys of answers, kinds of rows.
 * A longer one makes the commit fail, so it is to be refused at the door.
 */
export const LONGEST_WORD = 800

/** An attempt that has ended: what the archive is asked by, and all else as JSON. */
export interface EndedJob {
  readonly id: PandaId
  /** Number of its task. */
  readonly task: number
  readonly ordinal: number
  readonly user: string
  /** Empty: it never had a place. */
  readonly queue: string
  /** In PanDA's words: finished, failed, cancelled, closed. */
  readonly state: string
  readonly endedAt: Seconds
  readonly body: string
}

export interface EndedTask {
  readonly number: number
  readonly name: string
  readonly user: string
  readonly endedAt: Seconds
  readonly body: string
}

/** What was answered to a request that bore a key, so that the same request gets the same answer. */
export interface KeptAnswer {
  readonly key: string
  readonly at: Seconds
  readonly body: string
}

/** All that one commit makes last: everything of it, or nothing. */
export interface Commit {
  /** Running number: one more than that of the commit before. */
  readonly sequence: number
  readonly at: Seconds
  /** Facts in order; the first one's running number is one more than that of the last one kept. */
  readonly facts: readonly StoredFact[]
  readonly rows: readonly RowChange[]
  readonly specs: readonly JobSpec[]
  readonly endedJobs: readonly EndedJob[]
  readonly endedTasks: readonly EndedTask[]
  readonly answers: readonly KeptAnswer[]
}

/** What to look for among attempts that have ended; what is undefined is not asked for. The newest come first. */
export interface EndedJobQuery {
  readonly task?: number
  /** All attempts of one job of the task. */
  readonly ordinal?: number
  readonly user?: string
  readonly queue?: string
  readonly state?: string
  /** Only PandaIDs below this one: the next page. */
  readonly below?: PandaId
  readonly limit: number
}

export interface EndedTaskQuery {
  readonly name?: string
  readonly user?: string
  readonly below?: number
  readonly limit: number
}

/** Part of the journal. */
export interface FactPage {
  /** Running number of the first fact here, from 1. */
  readonly first: number
  readonly facts: readonly StoredFact[]
}

/** How much a store holds. */
export interface StoreSize {
  readonly rows: number
  readonly facts: number
  readonly endedJobs: number
  readonly specs: number
  readonly bytes: Bytes
}
