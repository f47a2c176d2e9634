/** Queues and workers of a live server for the monitor. */
import type { Core } from '../../brokerage/core.js'
import { spread } from '../../brokerage/explain/bunch-sample.js'
import { formatCount, formatSeconds } from '../../model/format.js'
import type { Queue } from '../../model/grid.js'
import { isWithPilot, JobState, jobStateNames } from '../../model/job-state.js'
import { NONE, type JobRow, type PandaId } from '../../model/units.js'
import type { Pair } from '../../monitor/readings/about.js'
import type {
  QueueInList,
  QueuePilots,
  QueueTold,
  WorkerFilter,
  WorkerInList,
  WorkersTold,
} from '../../monitor/readings/places.js'
import { workersTold } from '../../monitor/workers-told.js'
import type { Asking } from '../../monitor/source.js'
import { errorCounts } from './live-errors.js'
import { isFor, type LiveParts } from './live-parts.js'
import { waitingJobs } from './waiting-jobs.js'
import { inSlices, withinTime } from './slices.js'
import { KEPT_SECONDS } from './monitor-history.js'
import type { QueueTally, Tally } from './tally.js'

const DAY = 86_400
/** Tasks whose jobs are asked about for the refusals of a queue, and for how long. */
const MOST_ASKED = 50
const ASK_MILLISECONDS = 50
const MOST_REFUSALS = 8
const MOST_WORKERS = 1_000

export async function queueList({ door, history }: LiveParts): Promise<QueueInList[]> {
  const day = history.within(door.now() - DAY)
  return door.ask((core) => core.state.grid.queues.map((queue) => queueInList(core, queue, day)))
}

/** A queue; undefined: there is none of this name. */
export async function queueTold(parts: LiveParts, asking: Asking, name: string): Promise<QueueTold | undefined> {
  const { door, history } = parts
  const day = history.within(door.now() - DAY)
  const told = await door.ask((core, now) => {
    const queue = core.state.grid.queue(name)
    if (queue === undefined) return undefined
    const { findings, change } = core.explainer().pilot(queue, now)
    return {
      ...queueInList(core, queue, day),
      limits: limitsOf(queue),
      efficiency: efficiencyOf(day.queues.get(name)),
      errors: errorCounts([...day.failures.values()].filter((one) => one.queue === name)),
      pilot: [
        ...findings.map(({ text }) => text),
        change === undefined ? 'A pilot that asked now would get a job' : `A pilot would get a job if ${change}`,
      ],
      pilots: pilotsOf(core, queue, day),
      downtimes: history.closures
        .of(name, queue.status, Math.max(0, now - KEPT_SECONDS))
        .map(({ from, to, status }) => ({ from, to, text: `it was ${status}` })),
    }
  })
  return told && { ...told, refusals: await refusalsAt(parts, asking, name) }
}

function queueInList(core: Core, queue: Queue, day: Tally): QueueInList {
  const { grid, counters } = core.state
  const site = grid.sites[queue.siteIndex]
  const { finished = 0, failed = 0 } = day.queues.get(queue.name) ?? {}
  return {
    queue: queue.name,
    site: site.name,
    tier: site.tier,
    status: queue.status,
    waiting: jobsIn(core, queue, JobState.defined, JobState.throttled),
    running: counters.total(queue.index, JobState.running),
    runningCores: counters.runningCores[queue.index],
    cores: Math.max(0, queue.pledgedCores),
    finished,
    failed,
  }
}

/** Jobs at a queue in these states and those between them. */
export function jobsIn({ state: { counters } }: Core, queue: Queue, from: JobState, to: JobState): number {
  let jobs = 0
  for (let state = from; state <= to; state++) jobs += counters.total(queue.index, state)
  return jobs
}

function efficiencyOf(tally: QueueTally | undefined): number | null {
  return tally === undefined || tally.coreSeconds === 0 ? null : tally.goodCoreSeconds / tally.coreSeconds
}

function limitsOf(queue: Queue): Pair[] {
  const { slots, maxWalltimeSeconds, minWalltimeSeconds, maxScratchMB, corePower, vos, labels, fairSharePolicy } = queue
  const memory = slots.map(({ cores, minMemoryMB: least, maxMemoryMB: most }) => {
    const range = [least > 0 ? `from ${formatCount(least)} MB` : '', most > 0 ? `up to ${formatCount(most)} MB` : '']
    return `${cores} ${cores === 1 ? 'core' : 'cores'} ${range.filter(Boolean).join(' ') || 'with any memory'}`
  })
  const pairs: readonly (readonly [string, string])[] = [
    ['slots', memory.join('; ')],
    ['wall time up to', maxWalltimeSeconds > 0 ? formatSeconds(maxWalltimeSeconds) : ''],
    ['wall time from', minWalltimeSeconds > 0 ? formatSeconds(minWalltimeSeconds) : ''],
    ['scratch space up to', maxScratchMB > 0 ? `${formatCount(maxScratchMB)} MB` : ''],
    ['power of a core', `${corePower} HS06`],
    ['organisations', vos.join(', ')],
    ['labels', labels.join(', ')],
    ['fair share policy', fairSharePolicy],
  ]
  return pairs.flatMap(([name, value]) => (value === '' ? [] : [{ name, value }]))
}

