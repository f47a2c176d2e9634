import type { Seconds } from '../../model/units.js'
import type { ErrorCount } from './errors.js'
import type { Page, Pair } from './about.js'
import type { NotTold } from './not-told.js'

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
  readonly pilots: QueuePilots | NotTold
  /** Times in which it took no work; `to` infinite: nobody knows until when. */
  readonly downtimes: readonly { readonly from: Seconds; readonly to: Seconds; readonly text: string }[]
  /** The first steps that refuse waiting work there, in words. */
  readonly refusals: readonly string[]
}

/** Pilots of a queue. */
export interface QueuePilots {
  /** Those that are there. */
  readonly running: number
  /** Asked for, and not there yet. */
  readonly submitted: number
  /** How often pilots asked for a job within the last 24 hours; null: not counted. */
  readonly asks: number | null
  /** Came and found nothing: in a live world within those hours, in a run so far; null: not counted. */
  readonly empty: number | null
}

/** What is looked for among workers; what is undefined is not asked for. */
export interface WorkerFilter {
  readonly name?: string | undefined
  readonly queue?: string | undefined
  readonly node?: string | undefined
  readonly status?: string | undefined
  readonly from: number
  readonly limit: number
}

/** Workers, and how many there are. */
export interface WorkersTold {
  /** All of them, whatever is looked for. */
  readonly statuses: readonly { readonly status: string; readonly workers: number }[]
  /** Pilots of each queue that has or had any; empty: they are not counted. */
  readonly queues: readonly (QueuePilots & { readonly queue: string })[]
  /** Those that are looked for, and how many of them there are on all pages. */
  readonly page: Page<WorkerInList>
  readonly found: number
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
