/**
 * What is kept of the state, as plain values: everything that cannot be reckoned from the rest. Places are named, since numbers of
 * sites and queues belong to one process; jobs, tasks, datasets and transfers bear their own numbers. Fields that hold what is usual
 * are left out. Times and figures that are unknown or without end are left out too.
 */
import type { QueueStatus, Storage } from '../../model/grid.js'
import type { JobStateName } from '../../model/job-state.js'
import type { TaskRules } from '../../model/task-rules.js'
import type { Bytes, PandaId, Seconds } from '../../model/units.js'
import type { WorkNeeds } from '../../model/work-kind.js'

/** A job that has not ended; its key is the PandaID. */
export interface SavedJob {
  /** Number of its task. */
  readonly task: number
  readonly ordinal: number
  readonly attempt: number
  readonly state: JobStateName
  readonly since: Seconds
  readonly createdAt: Seconds
  /** Queue it was placed at, and which of its sorts of slots. */
  readonly queue?: string
  readonly slot?: number
  readonly placedAt?: Seconds
  readonly heardAt?: Seconds
  readonly startedAt?: Seconds
  readonly firstStartedAt?: Seconds
  readonly failures?: number
  readonly error?: number
  /** Its pilot is to end it. */
  readonly isToEnd?: true
  /** How often its output was sent before, and when it is sent again. */
  readonly tries?: number
  readonly resendAt?: Seconds
  /** Seconds in which nothing could be heard, of all gaps until this was written: later ones move its deadlines. */
  readonly gapSeconds?: Seconds
}

/** A task with jobs that have not ended, as it was submitted; its key is its number. */
export interface SavedTask extends WorkNeeds {
  readonly name: string
  readonly submittedAt: Seconds
  readonly jobs: number
  readonly firstOrdinal: number
  readonly user: string
  readonly group: string
  readonly walltimeSeconds: Seconds
  readonly hs06Seconds: number
  readonly dataset?: string
  readonly inputBytes: Bytes
  readonly inputFiles: number
  readonly outputBytes: Bytes
  readonly outputFiles: number
  readonly queues?: readonly string[]
  readonly rules?: Partial<TaskRules>
  readonly maxAttempts: number
  readonly maxFailures: number
}

/** How far a task is; its key is the task's number. */
export interface SavedProgress {
  readonly created: number
  readonly finished: number
  readonly failed: number
  readonly cancelled: number
  readonly priority: number
  /** Site that collects the output; `auto`: one is still to be chosen; left out: it stays where it is made. */
  readonly nucleus?: string
  /** When brokerage looks at it next. */
  readonly nextVisitAt?: Seconds
  readonly isHeld?: true
}

/** A transfer under way; its key is its number. */
export interface SavedTransfer {
  readonly job: PandaId
  readonly kind: 'input' | 'output'
  readonly activity: number
  readonly from: string
  readonly to: string
  readonly bytes: Bytes
  readonly files: number
  readonly tries: number
}

/** Parts of a copy that are there: of so many, in runs from a first to a last. */
export interface SavedParts {
  readonly of: number
  readonly runs: readonly (readonly [first: number, last: number])[]
}

/** A dataset and its copies in order of arrival; its key is its number. */
export interface SavedDataset {
  readonly name: string
  readonly bytes: Bytes
  readonly files: number
  readonly copies: readonly {
    readonly site: string
    readonly kind: number
    readonly bytes: Bytes
    readonly files: number
    readonly parts?: SavedParts
  }[]
}

/** A site's storage; its key is the site's number. */
export interface SavedSite {
  readonly name: string
  readonly storage: Partial<Storage>
}

/** What became of a queue; its key is the queue's number. */
export interface SavedQueue {
  readonly name: string
  readonly status: QueueStatus
  readonly lastStartAt: Seconds
  readonly lastPilotAt: Seconds
  /** Of each of its sorts of slots, pilots under way and requests so far. */
  readonly slots: readonly (readonly [underWay: number, requests: number])[]
}

/** What was measured of a link; its key is made of the numbers of its sites. */
export interface SavedLink {
  readonly from: string
  readonly to: string
  readonly at: Seconds
  readonly hourMBps?: number
  readonly dayMBps?: number
  readonly weekMBps?: number
}

/** When a job of an analysis task last finished at a queue; its key is made of both numbers. */
export interface SavedFinish {
  readonly task: number
  readonly queue: string
  readonly at: Seconds
  readonly gapSeconds?: Seconds
}

/** What there is once; its key is 0. */
export interface SavedCore {
  readonly now: Seconds
  readonly lastPandaId: PandaId
  readonly lastTask: number
  readonly transfersOrdered: number
  readonly jobsSubmitted: number
  readonly ended: Readonly<Record<string, number>>
  readonly facts: number
  readonly hash: string
  readonly policy: string
  /** The policy's own numbers. */
  readonly memory: readonly number[]
  readonly gapSeconds: Seconds
  readonly watchdogAt: Seconds
  readonly keepAliveAt: Seconds
  readonly pilotsDueAt?: Seconds
  readonly isPaused?: true
  /** Constants that were changed while it ran. */
  readonly constants?: Readonly<Record<string, number>>
  /** Tasks that are being killed. */
  readonly killing?: readonly number[]
}

/** Kinds of rows, in the order in which they are read back. */
export interface SavedKinds {
  core: SavedCore
  site: SavedSite
  queue: SavedQueue
  link: SavedLink
  dataset: SavedDataset
  task: SavedTask
  progress: SavedProgress
  job: SavedJob
  transfer: SavedTransfer
  finish: SavedFinish
}
export type SavedKind = keyof SavedKinds
export const savedKinds: readonly SavedKind[] = [
  'core',
  'site',
  'queue',
  'link',
  'dataset',
  'task',
  'progress',
  'job',
  'transfer',
  'finish',
]

/** A row that is new or has changed; undefined: it is gone. */
export interface SavedChange<Kind extends SavedKind = SavedKind> {
  readonly kind: Kind
  readonly key: number
  readonly row: SavedKinds[Kind] | undefined
}
