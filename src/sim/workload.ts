import type { Reports } from '../brokerage/ports.js'
import type { Seconds } from '../model/units.js'
import type { Plans } from './plans.js'

/** Where the tasks of a run come from. Tasks come in order of time. */
export interface Workload {
  /** What is assumed rather than known, in words. */
  readonly assumptions: readonly string[]
  /** Makes the datasets known that are there from the start. */
  begin(reports: Reports): void
  /** Time of the next task; Infinity when there is none; NaN when `more` has to read on first. */
  nextAt(): Seconds
  /** Reads on. Called only when `nextAt` is NaN. */
  more(): Promise<void>
  /** Submits the next task and writes down how its jobs will run. */
  submitNext(reports: Pick<Reports, 'submit'>, plans: Pick<Plans, 'set'>): void
  /** Part of the work that has been submitted, 0 to 1, for progress. */
  progress(): number
}
