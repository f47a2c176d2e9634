/** Jobs as the API shows them: alive ones from the core, ended ones from the archive. */
import type { z } from 'zod'
import type { Core } from '../../brokerage/core.js'
import { aliveRows } from '../../model/alive-rows.js'
import { causeNames } from '../../model/cause.js'
import type { Queue } from '../../model/grid.js'
import { type JobStateName, jobStateNames, JobState } from '../../model/job-state.js'
import { type JobRow, NONE, type PandaId } from '../../model/units.js'
import type { EndedJobDetails } from '../door.js'
import type { EndedJob } from '../store/commit.js'
import { type Desk, isoTime } from './desk.js'
import { jobErrorOf } from './error-words.js'
import type { jobInList } from './shapes.js'

export type JobInList = z.output<typeof jobInList>

/** What to look for among jobs; what is undefined is not asked for. */
export interface JobFilter {
  readonly task?: number | undefined
  readonly ordinal?: number | undefined
  readonly user?: string | undefined
  readonly queue?: string | undefined
  readonly state?: JobStateName | undefined
  readonly below?: PandaId | undefined
}

/** The newest jobs alive that pass the filter, at most so many, by falling PandaID. */
export function rowsOfJobs(core: Core, filter: JobFilter, limit: number): JobRow[] {
  const { jobs, tasks, users, grid } = core.state
  const { task, ordinal, below = Infinity } = filter
  const user = filter.user === undefined ? undefined : (users.find(filter.user) ?? NONE)
  const state = filter.state === undefined ? undefined : jobStateNames.indexOf(filter.state)
  const queue = filter.queue === undefined ? undefined : (grid.queue(filter.queue)?.index ?? NONE)
  if (user === NONE || queue === NONE) return []
  const newestFirst = (one: JobRow, other: JobRow) => jobs.id(other) - jobs.id(one)
  let found: JobRow[] = []
  let above = 0
  for (const row of aliveRows(jobs)) {
    if (jobs.id(row) >= below || jobs.id(row) < above || (state !== undefined && jobs.state(row) !== state)) continue
    if (ordinal !== undefined && jobs.ordinal(row) !== ordinal) continue
    const taskRow = jobs.task(row)
    if (task !== undefined && tasks.number[taskRow] !== task) continue
    if (user !== undefined && tasks.user[taskRow] !== user) continue
    if (queue !== undefined && (jobs.face(row) === NONE || grid.queueOfFace[jobs.face(row)] !== queue)) continue
    found.push(row)
    if (found.length < 2 * limit) continue
    // Only the newest are kept: there may be a million jobs.
    found = found.sort(newestFirst).slice(0, limit)
    above = jobs.id(found[limit - 1])
  }
  return found.sort(newestFirst).slice(0, limit)
}

/** A job that is alive, as lists show it. */
export function aliveJob(desk: Desk, core: Core, row: JobRow): JobInList {
  const { jobs, tasks, users, grid } = core.state
  const task = jobs.task(row)
  const queue = placeOf(core, row)
  return {
    id: jobs.id(row),
    task: tasks.number[task],
    taskName: tasks.names[task],
    ordinal: jobs.ordinal(row),
    attempt: jobs.attempt[row],
    user: users.nameOf(tasks.user[task]),
    state: jobStateNames[jobs.state(row)],
    queue: queue?.name ?? null,
    site: queue === undefined ? null : grid.sites[queue.siteIndex].name,
    priority: tasks.priority[task],
    createdAt: isoTime(desk, jobs.createdAt[row]),
    since: isoTime(desk, jobs.since(row)),
  }
}

/** Queue that a job has been given; undefined while it waits for one. */
export function placeOf({ state: { jobs, grid } }: Pick<Core, 'state'>, row: JobRow): Queue | undefined {
  const face = jobs.face(row)
  return face === NONE || jobs.state(row) === JobState.pending ? undefined : grid.faces[face].queue
}

/** An attempt that has ended, as lists show it. */
export function endedJob(desk: Desk, core: Core, ended: EndedJob): JobInList {
  const { grid } = core.state
  const details = detailsOf(ended)
  const queue = ended.queue === '' ? undefined : ended.queue
  const site = queue === undefined ? undefined : grid.queue(queue)
  return {
    id: ended.id,
    task: ended.task,
    taskName: details.taskName ?? '',
    ordinal: ended.ordinal,
    attempt: details.attempt ?? 1,
    user: ended.user,
    state: ended.state as JobStateName,
    queue: queue ?? null,
    site: site === undefined ? null : grid.sites[site.siteIndex].name,
    priority: details.priority ?? 0,
    createdAt: isoTime(desk, details.createdAt ?? null),
    since: isoTime(desk, ended.endedAt),
  }
}

/** What happened to a job that is alive, as far as its row tells. */
export function timelineOf(desk: Desk, { state: { jobs } }: Core, row: JobRow): { at: string; what: string }[] {
  const state = jobStateNames[jobs.state(row)]
  const isPlaced = jobs.state(row) !== JobState.pending
  return inOrder(desk, [
    [jobs.createdAt[row], 'created'],
    [isPlaced ? jobs.placedAt[row] : null, 'placed'],
    [jobs.startedAt(row), 'started'],
    [jobs.since(row), state],
    [jobs.heardAt(row) > jobs.since(row) ? jobs.heardAt(row) : null, 'last heard of'],
  ])
}

/** What happened to an attempt that has ended. */
export function endedTimeline(desk: Desk, ended: EndedJob): { at: string; what: string }[] {
  const { createdAt = null, placedAt = null, startedAt = null } = detailsOf(ended)
  return inOrder(desk, [
    [createdAt, 'created'],
    [placedAt, 'placed'],
    [startedAt, 'started'],
    [ended.endedAt, ended.state],
  ])
}

/** What went wrong with an attempt; null: nothing. */
export function endedError(ended: EndedJob): ReturnType<typeof jobErrorOf> {
  const { errorCode = 0, cause = causeNames[0] } = detailsOf(ended)
  return ended.state === 'finished' ? null : jobErrorOf(errorCode, cause)
}

/** The rest of what the archive keeps; a body of an older version may lack some of it. */
export function detailsOf({ body }: EndedJob): Partial<EndedJobDetails> {
  return JSON.parse(body) as Partial<EndedJobDetails>
}

function inOrder(desk: Desk, moments: [at: number | null, what: string][]): { at: string; what: string }[] {
  return moments
    .map(([at, what]) => ({ at: isoTime(desk, at), what }))
    .filter((moment): moment is { at: string; what: string } => moment.at !== null)
    .sort((one, other) => Date.parse(one.at) - Date.parse(other.at))
}
