import { JobState } from '../model/job-state.js'
import type { Seconds } from '../model/units.js'
import type { MetricsCounter } from './metrics.js'
import type { Series } from './run-result.js'
import { halve, Steps } from './steps.js'

/** Points that a series holds at most. */
const MOST_POINTS = 600

/** Samples the states of the grid at equal steps of simulated time. */
export class Sampler {
  private readonly steps = new Steps(MOST_POINTS)
  readonly series: Series = {
    timeSeconds: this.steps.timeSeconds,
    pending: [],
    assigned: [],
    activated: [],
    running: [],
    transferring: [],
    busyFraction: [],
  }

  constructor(
    private readonly counter: MetricsCounter,
    /** Cores that pilots hold over cores there are. */
    private readonly busyFraction: () => number,
  ) {}

  /** Takes a sample and says when the next one is due. */
  take(now: Seconds): Seconds {
    const { series, counter, steps } = this
    const { inState } = counter
    series.pending.push(inState[JobState.pending] + inState[JobState.defined])
    series.assigned.push(inState[JobState.assigned])
    series.activated.push(inState[JobState.activated])
    series.running.push(inState[JobState.running])
    series.transferring.push(inState[JobState.transferring])
    series.busyFraction.push(this.busyFraction())
    if (steps.add(now)) {
      for (const values of Object.values(series) as number[][]) if (values !== steps.timeSeconds) halve(values)
    }
    return steps.nextAfter(now)
  }
}
