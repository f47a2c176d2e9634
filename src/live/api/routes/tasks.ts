/** Routes of tasks: to submit one or many, look, ask why, change, end and try again. */
import { z } from 'zod'
import type { Core } from '../../../brokerage/core.js'
import { NONE } from '../../../model/units.js'
import type { Caller } from '../../auth/caller.js'
import { submitterIn } from '../../auth/submitter.js'
import { submitBulk, type BulkItem, bulkAnswer } from '../bulk.js'
import { type Desk, isoTime } from '../desk.js'
import { fields, list, MOST, name, numberInUrl, oneOf, pageLimit, whole } from '../fields.js'
import { jobRoutes } from './jobs.js'
import { notFound, Problem } from '../problem.js'
import { retryTask } from '../retry-task.js'
import { maySee, refuseHighPriority, seesAll } from '../rights.js'
import { route } from '../route.js'
import { explanation, jobInList, page, submitted, task as taskShape, taskInList } from '../shapes.js'
import { submitTask } from '../submit.js'
import { taskRequest } from '../task-request.js'
import {
  aliveTask,
  aliveTaskInList,
  endedTask,
  endedTaskInList,
  rowOfTask,
  rowsOfTasks,
  type TaskFilter,
} from '../task-views.js'

const people = ['user', 'production'] as const
const MOST_IN_BULK = 10_000
const MOST_ON_PAGE = 1_000

const taskParams = fields({ number: numberInUrl() })
const taskDone = fields({ task: z.number(), wasAlive: z.boolean() }).meta({ id: 'TaskDone' })

