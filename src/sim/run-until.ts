import type { Core } from '../brokerage/core.js'
import { BadInput } from '../model/bad-input.js'
import { formatSeconds } from '../model/format.js'
import type { Seconds } from '../model/units.js'
import { type Scenario, simulate, type SimulateOptions } from './simulate.js'
import { World } from './world.js'

/** What the batch system of a site is at. */
export interface SiteNow {
  readonly cores: number
  readonly freeCores: number
  /** Pilots that stand in line for cores. */
  readonly pilotsInLine: number
  /** When its computing will be back in service; undefined: it is in service. */
  readonly outUntil: Seconds | undefined
}

/** A run that was stopped at a moment, to be asked. */
export interface Moment {
  readonly now: Seconds
  readonly core: Core
  /** What the simulated world knows of a site beside the core. */
  siteNow(site: number): SiteNow
}

/** What may be chosen for a run to a moment. */
export type RunUntilOptions = Pick<SimulateOptions, 'policy' | 'seed' | 'onProgress'>

/**
 * Runs a scenario up to and with a moment, and leaves everything as it stands then.
 * @throws BadInput as `simulate`, and when the moment is not within the run
 */
export async function runUntil(scenario: Scenario, until: Seconds, options: RunUntilOptions = {}): Promise<Moment> {
  if (!(until >= 0 && until < Infinity))
    throw new BadInput('time', `it is ${until} s`, 'a time from the start of the run')
  let core: Core | undefined
  let world: World | undefined
  const stopSeconds = Math.min(until, scenario.stopSeconds)
  const { summary } = await simulate(
    { ...scenario, stopSeconds, expectations: [] },
    {
      ...options,
      through: (build, orders) => {
        if (!(orders instanceof World)) throw new Error('a run is built for a world')
        world = orders
        core = build(orders)
        return { reports: core, core }
      },
    },
  )
  if (core === undefined || world === undefined) throw new Error('the run was not built')
  const end = summary.complete ? summary.endSeconds : world.endsAt
  if (end < until) {
    const found = `${formatSeconds(until)} is after the end of the run`
    throw new BadInput('time', found, `a time up to ${formatSeconds(end)}`)
  }
  return momentOf(core, world, until)
}

function momentOf(core: Core, world: World, until: Seconds): Moment {
  return {
    now: until,
    core,
    siteNow: (site) => ({
      cores: world.batch.coresAt(site),
      freeCores: world.batch.free[site],
      pilotsInLine: world.batch.inLineAt(site),
      outUntil: world.outages.compute.spanAt(site, until)?.until,
    }),
  }
}
