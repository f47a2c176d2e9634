import type { Policy } from '../../brokerage/policy.js'
import { BadInput } from '../../model/bad-input.js'
import type { Seconds } from '../../model/units.js'
import { type GridSpec, gridOf } from '../../sim/grid-spec.js'
import { deaths } from '../../sim/incidents.js'
import type { Outage } from '../../sim/outages.js'
import { queueChanges, QueueStatusKeeper } from '../../sim/queue-changes.js'
import { seedOf } from '../../sim/seed.js'
import type { Scenario } from '../../sim/simulate.js'
import { readTrace } from '../../sim/traces/open-trace.js'
import type { ResultsReader } from '../explain/results-reader.js'
import { runAgain } from '../explain/run-again.js'

/** What a run was made of, by the study in its folder: the tables hold what happened, not what there was. */
export class RunWorld {
  /** All outages: declared by grid and scenario, and those of sites that died. */
  readonly outages: readonly Outage[]

  constructor(
    readonly scenario: Scenario,
    readonly policy: Policy,
    readonly grid: GridSpec,
    /** Second 0, in milliseconds since 1970; undefined: its time has no date. */
    readonly originMilliseconds: number | undefined,
  ) {
    this.outages = [...(grid.outages ?? []), ...scenario.outages, ...deaths(scenario.incidents)]
  }

  /** Status of each queue at a moment. */
  statusesAt(at: Seconds): Map<string, string> {
    const { queues } = gridOf(this.grid)
    const keeper = new QueueStatusKeeper(queues)
    const byName = new Map(queues.map((queue) => [queue.name, queue]))
    const statuses = new Map<string, string>(queues.map(({ name, status }) => [name, status]))
    for (const change of queueChanges(this.grid.sites, this.scenario.incidents, this.outages)) {
      if (change.atSeconds > at) break
      const queue = byName.get(change.queue)
      if (queue !== undefined) statuses.set(queue.name, keeper.change(queue, change))
    }
    return statuses
  }
}

/** What the run of a folder was made of; in words why not, when the folder does not hold it. */
export async function worldOf(reader: ResultsReader): Promise<RunWorld | string> {
  try {
    const { scenario, policy, seed } = await runAgain(reader.folder, reader.run)
    const { grid } = await scenario.prepare(seedOf(seed))
    const start =
      scenario.trace && (await readTrace(scenario.trace.path, () => undefined, scenario.trace)).startUnixSeconds
    return new RunWorld(scenario, policy, grid, start === undefined ? undefined : 1_000 * start)
  } catch (error) {
    if (error instanceof BadInput) return error.message
    throw error
  }
}
