/** Jobs of a live server for the monitor: alive ones from the core, ended ones from the archive. */
import { isFinal, type JobStateName, jobStateNames } from '../../model/job-state.js'
import { NONE, type PandaId } from '../../model/units.js'
import type { Page, Pair } from '../../monitor/readings/about.js'
import type { FileTold, JobFilter, JobInList, JobTold, Why } from '../../monitor/readings/jobs.js'
import type { Asking } from '../../monitor/source.js'
import {
  detailsOf,
  endedMoments,
  type JobFilter as AliveFilter,
  JobSearch,
  momentsOf,
  seenAlive,
  seenEnded,
} from '../api/job-views.js'
import { mergedSpec } from '../api/specs.js'
import type { Said } from '../pilot-words.js'
import { searchArchive } from './archive-search.js'
import { isFor, type LiveParts, userAsked } from './live-parts.js'
import { needsOfTask } from './needs.js'
import { inSlices } from './slices.js'
import { endedWhy } from './ended-why.js'
import { whyOf } from './why.js'

/** Attempts of one job that are listed, and bytes of its log that are shown. */
const MOST_ATTEMPTS = 100
const LOG_BYTES = 64_000

/** Jobs that are looked for, the newest first. A page may have fewer than were asked for though others follow. */
export async function jobsPage(parts: LiveParts, { viewer }: Asking, filter: JobFilter): Promise<Page<JobInList>> {
  const { door } = parts
  const { state, site, queue, task, error, below, limit } = filter
  const user = userAsked(viewer, filter.user)
  const number = state === undefined ? NONE : jobStateNames.indexOf(state as JobStateName)
  const queues = await door.ask((core) => queuesOf(core.state.grid, queue, site))
  if (user === null || (state !== undefined && number === NONE) || queues?.length === 0)
    return { items: [], next: null }
  // Alive ones are looked at first, so that one that ends meanwhile is seen twice rather than never.
  const wanted = { state: state as JobStateName | undefined, user, task, error, below }
  const alive = isFinal(number) ? [] : await aliveJobs(parts, { ...wanted, queues }, limit)
  const looksAtEnded = state === undefined || isFinal(number)
  const archived = looksAtEnded
    ? await searchArchive(door.store, { ...wanted, queues }, limit)
    : { jobs: [], downTo: 0 }
  const ended = await door.ask((core) => archived.jobs.map((one) => seenEnded(core, one)))
  const seen = new Set(ended.map(({ id }) => id))
  const items = [...ended, ...alive.filter(({ id }) => !seen.has(id) && id >= archived.downTo)]
    .sort((one, other) => other.id - one.id)
    .slice(0, limit)
  if (items.length === limit) return { items, next: items[limit - 1].id }
  return { items, next: archived.downTo > 0 ? archived.downTo : null }
}

async function aliveJobs({ door }: LiveParts, filter: AliveFilter, limit: number): Promise<JobInList[]> {
  const search = await door.ask((core) => new JobSearch(core, filter, limit))
  await inSlices(door, (_, rows) => search.look(rows))
  return door.ask((core) => search.found().map((row) => seenAlive(core, row)))
}

/** Names of the queues that are meant; undefined: all are. */
function queuesOf(
  grid: { readonly queues: readonly { readonly name: string; readonly site: string }[] },
  queue: string | undefined,
  site: string | undefined,
): readonly string[] | undefined {
  if (site === undefined) return queue === undefined ? undefined : [queue]
  const there = grid.queues.filter((one) => one.site === site).map(({ name }) => name)
  return queue === undefined ? there : there.filter((name) => name === queue)
}