export const taskRoutes = {
  'POST /tasks': route({
    summary: 'Submit one task of like jobs',
    detail:
      'Give `jobs`, how many there are, or `specs`, what each one runs; `spec` is what all of them have in common. The host refuses what no queue could ever run.',
    may: people,
    body: taskRequest,
    status: 201,
    answer: submitted,
    refusals: [507],
    makesWork: true,
    example: {
      body: {
        name: 'alice.fit',
        cores: 1,
        memoryMBPerCore: 2000,
        spec: { command: ['./fit', '--quick'], environment: { SEED: '7' } },
        specs: [{ inputs: [{ name: 'events/1.root' }] }, { inputs: [{ name: 'events/2.root' }] }],
      },
    },
    handle: ({ body, caller, key }, desk) => submitTask(desk, body, caller, 'body', key),
  }),

  'POST /tasks/bulk': route({
    summary: 'Submit up to 10,000 tasks; each is accepted or refused on its own',
    detail: 'The results stand in the order of the tasks. With an idempotency key the whole may be sent again.',
    may: people,
    body: fields({
      // Each is checked on its own, so that one that is bad does not keep the others out.
      tasks: list(
        z.unknown().meta({ $ref: '#/components/schemas/TaskRequest' }) as unknown as z.ZodType<BulkItem, BulkItem>,
        MOST_IN_BULK,
        1,
      ),
    }),
    size: 'bulk',
    answer: bulkAnswer,
    refusals: [413, 507],
    makesWork: true,
    example: {
      body: {
        tasks: [
          { jobs: 2, spec: { command: ['true'] } },
          { jobs: 1, spec: { command: ['false'] } },
        ],
      },
    },
    handle: ({ body, caller, key }, desk) => submitBulk(desk, body.tasks, caller, key),
  }),

  'GET /tasks': route({
    summary: 'List tasks, the newest first',
    detail:
      'Tasks alive come from the core, ended ones from the archive. Users see their own. `next` of a page is `below` of the page after it.',
    may: people,
    query: fields({
      standing: oneOf(['alive', 'ended']).optional(),
      name: name().optional(),
      user: name().optional(),
      below: numberInUrl().optional(),
      limit: pageLimit(MOST_ON_PAGE).optional(),
    }),
    answer: page('TaskPage', taskInList),
    example: { query: { standing: 'alive', limit: '50' } },
    handle: async ({ query: { limit = 100, standing, ...filter }, caller }, desk) => {
      if (!seesAll(caller)) filter.user = filter.user === undefined || filter.user === caller.user ? caller.user : ''
      const items = filter.user === '' ? [] : await listed(desk, filter, standing, limit)
      return { items, next: items.length < limit ? null : items[items.length - 1].task }
    },
  }),

  'GET /tasks/:number': route({
    summary: 'Look at one task',
    may: people,
    params: taskParams,
    answer: taskShape,
    refusals: [404],
    example: { params: { number: '1' } },
    handle: async ({ params: { number }, caller }, desk) => {
      const alive = await ofAlive(desk, number, (core, row) => aliveTask(desk, core, row))
      const ended = alive ?? (await desk.door.store.endedTask(number))
      const shown = ended === undefined || 'memoryMBPerCore' in ended ? ended : endedTask(desk, ended)
      if (shown === undefined || !maySee(caller, shown.user)) throw notFound(`task ${number}`)
      const [common] = await desk.door.store.specs([{ task: number, ordinal: -1 }])
      return { ...shown, submitter: submitterIn(common) ?? null }
    },
  }),

  'GET /tasks/:number/jobs': route({
    summary: 'List the jobs of a task, the newest first',
    may: people,
    params: taskParams,
    query: jobRoutes['GET /jobs'].query.omit({ task: true, user: true }),
    answer: page('JobPageOfTask', jobInList),
    refusals: [404],
    example: { params: { number: '1' } },
    handle: async (call, desk) => {
      const { number } = call.params
      await refuseUnseen(desk, number, call.caller)
      return jobRoutes['GET /jobs'].handle({ ...call, params: {}, query: { ...call.query, task: number } }, desk)
    },
  }),

  'GET /tasks/:number/explain': route({
    summary: 'Ask why the job of a task that has waited longest waits, and what would bring it on',
    may: people,
    params: taskParams,
    answer: explanation,
    refusals: [404, 409],
    example: { params: { number: '1' } },
    handle: async ({ params: { number }, caller }, desk) => {
      await refuseUnseen(desk, number, caller)
      const answer = await desk.door.ask((core, now) => {
        const row = rowOfTask(core, number)
        const explainer = core.explainer()
        const job = row === NONE ? NONE : explainer.longestWaiting(core.state.tasks.names[row])
        if (job === NONE) return undefined
        const told = explainer.job(job, now)
        return { ...told, since: isoTime(desk, told.sinceSeconds), nowSeconds: now }
      })
      if (answer === undefined) throw new Problem(409, `no job of task ${number} waits`)
      return answer as unknown as z.output<typeof explanation>
    },
  }),

  'POST /tasks/:number/kill': route({
    summary: 'End all jobs of a task for good',
    detail: 'A task that has ended already stays as it is: `wasAlive` is false then.',
    may: people,
    params: taskParams,
    answer: taskDone,
    refusals: [404],
    isIdempotent: true,
    example: { params: { number: '1' } },
    handle: async ({ params: { number }, caller, key }, desk) => {
      const wasAlive = await refuseUnseen(desk, number, caller)
      if (wasAlive) await desk.door.report({ report: 'killTask', task: number }, key)
      return { task: number, wasAlive }
    },
  }),

  'POST /tasks/:number/retry': route({
    summary: 'Submit a new task of the jobs that failed for good, with what they run',
    detail:
      'Jobs that were killed are left alone; the others are told the numbers that they had (AILURO_ORDINAL). The new task is named after the old one and its number.',
    may: people,
    params: taskParams,
    status: 201,
    answer: fields({ ...submitted.shape, jobs: z.number() }).meta({ id: 'Retried' }),
    refusals: [404, 409, 507],
    makesWork: true,
    example: { params: { number: '1' } },
    handle: async ({ params: { number }, caller, key }, desk) => {
      await refuseUnseen(desk, number, caller)
      return retryTask(desk, number, caller, key)
    },
  }),

  'PATCH /tasks/:number': route({
    summary: 'Change the priority of a task',
    may: people,
    params: taskParams,
    body: fields({ priority: whole(-MOST) }),
    answer: taskInList,
    refusals: [404, 409],
    isIdempotent: true,
    example: { params: { number: '1' }, body: { priority: 900 } },
    handle: async ({ params: { number }, body: { priority }, caller, key }, desk) => {
      if (!(await refuseUnseen(desk, number, caller))) throw new Problem(409, `task ${number} has ended`)
      refuseHighPriority(caller, priority)
      await desk.door.report({ report: 'reprioritise', task: number, priority }, key)
      const shown = await ofAlive(desk, number, (core, row) => aliveTaskInList(desk, core, row))
      if (shown === undefined) throw new Problem(409, `task ${number} has ended`)
      return shown
    },
  }),
} as const

function ofAlive<T>(desk: Desk, number: number, see: (core: Core, row: number) => T): Promise<T | undefined> {
  return desk.door.ask((core) => {
    const row = rowOfTask(core, number)
    return row === NONE ? undefined : see(core, row)
  })
}

/** @returns whether the task is alive @throws Problem when there is none that the caller may see */
async function refuseUnseen(desk: Desk, number: number, caller: Caller): Promise<boolean> {
  const user = await ofAlive(desk, number, ({ state: { tasks, users } }, row) => users.nameOf(tasks.user[row]))
  const owner = user ?? (await desk.door.store.endedTask(number))?.user
  if (owner === undefined || !maySee(caller, owner)) throw notFound(`task ${number}`)
  return user !== undefined
}

async function listed(desk: Desk, filter: TaskFilter, standing: 'alive' | 'ended' | undefined, limit: number) {
  const alive =
    standing === 'ended'
      ? []
      : await desk.door.ask((core) => rowsOfTasks(core, filter, limit).map((row) => aliveTaskInList(desk, core, row)))
  const query = Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined))
  const archived = standing === 'alive' ? [] : await desk.door.store.endedTasks({ ...query, limit })
  const ended = archived.map((one) => endedTaskInList(desk, one))
  const seen = new Set(ended.map(({ task }) => task))
  return [...ended, ...alive.filter(({ task }) => !seen.has(task))]
    .sort((one, other) => other.task - one.task)
    .slice(0, limit)
}
