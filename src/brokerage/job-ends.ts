import type { Cause } from '../model/cause.js'
import { JobState } from '../model/job-state.js'
import { move } from '../model/move.js'
import type { State } from '../model/state.js'
import type { JobRow, Seconds } from '../model/units.js'
import type { Dispatcher } from './dispatcher.js'
import type { Generator } from './generator.js'
import type { Retry } from './retry.js'
import type { Verdict } from './timeouts.js'

/** Ends jobs from outside, wherever they stand: what people, time limits and lost inputs do. */
export class JobEnds {
  constructor(
    private readonly state: State,
    private readonly dispatcher: Dispatcher,
    private readonly generator: Generator,
    private readonly retry: Retry,
  ) {}

  end(row: JobRow, to: JobState, cause: Cause, now: Seconds): void {
    const from = this.state.jobs.state(row)
    if (from === JobState.activated) this.dispatcher.forget(row)
    if (from === JobState.pending) this.generator.unlink(row)
    move(this.state, row, to, now, cause)
    this.retry.settle(row, now)
  }

  /** As the watchdog has found. */
  giveUp(row: JobRow, { to, cause, error }: Verdict, now: Seconds): void {
    this.state.jobs.error[row] = error
    this.end(row, to, cause, now)
  }
}
