/** Jobs as the API shows them: alive ones from the core, ended ones from the archive. */
import type { z } from 'zod'
import type { Core } from '../../brokerage/core.js'
import { aliveRows } from '../../model/alive-rows.js'
import { causeNames } from '../../model/cause.js'
import { type JobStateName, jobStateNames, JobState } from '../../model/job-state.js'
import { type JobRow, NONE, type PandaId, type Seconds } from '../../model/units.js'
import type { JobInList as SeenJob } from '../../monitor/readings/jobs.js'
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
  /** One of these, where no queue is asked for. */
  readonly queues?: readonly string[] | undefined
  /** Error code. */
  readonly error?: number | undefined
  readonly state?: JobStateName | undefined
  readonly below?: PandaId | undefined
}

/** The newest jobs alive that pass the filter, at most so many, by falling PandaID. */
export function rowsOfJobs(core: Core, filter: JobFilter, limit: number): JobRow[] {
  const search = new JobSearch(core, filter, limit)
  search.look(aliveRows(core.state.jobs))
  return search.found()
}

/** Looks for the newest jobs alive that pass a filter, in one go or slice by slice. */
export class JobSearch {
  private readonly wants: (row: JobRow) => boolean
  private best: { readonly row: JobRow; readonly id: PandaId }[] = []
  private above = 0

  /** @param limit how many are kept */
  constructor(
    private readonly core: Core,
    private readonly filter: JobFilter,
    private readonly limit: number,
  ) {
    this.wants = wanted(core, filter)
  }

  look(rows: Iterable<JobRow>): void {
    const { jobs } = this.core.state
    const { below = Infinity } = this.filter
    for (const row of rows) {
      const id = jobs.id(row)
      if (id >= below || id < this.above || !this.wants(row)) continue
      this.best.push({ row, id })
      // Only the newest are kept: there may be a million jobs.
      if (this.best.length >= 2 * this.limit) this.cut()
    }
  }

  /** By falling PandaID. Of a search in slices some may have ended meanwhile: these are left out. */
  found(): JobRow[] {
    this.cut()
    return this.best.filter(({ row, id }) => this.core.state.jobs.holds(row, id)).map(({ row }) => row)
  }

  private cut(): void {
    this.best = this.best.sort((one, other) => other.id - one.id).slice(0, this.limit)
    if (this.best.length === this.limit && this.limit > 0) this.above = this.best[this.limit - 1].id
  }
}

/** Whether a job alive passes, but for its PandaID. */
function wanted({ state: { jobs, tasks, users, grid } }: Core, filter: JobFilter): (row: JobRow) => boolean {
  const { task, ordinal, queues, error } = filter
  const user = filter.user === undefined ? undefined : (users.find(filter.user) ?? NONE)
  const state = filter.state === undefined ? undefined : jobStateNames.indexOf(filter.state)
  const queue = filter.queue === undefined ? undefined : (grid.queue(filter.queue)?.index ?? NONE)
  const places =
    queue === undefined ? queues && new Set(queues.map((name) => grid.queue(name)?.index)) : new Set([queue])
  if (user === NONE || places?.size === 0) return () => false
  return (row) => {
    if (state !== undefined && jobs.state(row) !== state) return false
    if (ordinal !== undefined && jobs.ordinal(row) !== ordinal) return false
    if (error !== undefined && jobs.error[row] !== error) return false
    const taskRow = jobs.task(row)
    if (task !== undefined && tasks.number[taskRow] !== task) return false
    if (user !== undefined && tasks.user[taskRow] !== user) return false
    return places === undefined || (jobs.face(row) !== NONE && places.has(grid.queueOfFace[jobs.face(row)]))
  }
}

/** A job that is alive, with times of the core. */
export function seenAlive(core: Core, row: JobRow): SeenJob {
  const { jobs, tasks, users, kinds, grid } = core.state
  const task = jobs.task(row)
  const [face, code, startedAt] = [jobs.face(row), jobs.error[row], jobs.startedAt(row)]
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
    cores: face === NONE ? kinds.at(tasks.kind[task]).cores : grid.coresOfFace[face],
    createdAt: jobs.createdAt[row],
    startedAt: Number.isNaN(startedAt) ? null : startedAt,
    since: jobs.since(row),
    error: jobErrorOf(code, code === 0 ? '' : 'reported'),
  }
}

