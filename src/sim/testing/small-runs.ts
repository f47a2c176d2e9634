/** Runs of a few listed tasks on a few sites, for tests of what is measured of them. */
import type { RunResult } from '../run-result.js'
import { type Scenario, simulate, type SimulateOptions } from '../simulate.js'
import { gridSpecOf, type ListedTask, ListWorkload, scenarioWith } from './scenarios.js'

/** What may be chosen for such a run. */
export interface SmallRunOptions extends SimulateOptions {
  datasets?: ConstructorParameters<typeof ListWorkload>[1]
  parts?: Partial<Scenario>
}

/** Runs tasks, without delays, cycles or failures but for what is said otherwise. */
export function runOf(
  sites: Parameters<typeof gridSpecOf>,
  tasks: readonly ListedTask[],
  { datasets, parts, ...options }: SmallRunOptions = {},
): Promise<RunResult> {
  return simulate(
    scenarioWith(gridSpecOf(...sites), () => new ListWorkload(tasks, datasets), parts),
    options,
  )
}
