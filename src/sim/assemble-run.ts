import { Core } from '../brokerage/core.js'
import { builtInPolicy } from '../brokerage/define-policy.js'
import type { Policy } from '../brokerage/policy.js'
import type { Orders } from '../brokerage/ports.js'
import { defaultConstants } from '../model/constants.js'
import { type GridSpec, gridOf } from './grid-spec.js'
import { seedOf } from './seed.js'
import type { Scenario, SimulateOptions } from './simulate.js'
import { refuseUnknownPlaces } from './unknown-places.js'
import type { Workload } from './workload.js'
import { World } from './world.js'

/** A run that is put together and has not begun. */
export interface AssembledRun {
  readonly policy: Policy
  /** The text of the seed. */
  readonly seed: string
  readonly spec: GridSpec
  readonly workload: Workload
  readonly world: World
  /** Makes the core, with what its orders go to. */
  build(orders: Orders): Core
}

/** Puts a run together. @throws BadInput when scenario, policy or trace cannot be used */
export async function assembleRun(
  scenario: Scenario,
  options: Pick<SimulateOptions, 'policy' | 'seed'>,
): Promise<AssembledRun> {
  const seedText = options.seed ?? scenario.seed
  const seed = seedOf(seedText)
  const policy = typeof options.policy === 'object' ? options.policy : builtInPolicy(options.policy ?? scenario.policy)
  const { grid: spec, workload } = await scenario.prepare(seed)
  refuseUnknownPlaces(scenario, spec)
  return {
    policy,
    seed: seedText,
    spec,
    workload,
    world: new World({ ...scenario, spec, workload }),
    build: (orders) =>
      new Core({
        grid: gridOf(spec),
        policy,
        constants: { ...defaultConstants, ...scenario.constants },
        constantsByShare: scenario.constantsByShare ?? {},
        shares: scenario.shares,
        pilotDemand: scenario.pilotDemand,
        seed,
        orders,
      }),
  }
}
