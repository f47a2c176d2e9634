import type { Seconds } from '../../model/units.js'
import type { Series } from './about.js'

/** How many attempts failed with one code, and what it means in words. */
export interface ErrorCount {
  readonly code: number
  readonly cause: string
  readonly text: string
  readonly jobs: number
}

/** Attempts that failed within a window. */
export interface ErrorsTold {
  readonly from: Seconds
  readonly to: Seconds
  readonly failed: number
  readonly ended: number
  readonly byCode: readonly ErrorCount[]
  readonly bySite: readonly { readonly site: string; readonly failed: number; readonly ended: number }[]
  readonly byTask: readonly {
    readonly task: number
    readonly name: string
    readonly failed: number
    readonly ended: number
  }[]
  readonly course: Series
  /** Many failures of one kind in a short time at one place. */
  readonly bursts: readonly {
    readonly from: Seconds
    readonly to: Seconds
    readonly site: string
    readonly text: string
    readonly jobs: number
  }[]
}
