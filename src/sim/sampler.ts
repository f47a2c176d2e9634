import { JobState } from '../model/job-state.js'
import type { Seconds } from '../model/units.js'
import type { MetricsCounter } from './metrics.js'
import type { Series } from './run-result.js'

/** Points a series holds before every second one is dropped and the step doubled. */
const MOST_POINTS = 600

/** Samples the states of the grid at equal steps of simulated time, however long the run becomes. */
export class Sampler {
  readonly series: Series = {
    timeSeconds: [],
    pending: [],
    assigned: [],
    activated: [],
    running: [],
    transferring: [],
    busyFraction: [],
  }
  private stepSeconds: Seconds = 60

  constructor(
    private readonly counter: MetricsCounter,
    /** Cores that pilots hold over cores there are. */
    private readonly busyFraction: () => number,
  ) {}

  /** Takes a sample and says when the next one is due. */
  take(now: Seconds): Seconds {
    const { series, counter } = this
    const { inState } = counter
    series.timeSeconds.push(now)
    series.pending.push(inState[JobState.pending] + inState[JobState.defined])
    series.assigned.push(inState[JobState.assigned])
    series.activated.push(inState[JobState.activated])
    series.running.push(inState[JobState.running])
    series.transferring.push(inState[JobState.transferring])
    series.busyFraction.push(this.busyFraction())
    if (series.timeSeconds.length > MOST_POINTS) this.thin()
    return (Math.floor(now / this.stepSeconds) + 1) * this.stepSeconds
  }

  private thin(): void {
    this.stepSeconds *= 2
    for (const values of Object.values(this.series) as number[][]) {
      for (let i = 0; 2 * i < values.length; i++) values[i] = values[2 * i]
      values.length = Math.ceil(values.length / 2)
    }
  }
}
