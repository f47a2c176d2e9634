import type { Seconds } from '../../model/units.js'
import type { Series } from './about.js'
import type { ErrorCount } from './errors.js'

/** The whole grid at a moment, and how it came there. */
export interface Overview {
  readonly at: Seconds
  /** Jobs by state, in the order of the lifecycle; ended ones are not among them. */
  readonly states: readonly { readonly state: string; readonly jobs: number }[]
  readonly runningCores: number
  /** Cores of all queues that are online; 0: not known. */
  readonly cores: number
  /** Attempts that ended within the last hour. */
  readonly lastHour: { readonly finished: number; readonly failed: number; readonly bytesMoved: number | null }
  /** Over the window that was asked for, with equal times: jobs at a moment. */
  readonly standing: readonly Series[]
  /** Over the same window: attempts that ended in each step, by how. */
  readonly ends: readonly Series[]
  /** Bytes that arrived in each step; undefined: not counted. */
  readonly moved: Series | undefined
  /** Tasks that are slow: the oldest with waiting jobs. */
  readonly slowTasks: readonly SlowTask[]
  /** What failed most within the last hour. */
  readonly errors: readonly ErrorCount[]
  /** Queues that need a look, and why. */
  readonly troubles: readonly { readonly queue: string; readonly text: string }[]
  /** Whether brokerage gives no more places to jobs since somebody paused it; undefined: it cannot be paused. */
  readonly isPaused?: boolean | undefined
}

export interface SlowTask {
  readonly task: number
  readonly name: string
  readonly user: string
  readonly waiting: number
  readonly running: number
  readonly jobs: number
  readonly ended: number
  /** For how long its oldest job has waited. */
  readonly waitSeconds: Seconds
}
