import { BadInput } from '../model/bad-input.js'
import { formatSeconds } from '../model/format.js'
import type { Seconds } from '../model/units.js'
import { type Moment, RunUnderWay } from './run-under-way.js'
import type { Scenario, SimulateOptions } from './simulate.js'

/** What may be chosen for a run to a moment. */
export type RunUntilOptions = Pick<SimulateOptions, 'policy' | 'seed' | 'onProgress'>

/**
 * Runs a scenario up to and with a moment, and leaves everything as it stands then.
 * @throws BadInput as `simulate`, and when the moment is not within the run
 */
export async function runUntil(scenario: Scenario, until: Seconds, options: RunUntilOptions = {}): Promise<Moment> {
  if (!(until >= 0 && until < Infinity))
    throw new BadInput('time', `it is ${until} s`, 'a time from the start of the run')
  const run = await RunUnderWay.begin(scenario, options)
  await run.goTo(until, options)
  if (run.end !== undefined && run.end < until) {
    const found = `${formatSeconds(until)} is after the end of the run`
    throw new BadInput('time', found, `a time up to ${formatSeconds(run.end)}`)
  }
  return run.moment()
}
