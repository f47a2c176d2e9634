import type { QueueInList } from '../../monitor/readings/places.js'
import type { Seconds } from '../../model/units.js'
import type { Counts } from './census.js'
import type { KeptRun } from './kept-run.js'

/** All queues that the run knows, by site and name, as they stood at a moment. */
export function resultsQueues(run: KeptRun, at: Seconds): QueueInList[] {
  const statuses = run.world?.statusesAt(at)
  return run.queues.map(({ queue, site, tier, cores }) => {
    const counts = countsOf(run, queue, at)
    return {
      queue,
      site,
      tier,
      status: statuses?.get(queue) ?? 'not known',
      waiting: counts?.waiting ?? 0,
      running: counts?.running ?? 0,
      runningCores: counts?.runningCores ?? 0,
      cores,
      finished: counts?.finishedInDay ?? 0,
      failed: counts?.failedInDay ?? 0,
    }
  })
}

/** What was counted at a queue; undefined: it never got a job. */
export function countsOf(run: KeptRun, queue: string, at: Seconds): Counts | undefined {
  return run.census(at).queues[run.attempts.names.queue.indexOf(queue)]
}