/** Why waiting work that the viewer may see does not go to a queue, the most frequent reason first. */
async function refusalsAt(parts: LiveParts, { viewer }: Asking, name: string): Promise<string[]> {
  const sample = spread(await waitingJobs(parts, viewer), MOST_ASKED)
  const reasons = new Map<string, number>()
  const { trial, index } = await parts.door.ask((core) => ({
    trial: core.explainer().trial(),
    index: core.state.grid.queue(name)?.index ?? NONE,
  }))
  await withinTime(parts.door, sample, ASK_MILLISECONDS, ({ state: { jobs } }, { row, id }, now) => {
    if (!jobs.holds(row, id)) return
    const { refusal } = trial.place(row, now, index)
    if (refusal !== undefined) reasons.set(refusal, (reasons.get(refusal) ?? 0) + 1)
  })
  const sorted = [...reasons].sort(([, one], [, other]) => other - one).slice(0, MOST_REFUSALS)
  return sorted.map(([text, tasks]) => `${text} (${formatCount(tasks)} of the waiting tasks that were asked about)`)
}

/** Pilots of each queue, and the workers that were heard of last. */
export async function workersAsked(parts: LiveParts, asking: Asking, filter: WorkerFilter): Promise<WorkersTold> {
  const day = parts.history.within(parts.door.now() - DAY)
  const queues = await parts.door.ask((core) =>
    core.state.grid.queues.map((queue) => ({ queue: queue.name, ...pilotsOf(core, queue, day) })),
  )
  const known = queues.filter(({ running, submitted, asks }) => running + submitted + (asks ?? 0) > 0)
  return workersTold(await workerList(parts, asking), known, filter)
}

function pilotsOf(core: Core, queue: Queue, day: Tally): QueuePilots {
  const { asks = 0, emptyAsks = 0 } = day.queues.get(queue.name) ?? {}
  return {
    running: jobsIn(core, queue, JobState.sent, JobState.stageout),
    submitted: queue.pilotsUnderWay,
    asks,
    empty: emptyAsks,
  }
}

/** Harvester's workers, then pilots that hold jobs and are not Harvester's. */
async function workerList(parts: LiveParts, { viewer }: Asking): Promise<WorkerInList[]> {
  const { door, workers } = parts
  const told = workers.latest(MOST_WORKERS)
  const own = await pilotsWithJobs(parts, MOST_WORKERS)
  return door.ask((core) => {
    const seen = (id: PandaId | undefined): number | null => {
      const row = id === undefined ? NONE : door.rowOf(id)
      const { jobs, tasks, users } = core.state
      return row !== NONE && isFor(viewer, users.nameOf(tasks.user[jobs.task(row)])) ? id! : null
    }
    const harvesters = told.map(({ harvester, id, queue, status, jobs, said, heardAt }): WorkerInList => ({
      name: `${harvester} ${id}`,
      queue,
      status,
      job: seen(jobs.at(-1)),
      node: String(said.nodeID ?? said.node_id ?? ''),
      heardAt: (heardAt - door.bornMilliseconds) / 1_000,
    }))
    const pilots = own.flatMap(({ row, id }): WorkerInList[] => {
      if (!core.state.jobs.holds(row, id) || workers.workerOf(id) !== undefined) return []
      return [pilotOf(core, row, seen(id), door.workerOf(id) ?? '', String(door.saidOf(id)?.node ?? ''))]
    })
    return [...harvesters, ...pilots]
  })
}

function pilotOf(
  { state: { jobs, grid } }: Core,
  row: JobRow,
  job: number | null,
  name: string,
  node: string,
): WorkerInList {
  const { queue } = grid.faces[jobs.face(row)]
  return { name, queue: queue.name, status: jobStateNames[jobs.state(row)], job, node, heardAt: jobs.heardAt(row) }
}

/** Jobs that pilots hold, the newest first. */
async function pilotsWithJobs({ door }: LiveParts, most: number): Promise<{ row: JobRow; id: PandaId }[]> {
  let found: { row: JobRow; id: PandaId }[] = []
  const cut = (): void => void (found = found.sort((one, other) => other.id - one.id).slice(0, most))
  await inSlices(door, ({ state: { jobs } }, rows) => {
    for (const row of rows) {
      if (isWithPilot(jobs.state(row))) found.push({ row, id: jobs.id(row) })
      if (found.length >= 2 * most) cut()
    }
  })
  cut()
  return found
}