/** A job that is alive, as lists of the API show it. */
export function aliveJob(desk: Desk, core: Core, row: JobRow): JobInList {
  return inList(desk, seenAlive(core, row))
}

/** Queue that a job has been given; undefined while it waits for one. */
function placeOf({ state: { jobs, grid } }: Core, row: JobRow) {
  const face = jobs.face(row)
  return face === NONE || jobs.state(row) === JobState.pending ? undefined : grid.faces[face].queue
}

/** An attempt that has ended, with times of the core. */
export function seenEnded({ state: { grid } }: Core, ended: EndedJob): SeenJob {
  const details = detailsOf(ended)
  const queue = ended.queue === '' ? undefined : ended.queue
  const place = queue === undefined ? undefined : grid.queue(queue)
  return {
    id: ended.id,
    task: ended.task,
    taskName: details.taskName ?? '',
    ordinal: ended.ordinal,
    attempt: details.attempt ?? 1,
    user: ended.user,
    state: ended.state,
    queue: queue ?? null,
    site: place === undefined ? null : grid.sites[place.siteIndex].name,
    priority: details.priority ?? 0,
    cores: details.cores ?? 0,
    createdAt: details.createdAt ?? null,
    startedAt: details.startedAt ?? null,
    since: ended.endedAt,
    error: errorIn(ended, details),
  }
}

/** An attempt that has ended, as lists of the API show it. */
export function endedJob(desk: Desk, core: Core, ended: EndedJob): JobInList {
  return inList(desk, seenEnded(core, ended))
}

function inList(desk: Desk, { cores: _, startedAt: __, error: ___, ...job }: SeenJob): JobInList {
  return {
    ...job,
    state: job.state as JobStateName,
    createdAt: isoTime(desk, job.createdAt),
    since: isoTime(desk, job.since),
  }
}

/** Something that happened to a job. */
interface Moment {
  readonly at: Seconds
  readonly what: string
}

/** What happened to a job that is alive, as far as its row tells, oldest first. */
export function momentsOf({ state: { jobs } }: Core, row: JobRow): Moment[] {
  const isPlaced = jobs.state(row) !== JobState.pending
  return inOrder([
    [jobs.createdAt[row], 'created'],
    [isPlaced ? jobs.placedAt[row] : null, 'placed'],
    [jobs.startedAt(row), 'started'],
    [jobs.since(row), jobStateNames[jobs.state(row)]],
    [jobs.heardAt(row) > jobs.since(row) ? jobs.heardAt(row) : null, 'last heard of'],
  ])
}

/** What happened to an attempt that has ended, oldest first. */
export function endedMoments(ended: EndedJob): Moment[] {
  const { createdAt = null, placedAt = null, startedAt = null } = detailsOf(ended)
  return inOrder([
    [createdAt, 'created'],
    [placedAt, 'placed'],
    [startedAt, 'started'],
    [ended.endedAt, ended.state],
  ])
}

/** Moments as the API tells them. */
export function toldMoments(desk: Desk, moments: readonly Moment[]): { at: string; what: string }[] {
  return moments.flatMap(({ at, what }) => {
    const told = isoTime(desk, at)
    return told === null ? [] : [{ at: told, what }]
  })
}

/** What went wrong with an attempt; null: nothing. */
export function endedError(ended: EndedJob): ReturnType<typeof jobErrorOf> {
  return errorIn(ended, detailsOf(ended))
}

function errorIn({ state }: EndedJob, { errorCode = 0, cause = causeNames[0] }: Partial<EndedJobDetails>) {
  return state === 'finished' ? null : jobErrorOf(errorCode, cause)
}

/** The rest of what the archive keeps; a body of an older version may lack some of it. */
export function detailsOf({ body }: EndedJob): Partial<EndedJobDetails> {
  return JSON.parse(body) as Partial<EndedJobDetails>
}

function inOrder(moments: [at: Seconds | null, what: string][]): Moment[] {
  return moments
    .flatMap(([at, what]) => (at === null || !Number.isFinite(at) ? [] : [{ at, what }]))
    .sort((one, other) => one.at - other.at)
}
