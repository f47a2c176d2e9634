import type { Seconds } from '../../model/units.js'
import type { ErrorCount } from './errors.js'
import type { Pair } from './about.js'

/** A queue at a moment. */
export interface QueueInList {
  readonly queue: string
  readonly site: string
  readonly tier: number
  /** online, standby, brokeroff, test or offline. */
  readonly status: string
  readonly waiting: number
  readonly running: number
  readonly runningCores: number
  /** 0: not known. */
  readonly cores: number
  /** Attempts that ended within the last 24 hours. */
  readonly finished: number
  readonly failed: number
}

export interface QueueTold extends QueueInList {
  /** What it takes: cores, memory, wall time, labels, as pairs of words. */
  readonly limits: readonly Pair[]
  /** Seconds of cores that worked for jobs which finished, of all that worked; null: none did. */
  readonly efficiency: number | null
  readonly errors: readonly ErrorCount[]
  /** What a pilot that asked now would find, in words. */
  readonly pilot: readonly string[]
  /** Pilots that are there, on their way, and that came and found nothing; null: not known. */
  readonly pilots: { readonly running: number; readonly submitted: number; readonly empty: number | null } | null
  readonly downtimes: readonly { readonly from: Seconds; readonly to: Seconds; readonly text: string }[]
  /** The first steps that refuse waiting work there, in words. */
  readonly refusals: readonly string[]
}

/** A worker: a pilot, or a slot of Harvester's. */
export interface WorkerInList {
  readonly name: string
  readonly queue: string
  readonly status: string
  readonly job: number | null
  readonly node: string
  readonly heardAt: Seconds | null
}
