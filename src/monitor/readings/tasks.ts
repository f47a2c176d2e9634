import type { Seconds } from '../../model/units.js'
import type { JobInList, Why } from './jobs.js'
import type { ErrorCount } from './errors.js'
import type { Pair } from './about.js'

/** What is looked for among tasks; what is undefined is not asked for. */
export interface TaskFilter {
  readonly name?: string | undefined
  readonly user?: string | undefined
  readonly standing?: 'alive' | 'ended' | undefined
  readonly below?: number | undefined
  readonly limit: number
}

export interface TaskInList {
  readonly task: number
  readonly name: string
  readonly user: string
  readonly isAlive: boolean
  readonly jobs: number
  readonly finished: number
  readonly failed: number
  readonly cancelled: number
  readonly priority: number
  readonly submittedAt: Seconds | null
  readonly endedAt: Seconds | null
}

export interface TaskTold extends TaskInList {
  readonly running: number
  /** Jobs that stand at a queue and wait, and those that have no place yet. */
  readonly waiting: number
  readonly pending: number
  readonly needs: readonly Pair[]
  /** Living jobs and ended attempts by queue. */
  readonly queues: readonly {
    readonly queue: string
    readonly waiting: number
    readonly running: number
    readonly finished: number
    readonly failed: number
  }[]
  /** Where the time of its jobs went, in seconds of all attempts together. */
  readonly phases: readonly { readonly phase: string; readonly seconds: Seconds }[]
  readonly errors: readonly ErrorCount[]
  /** Its job that has waited longest, and why; null: none waits. */
  readonly slowest: { readonly job: JobInList; readonly why: Why } | null
  /** Why it is slow, in words, the weightiest first; empty: it is not. */
  readonly reasons: readonly string[]
}
