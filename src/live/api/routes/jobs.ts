/** Routes of single jobs: to submit, look, ask why, and end. */
import type { Readable } from 'node:stream'
import { z } from 'zod'
import type { JobStateName } from '../../../model/job-state.js'
import { NONE, type PandaId } from '../../../model/units.js'
import type { Caller } from '../../auth/caller.js'
import { type Desk, isoTime } from '../desk.js'
import { jobErrorOf } from '../error-words.js'
import { fields, flag, name, numberInUrl, oneOf, pageLimit } from '../fields.js'
import {
  aliveJob,
  detailsOf,
  endedError,
  endedJob,
  endedMoments,
  type JobFilter,
  type JobInList,
  momentsOf,
  rowsOfJobs,
  toldMoments,
} from '../job-views.js'
import { notFound, Problem } from '../problem.js'
import { maySee, seesAll } from '../rights.js'
import { Raw, route } from '../route.js'
import { explanation, job, jobInList, page, stateWord, submitted } from '../shapes.js'
import { mergedSpec } from '../specs.js'
import { jobsRequest, taskOfJobs } from '../task-request.js'
import { submitTask } from '../submit.js'

const people = ['user', 'production'] as const
/** States in which the archive has jobs, and the core none. */
const finalStates: readonly string[] = ['finished', 'failed', 'cancelled', 'closed']
const MOST_ON_PAGE = 1_000
/** Attempts of one job that are listed. */
const MOST_ATTEMPTS = 100

const jobParams = fields({ id: numberInUrl() })

export const jobRoutes = {
  'POST /jobs': route({
    summary: 'Submit jobs that all run one command',
    detail: 'A short form of POST /tasks: makes a task of so many like jobs.',
    may: people,
    body: jobsRequest,
    status: 201,
    answer: submitted,
    refusals: [507],
    makesWork: true,
    example: { body: { command: ['sh', '-c', 'echo hello'], jobs: 10, cores: 1, memoryMBPerCore: 2000 } },
    handle: ({ body, caller, key }, desk) => submitTask(desk, taskOfJobs(body), caller, 'body', key),
  }),

  'GET /jobs': route({
    summary: 'List jobs, the newest first',
    detail:
      'Jobs alive come from the core, ended ones from the archive. Users see their own. `next` of a page is `below` of the page after it.',
    may: people,
    query: fields({
      state: stateWord.optional(),
      standing: oneOf(['alive', 'ended']).optional(),
      queue: name().optional(),
      task: numberInUrl().optional(),
      user: name().optional(),
      below: numberInUrl().optional(),
      limit: pageLimit(MOST_ON_PAGE).optional(),
    }),
    answer: page('JobPage', jobInList),
    example: { query: { state: 'activated', limit: '50' } },
    handle: async ({ query: { limit = 100, standing, ...filter }, caller }, desk) => {
      if (!seesAll(caller)) filter.user = filter.user === undefined || filter.user === caller.user ? caller.user : ''
      const items = filter.user === '' ? [] : await listed(desk, filter, standing, limit)
      return { items, next: items.length < limit ? null : items[items.length - 1].id }
    },
  }),

  'GET /jobs/:id': route({
    summary: 'Look at one job: state, timeline, attempts, what it runs, what went wrong',
    may: people,
    params: jobParams,
    answer: job,
    refusals: [404],
    example: { params: { id: '1' } },
    handle: async ({ params: { id }, caller }, desk) => {
      const alive = await desk.door.ask((core) => {
        const row = desk.door.rowOf(id)
        if (row === NONE) return undefined
        const { jobs, grid } = core.state
        const cores = jobs.face(row) === NONE ? 0 : grid.faces[jobs.face(row)].cores
        const error = jobErrorOf(jobs.error[row], jobs.error[row] === 0 ? '' : 'reported')
        const said = desk.door.saidOf(id) ?? null
        return { ...aliveJob(desk, core, row), cores, timeline: toldMoments(desk, momentsOf(core, row)), error, said }
      })
      const shown = alive ?? (await endedShown(desk, id))
      if (shown === undefined || !maySee(caller, shown.user)) throw notFound(`job ${id}`)
      const attempts = await attemptsOf(desk, shown)
      const specification = await mergedSpec(desk, shown.task, shown.ordinal)
      return { ...shown, attempts, specification, hasLog: await desk.logs.has(id) }
    },
  }),

  'GET /jobs/:id/explain': route({
    summary: 'Ask why a job is where it is, why it waits, and what would bring it on',
    detail: 'Asked of the policy anew, as things stand now. Jobs that have ended are told by GET /jobs/:id.',
    may: people,
    params: jobParams,
    answer: explanation,
    refusals: [404, 409],
    example: { params: { id: '1' } },
    handle: async ({ params: { id }, caller }, desk) => {
      await refuseUnseen(desk, id, caller)
      const answer = await desk.door.ask((core, now) => {
        const row = desk.door.rowOf(id)
        if (row === NONE) return undefined
        const told = core.explainer().job(row, now)
        return { ...told, since: isoTime(desk, told.sinceSeconds), nowSeconds: now }
      })
      if (answer === undefined) throw new Problem(409, `job ${id} has ended; GET /jobs/${id} tells how`)
      return answer as unknown as z.output<typeof explanation>
    },
  }),

  'POST /jobs/:id/kill': route({
    summary: 'End a job for good',
    detail:
      'A job that has ended already stays as it is: `wasAlive` is false then. With `gently` a payload that runs is ended by its pilot, which reports it as failed.',
    may: people,
    params: jobParams,
    body: fields({ gently: flag().default(false) }),
    answer: fields({ id: z.number(), wasAlive: z.boolean() }).meta({ id: 'JobKilled' }),
    refusals: [404],
    isIdempotent: true,
    example: { params: { id: '1' }, body: { gently: true } },
    handle: async ({ params: { id }, body: { gently }, caller, key }, desk) => {
      const isAlive = await refuseUnseen(desk, id, caller)
      if (isAlive) await desk.door.report({ report: gently ? 'killGently' : 'kill', id }, key)
      return { id, wasAlive: isAlive }
    },
  }),

  'GET /jobs/:id/log': route({
    summary: 'Read what a job wrote',
    may: people,
    params: jobParams,
    answer: z.string(),
    answerType: 'text/plain; charset=utf-8',
    refusals: [404],
    example: { params: { id: '1' } },
    handle: async ({ params: { id }, caller }, desk) => {
      await refuseUnseen(desk, id, caller)
      const log = await desk.logs.read(id)
      if (log === undefined) throw notFound(`log of job ${id}`)
      return new Raw('text/plain; charset=utf-8', log)
    },
  }),

  'PUT /jobs/:id/log': route({
    summary: 'Keep what a job wrote, in place of what was kept before',
    may: ['pilot'],
    params: jobParams,
    // The text itself, streamed: the server hands it on unread.
    body: z.custom<Readable | Buffer | string>().meta({ type: 'string' }),
    bodyType: 'text/plain',
    size: 'log',
    answer: fields({ id: z.number(), bytes: z.number() }).meta({ id: 'LogKept' }),
    refusals: [404, 413],
    isIdempotent: true,
    example: { params: { id: '1' }, body: 'hello\n' },
    handle: async ({ params: { id }, body }, desk) => {
      const created = await desk.door.ask((core) => core.state.jobs.created)
      if (id > created) throw notFound(`job ${id}`)
      return { id, bytes: await desk.logs.keep(id, body as Readable) }
    },
  }),
} as const

