import type { PandaId } from '../../model/units.js'
import { detailsOf } from '../api/job-views.js'
import type { EndedJob, EndedJobQuery } from '../store/commit.js'
import type { Store } from '../store/store.js'

/** Attempts that are read at a time, and that are looked at for one page: a search may go on from there. */
const PAGE = 1_000
const MOST_LOOKED_AT = 20_000

/** What is looked for among attempts that have ended; what is undefined is not asked for. */
export interface ArchiveFilter {
  readonly state?: string | undefined
  /** One of these. */
  readonly queues?: readonly string[] | undefined
  readonly user?: string | undefined
  readonly task?: number | undefined
  readonly error?: number | undefined
  readonly below?: PandaId | undefined
}

/** The newest that were found, and down to which PandaID all is found; 0: all there is. */
export interface ArchiveFound {
  readonly jobs: readonly EndedJob[]
  readonly downTo: PandaId
}

/**
 * The newest attempts that pass, at most so many. The store is asked by one property, for which it has an index, and the others are
 * looked at here, in a bounded number of attempts: no search takes long, however much is kept.
 */
export async function searchArchive(
  store: Pick<Store, 'endedJobs'>,
  filter: ArchiveFilter,
  limit: number,
): Promise<ArchiveFound> {
  const { queues, task, user, below } = filter
  const asked = task === undefined && user === undefined && queues !== undefined ? queues : [undefined]
  const parts = await Promise.all(asked.map((queue) => searchPart(store, queryOf(filter, queue), filter, below, limit)))
  const downTo = Math.max(0, ...parts.map((part) => part.downTo))
  const jobs = parts.flatMap((part) => part.jobs.filter(({ id }) => id >= downTo))
  jobs.sort((one, other) => other.id - one.id)
  if (jobs.length <= limit) return { jobs, downTo }
  return { jobs: jobs.slice(0, limit), downTo: jobs[limit - 1].id }
}

/** The one property by which the store is asked: the first of those that pick out fewest. */
function queryOf({ task, user, state }: ArchiveFilter, queue: string | undefined): Omit<EndedJobQuery, 'limit'> {
  if (task !== undefined) return { task }
  if (user !== undefined) return { user }
  if (queue !== undefined) return { queue }
  return state === undefined ? {} : { state }
}

async function searchPart(
  store: Pick<Store, 'endedJobs'>,
  query: Omit<EndedJobQuery, 'limit'>,
  filter: ArchiveFilter,
  below: PandaId | undefined,
  limit: number,
): Promise<ArchiveFound> {
  const found: EndedJob[] = []
  const page = isWhole(query, filter) ? Math.min(PAGE, limit) : PAGE
  let next = below
  for (let lookedAt = 0; lookedAt < MOST_LOOKED_AT;) {
    const jobs = await store.endedJobs({ ...query, ...(next !== undefined && { below: next }), limit: page })
    for (const job of jobs) {
      if (!passes(job, filter)) continue
      found.push(job)
      if (found.length === limit) return { jobs: found, downTo: job.id }
    }
    if (jobs.length < page) return { jobs: found, downTo: 0 }
    lookedAt += jobs.length
    next = jobs[jobs.length - 1].id
  }
  return { jobs: found, downTo: next! }
}

/** Whether the store's question is all of the filter, so that whatever it finds passes. */
function isWhole(query: Omit<EndedJobQuery, 'limit'>, { state, queues, user, task, error }: ArchiveFilter): boolean {
  const asked = [state, queues, user, task, error].filter((one) => one !== undefined).length
  return asked === Object.keys(query).length
}

function passes(job: EndedJob, { state, queues, user, task, error }: ArchiveFilter): boolean {
  return (
    (state === undefined || job.state === state) &&
    (queues === undefined || queues.includes(job.queue)) &&
    (user === undefined || job.user === user) &&
    (task === undefined || job.task === task) &&
    (error === undefined || detailsOf(job).errorCode === error)
  )
}
