/** The whole grid of a live server on one page. */
import type { Core } from '../../brokerage/core.js'
import { counted, formatCount, formatSeconds, jobsWait } from '../../model/format.js'
import type { Queue } from '../../model/grid.js'
import { JobState, jobStateNames } from '../../model/job-state.js'
import { NONE, type Seconds } from '../../model/units.js'
import type { Overview, SlowTask } from '../../monitor/readings/overview.js'
import type { Asking } from '../../monitor/source.js'
import { jobsByState } from '../api/jobs-by-state.js'
import { rowOfTask } from '../api/task-views.js'
import { errorCounts } from './live-errors.js'
import { isFor, type LiveParts } from './live-parts.js'
import { jobsIn } from './live-places.js'
import type { Tally } from './tally.js'

const HOUR = 3_600
const MOST_SLOW = 10
const MOST_ERRORS = 10
const MOST_TROUBLES = 50
/** Attempts from which their failures count as a trouble of a queue, where more than half of them fail. */
const MANY_ENDS = 10

export async function overview(parts: LiveParts, { viewer }: Asking, windowSeconds: Seconds): Promise<Overview> {
  const { door, history, census } = parts
  await history.look()
  const waiting = await census.waiting()
  const slow = [...waiting.values()]
    .filter(({ user }) => isFor(viewer, user))
    .sort((one, other) => one.oldest.createdAt - other.oldest.createdAt || one.task - other.task)
    .slice(0, MOST_SLOW)
  const now = door.now()
  const hour = history.within(now - HOUR)
  const { ended, bytes } = history.minutes.since(now - HOUR, now)
  const { standing, ends, moved } = history.minutes.courses(windowSeconds, now)
  return door.ask((core) => {
    const { grid, counters, transfers } = core.state
    const moves = transfers.ordered > 0
    return {
      at: now,
      states: statesOf(core),
      runningCores: grid.queues.reduce((sum, { index }) => sum + counters.runningCores[index], 0),
      cores: grid.queues.reduce(
        (sum, { status, pledgedCores }) => sum + (status === 'online' ? Math.max(0, pledgedCores) : 0),
        0,
      ),
      lastHour: { finished: ended[0], failed: ended[1], bytesMoved: moves ? bytes : null },
      standing,
      ends,
      moved: moves ? moved : undefined,
      slowTasks: slow.flatMap((one) => slowTask(core, one.task, one.waiting, now - one.oldest.createdAt)),
      errors: errorCounts(hour.failures.values(), MOST_ERRORS),
      troubles: grid.queues.flatMap((queue) => troubleOf(core, queue, hour, now)).slice(0, MOST_TROUBLES),
      isPaused: core.isPaused,
    }
  })
}

/** Jobs by state, in the order of the lifecycle; running ones are told even where there are none. */
function statesOf(core: Core): Overview['states'] {
  return jobsByState(core).flatMap((jobs, state) =>
    jobs > 0 || state === JobState.running ? [{ state: jobStateNames[state], jobs }] : [],
  )
}

function slowTask(core: Core, task: number, waiting: number, waitSeconds: Seconds): SlowTask[] {
  const { tasks, users } = core.state
  const row = rowOfTask(core, task)
  if (row === NONE) return []
  const [name, user] = [tasks.names[row], users.nameOf(tasks.user[row])]
  const [running, jobs, ended] = [tasks.running[row], tasks.jobs[row], tasks.ended(row)]
  return [{ task, name, user, waiting, running, jobs, ended, waitSeconds }]
}

/** What is amiss with a queue, the gravest alone; nothing: all is well. */
function troubleOf(core: Core, queue: Queue, hour: Tally, now: Seconds): Overview['troubles'] {
  const { constants, counters } = core.state
  const waiting = jobsIn(core, queue, JobState.defined, JobState.throttled)
  const activated = counters.total(queue.index, JobState.activated)
  const running = counters.total(queue.index, JobState.running)
  const { finished = 0, failed = 0 } = hour.queues.get(queue.name) ?? {}
  const ended = finished + failed
  const told = (text: string): Overview['troubles'] => [{ queue: queue.name, text }]
  if (ended >= MANY_ENDS && 2 * failed > ended)
    return told(`${formatCount(failed)} of ${counted(ended, 'attempt')} failed within the last hour`)
  if (waiting > 0 && queue.status !== 'online' && queue.status !== 'standby')
    return told(`it is ${queue.status}, and ${jobsWait(waiting)} there`)
  const silence = now - queue.lastPilotAt
  if (activated > 0 && silence > constants.pilotSilenceSeconds)
    return told(`no pilot was heard of for ${formatSeconds(silence)}, and ${jobsWait(activated)} for one`)
  if (activated > 0 && running === 0 && now - queue.lastStartAt > constants.noStartSeconds)
    return told(`nothing has begun to run for ${formatSeconds(now - queue.lastStartAt)}, and ${jobsWait(activated)}`)
  return []
}