/** @returns whether the job is alive @throws Problem when there is none that the caller may see */
async function refuseUnseen(desk: Desk, id: PandaId, caller: Caller): Promise<boolean> {
  const user = await desk.door.ask((core) => {
    const row = desk.door.rowOf(id)
    const { jobs, tasks, users } = core.state
    return row === NONE ? undefined : users.nameOf(tasks.user[jobs.task(row)])
  })
  const owner = user ?? (await desk.door.store.endedJob(id))?.user
  if (owner === undefined || !maySee(caller, owner)) throw notFound(`job ${id}`)
  return user !== undefined
}

async function endedShown(desk: Desk, id: PandaId) {
  const ended = await desk.door.store.endedJob(id)
  if (ended === undefined) return undefined
  return desk.door.ask((core) => ({
    ...endedJob(desk, core, ended),
    cores: detailsOf(ended).cores ?? 0,
    timeline: toldMoments(desk, endedMoments(ended)),
    error: endedError(ended),
    said: detailsOf(ended).said ?? null,
  }))
}

/** Jobs of a page: alive ones are looked at first, so that one that ends meanwhile is seen twice rather than never. */
async function listed(
  desk: Desk,
  filter: JobFilter & { state?: JobStateName | undefined },
  standing: 'alive' | 'ended' | undefined,
  limit: number,
): Promise<JobInList[]> {
  const { state } = filter
  const isFinal = state !== undefined && finalStates.includes(state)
  const looksAtAlive = standing !== 'ended' && !isFinal
  const looksAtEnded = standing !== 'alive' && (state === undefined || isFinal)
  const alive = looksAtAlive
    ? await desk.door.ask((core) => rowsOfJobs(core, filter, limit).map((row) => aliveJob(desk, core, row)))
    : []
  const archived = looksAtEnded ? await desk.door.store.endedJobs({ ...withoutGaps(filter), limit }) : []
  const ended = await desk.door.ask((core) => archived.map((one) => endedJob(desk, core, one)))
  const endedIds = new Set(ended.map(({ id }) => id))
  return [...ended, ...alive.filter(({ id }) => !endedIds.has(id))]
    .sort((one, other) => other.id - one.id)
    .slice(0, limit)
}

/** All attempts of the same job, the first one first. */
async function attemptsOf(desk: Desk, { task, ordinal }: JobInList) {
  const alive = await desk.door.ask((core) =>
    rowsOfJobs(core, { task, ordinal }, MOST_ATTEMPTS).map((row) => ({
      ...pick(aliveJob(desk, core, row)),
      error: null,
    })),
  )
  const archived = await desk.door.store.endedJobs({ task, ordinal, limit: MOST_ATTEMPTS })
  const ended = await desk.door.ask((core) =>
    archived
      .filter((one) => one.ordinal === ordinal && !alive.some(({ id }) => id === one.id))
      .map((one) => ({ ...pick(endedJob(desk, core, one)), error: endedError(one) })),
  )
  return [...alive, ...ended].sort((one, other) => one.id - other.id)
}

function pick({ id, attempt, state, queue }: JobInList) {
  return { id, attempt, state, queue }
}

function withoutGaps(filter: JobFilter) {
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined))
}
