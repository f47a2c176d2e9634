import type { QueueInList } from '../../monitor/readings/places.js'
import type { ResultsReader } from '../explain/results-reader.js'
import type { RunWorld } from './run-world.js'

/** A queue of a run, and the sorts of slots that it gives: its pseudo-queues. */
export interface RunQueue extends Pick<QueueInList, 'queue' | 'site' | 'tier' | 'cores'> {
  readonly slotCores: readonly number[]
}

/** The queues of the grid, by site and name; where that is not known, those that were judged, with tier and cores of 0. */
export async function runQueues(reader: ResultsReader, world: RunWorld | undefined): Promise<readonly RunQueue[]> {
  const all = world === undefined ? await judgedQueues(reader) : declaredQueues(world)
  const key = ({ site, queue }: RunQueue) => `${site}\n${queue}`
  return all.sort((one, other) => (key(one) < key(other) ? -1 : 1))
}

function declaredQueues({ grid }: RunWorld): RunQueue[] {
  return grid.sites.flatMap(({ name: site, tier, cores, queues }) =>
    queues.map(({ name: queue, slots }) => ({
      queue,
      site,
      tier,
      cores,
      slotCores: slots.map((slot) => slot.cores),
    })),
  )
}

/** Those that got work or that brokerage judged. */
async function judgedQueues(reader: ResultsReader): Promise<RunQueue[]> {
  const rows = await reader.rows<{ queue: string; site: string; slotCores?: number }>(
    `SELECT DISTINCT queue::VARCHAR AS queue, site::VARCHAR AS site, slotCores FROM
      (SELECT queue, site, slotCores FROM verdicts UNION ALL SELECT queue, site, slotCores FROM decisions
        UNION ALL SELECT queue, site, NULL FROM attempts) WHERE queue IS NOT NULL`,
  )
  const found = new Map<string, RunQueue & { slotCores: number[] }>()
  for (const { queue, site, slotCores } of rows) {
    const one = found.get(queue) ?? { queue, site, tier: 0, cores: 0, slotCores: [] }
    if (slotCores !== undefined) one.slotCores.push(slotCores)
    found.set(queue, one)
  }
  return [...found.values()]
}