/** All that is known of a job; undefined: there is none that the viewer may see. */
export async function jobTold(parts: LiveParts, { viewer }: Asking, id: PandaId): Promise<JobTold | undefined> {
  const found = (await aliveTold(parts, id)) ?? (await endedTold(parts, id))
  if (found === undefined || !isFor(viewer, found.job.user)) return undefined
  const { job, story, said, needs } = found
  const { door, logs } = parts
  const [attempts, specification, log] = await Promise.all([
    attemptsOf(parts, job),
    mergedSpec({ door }, job.task, job.ordinal),
    logs.end(id, LOG_BYTES),
  ])
  return {
    ...job,
    story,
    attempts,
    inputs: filesOf(specification, 'inputs'),
    outputs: filesOf(specification, 'outputs'),
    needs: [...commandOf(specification), ...needs],
    said: Object.entries(said ?? {}).map(([name, value]) => ({ name, value: String(value) })),
    log: log ?? null,
    why: found.why(attempts),
  }
}

interface Found {
  readonly job: JobInList
  readonly story: JobTold['story']
  readonly said: Said | undefined
  /** @param attempts all of the same job */
  readonly why: (attempts: readonly JobInList[]) => Why
  readonly needs: readonly Pair[]
}

function aliveTold({ door }: LiveParts, id: PandaId): Promise<Found | undefined> {
  return door.ask((core, now) => {
    const row = door.rowOf(id)
    if (row === NONE) return undefined
    const worker = door.workerOf(id)
    const why = whyOf(core.explainer().job(row, now), now)
    return {
      job: seenAlive(core, row),
      story: momentsOf(core, row),
      said: { ...(worker !== undefined && { pilot: worker }), ...door.saidOf(id) },
      why: () => why,
      needs: needsOfTask(core.state, core.state.jobs.task(row)),
    }
  })
}

async function endedTold({ door }: LiveParts, id: PandaId): Promise<Found | undefined> {
  const ended = await door.store.endedJob(id)
  if (ended === undefined) return undefined
  const { job, policy } = await door.ask((core) => ({ job: seenEnded(core, ended), policy: core.policy.name }))
  const why = (attempts: readonly JobInList[]): Why => endedWhy(ended, attempts, policy)
  return { job, story: endedMoments(ended), said: detailsOf(ended).said, why, needs: [] }
}

/** All attempts of the same job, the first one first. */
async function attemptsOf(parts: LiveParts, job: JobInList): Promise<JobInList[]> {
  const { door } = parts
  const { task, ordinal, state } = job
  const archived = await door.store.endedJobs({ task, ordinal, limit: MOST_ATTEMPTS })
  const ended = await door.ask((core) => archived.map((one) => seenEnded(core, one)))
  const hasNext = isFinal(jobStateNames.indexOf(state as JobStateName)) && state !== 'finished'
  const alive = hasNext ? await aliveJobs(parts, { task, ordinal }, 1) : []
  const byId = new Map([job, ...alive, ...ended].map((one) => [one.id, one]))
  return [...byId.values()].sort((one, other) => one.id - other.id)
}

function filesOf(specification: Readonly<Record<string, unknown>> | null, side: 'inputs' | 'outputs'): FileTold[] {
  const panda = specification?.panda as Readonly<Record<string, unknown>> | undefined
  const listed = [specification?.[side], panda?.[side]].find(Array.isArray) as
    Readonly<Record<string, unknown>>[] | undefined
  return (listed ?? []).map(({ name, lfn, template, bytes, checksum, dataset, scope }) => ({
    name: wordOf(name ?? lfn ?? template),
    bytes: typeof bytes === 'number' && bytes > 0 ? bytes : null,
    text: [dataset, scope, checksum].map(wordOf).filter(Boolean).join(', '),
  }))
}

function wordOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function commandOf(specification: Readonly<Record<string, unknown>> | null): Pair[] {
  const { command, container, panda } = specification ?? {}
  const { transformation, arguments: given } = (panda ?? {}) as Readonly<Record<string, unknown>>
  const words = Array.isArray(command) ? command.join(' ') : [wordOf(transformation), wordOf(given)].join(' ').trim()
  return [
    { name: 'command', value: words },
    { name: 'container', value: wordOf(container) },
  ].filter(({ value }) => value !== '')
}
