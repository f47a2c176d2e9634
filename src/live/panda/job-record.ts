import type { Core } from '../../brokerage/core.js'
import { jobStateNames } from '../../model/job-state.js'
import { type JobRow, NONE, type PandaId, type Seconds } from '../../model/units.js'
import { detailsOf, endedError, placeOf, rowsOfJobs } from '../api/job-views.js'
import type { Said } from '../pilot-words.js'
import type { EndedJob } from '../store/commit.js'
import type { PandaDesk } from './panda-desk.js'

/** A job, alive or ended. Times are null for what never was. */
export interface JobRecord {
  readonly id: PandaId
  readonly task: number
  readonly taskName: string
  readonly ordinal: number
  readonly attempt: number
  readonly user: string
  readonly state: string
  readonly isAlive: boolean
  /** Empty: it has no place yet. */
  readonly queue: string
  readonly priority: number
  readonly cores: number
  readonly createdAt: Seconds | null
  readonly startedAt: Seconds | null
  readonly endedAt: Seconds | null
  /** When it came into its state. */
  readonly since: Seconds
  readonly said: Said
  /** What went wrong; null: nothing, or it is alive. */
  readonly error: ReturnType<typeof endedError>
}

/** Ended jobs that are read at a time. */
const PAGE = 1_000

/** Jobs in the order asked for; undefined where there never was one, or nothing is kept of it. */
export async function jobRecords(desk: PandaDesk, ids: readonly PandaId[]): Promise<(JobRecord | undefined)[]> {
  const { door } = desk
  const alive = await door.ask((core) =>
    ids.map((id) => {
      const row = door.rowOf(id)
      return row === NONE ? undefined : aliveRecord(core, row, door.saidOf(id))
    }),
  )
  return Promise.all(alive.map(async (record, i) => record ?? endedRecord(await door.store.endedJob(ids[i]))))
}

/** All jobs of a task, at most so many, by falling PandaID. */
export async function jobsOfTask({ door }: PandaDesk, task: number, most: number): Promise<JobRecord[]> {
  const alive = await door.ask((core) =>
    rowsOfJobs(core, { task }, most).map((row) => aliveRecord(core, row, door.saidOf(core.state.jobs.id(row)))),
  )
  const ended: JobRecord[] = []
  for (let below: number | undefined; ended.length < most;) {
    const page = await door.store.endedJobs({ task, limit: PAGE, ...(below !== undefined && { below }) })
    for (const one of page) ended.push(endedRecord(one)!)
    if (page.length < PAGE) break
    below = page[page.length - 1].id
  }
  const seen = new Set(ended.map(({ id }) => id))
  const all = [...ended, ...alive.filter(({ id }) => !seen.has(id))]
  return all.sort((one, other) => other.id - one.id).slice(0, most)
}

function aliveRecord(core: Core, row: JobRow, said: Said = {}): JobRecord {
  const { jobs, tasks, users, grid, kinds } = core.state
  const task = jobs.task(row)
  const place = placeOf(core, row)
  const startedAt = jobs.startedAt(row)
  return {
    id: jobs.id(row),
    task: tasks.number[task],
    taskName: tasks.names[task],
    ordinal: jobs.ordinal(row),
    attempt: jobs.attempt[row],
    user: users.nameOf(tasks.user[task]),
    state: jobStateNames[jobs.state(row)],
    isAlive: true,
    queue: place?.name ?? '',
    priority: tasks.priority[task],
    cores: place === undefined ? kinds.at(tasks.kind[task]).cores : grid.coresOfFace[jobs.face(row)],
    createdAt: jobs.createdAt[row],
    startedAt: Number.isNaN(startedAt) ? null : startedAt,
    endedAt: null,
    since: jobs.since(row),
    said,
    error: null,
  }
}

function endedRecord(ended: EndedJob | undefined): JobRecord | undefined {
  if (ended === undefined) return undefined
  const { id, task, ordinal, user, queue, state, endedAt } = ended
  const details = detailsOf(ended)
  const { taskName = '', attempt = 1, priority = 0, cores = 0, createdAt = null, startedAt = null, said = {} } = details
  const kept = { id, task, taskName, ordinal, attempt, user, state, queue, priority, cores, said }
  return { ...kept, isAlive: false, createdAt, startedAt, endedAt, since: endedAt, error: endedError(ended) }
}
