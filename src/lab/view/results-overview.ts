import { formatFraction, formatSeconds, jobsWait } from '../../model/format.js'
import type { Overview, SlowTask } from '../../monitor/readings/overview.js'
import type { Seconds } from '../../model/units.js'
import { endedWithin, errorCounts } from './failures.js'
import type { KeptRun } from './kept-run.js'
import { literal, livingStates } from './state-at.js'
import { countsOf, resultsQueues } from './results-queues.js'

const HOUR = 3_600
/** A moment before anything happened. */
const BEFORE_ALL = -1
const MOST_TASKS = 10
const MOST_ERRORS = 10
/** From so many ended attempts within an hour on, of which more than this part failed, a queue needs a look. */
const FEWEST_ENDED = 10
const TROUBLED_FRACTION = 0.5

/** The grid at a moment of a run. */
export async function resultsOverview(run: KeptRun, at: Seconds, windowSeconds: Seconds): Promise<Overview> {
  const { reader, courses } = run
  const { states, all } = run.census(at)
  const [{ bytesMoved }] = await reader.rows<{ bytesMoved: number }>(
    `SELECT coalesce(sum(bytes), 0)::DOUBLE AS bytesMoved FROM transfers
      WHERE arrived AND endedSeconds <= ${literal(at)} AND endedSeconds > ${literal(at - HOUR)}`,
  )
  return {
    at,
    states: livingStates.map((state, place) => ({ state, jobs: states[place] })),
    runningCores: all.runningCores,
    cores: coresOnline(run, at),
    lastHour: { finished: all.finishedInHour, failed: all.failedInHour, bytesMoved },
    standing: courses.standing(at, windowSeconds),
    ends: courses.ends(at, windowSeconds),
    moved: courses.moved(at, windowSeconds),
    slowTasks: slowTasks(run, at),
    errors: errorCounts(run, endedWithin(run, at, HOUR, 'failed')).slice(0, MOST_ERRORS),
    troubles: troubles(run, at),
  }
}

/** Cores of sites of which a queue is online; 0: not known. */
function coresOnline({ world }: KeptRun, at: Seconds): number {
  if (world === undefined) return 0
  const statuses = world.statusesAt(at)
  return world.grid.sites
    .filter(({ queues }) => queues.some(({ name }) => statuses.get(name) === 'online'))
    .reduce((sum, { cores }) => sum + cores, 0)
}

/** Tasks whose oldest waiting job has waited longest. */
function slowTasks(run: KeptRun, at: Seconds): SlowTask[] {
  const { tasks } = run.census(at)
  const waiting = tasks.map((_, task) => task).filter((task) => tasks[task].pending + tasks[task].waiting > 0)
  return waiting
    .sort((one, other) => tasks[one].oldestWaitingMade - tasks[other].oldestWaitingMade || one - other)
    .slice(0, MOST_TASKS)
    .map((task) => {
      const counts = tasks[task]
      const { name, user } = run.tasks[task]
      return {
        task: task + 1,
        name,
        user,
        waiting: counts.pending + counts.waiting,
        running: counts.running,
        jobs: counts.jobs,
        ended: counts.finished + counts.failed + counts.cancelled,
        waitSeconds: at - counts.oldestWaitingMade,
      }
    })
}

/** Queues that are closed, where most fails, or where jobs wait and none runs. */
function troubles(run: KeptRun, at: Seconds): Overview['troubles'] {
  const declared = run.world?.statusesAt(BEFORE_ALL)
  return resultsQueues(run, at).flatMap(({ queue, status, waiting, running }) => {
    const counts = countsOf(run, queue, at)
    const [finished, failed] = [counts?.finishedInHour ?? 0, counts?.failedInHour ?? 0]
    const waitSeconds = at - (counts?.oldestWaitingMade ?? Infinity)
    const jobs = `${jobsWait(waiting)} there`
    const isClosed = ['offline', 'brokeroff', 'test'].includes(status)
    // What is closed for good is no news unless jobs wait there.
    const isNews = isClosed && (waiting > 0 || status !== declared?.get(queue))
    const failedFraction = failed / Math.max(1, finished + failed)
    const texts = [
      ...(isNews ? [`it is ${status}${waiting > 0 ? `, and ${jobs}` : ''}`] : []),
      ...(finished + failed >= FEWEST_ENDED && failedFraction > TROUBLED_FRACTION
        ? [`${formatFraction(failedFraction)} of the attempts that ended within the last hour failed`]
        : []),
      ...(!isClosed && running === 0 && waitSeconds > HOUR
        ? [`${jobs}, the oldest made ${formatSeconds(waitSeconds)} ago, and none runs`]
        : []),
    ]
    return texts.length === 0 ? [] : [{ queue, text: texts.join('; ') }]
  })
}
