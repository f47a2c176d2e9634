/** What pilots ask and tell about their jobs (panda-protocol.md §2). */
import { BadInput } from '../../../model/bad-input.js'
import { atlasResourceTypes } from '../../../model/resource-type.js'
import { seesAll } from '../../api/rights.js'
import { userMeant } from '../../auth/compact-name.js'
import type { PilotRequest } from '../../door.js'
import { STOP } from '../../pilot-words.js'
import { inner, type PandaAnswer, refusal, wantsJson, well } from '../answer.js'
import type { JobDictionary } from '../job-dictionary.js'
import { jobStandings } from '../job-standing.js'
import { method, type PandaCall } from '../method.js'
import type { PandaDesk } from '../panda-desk.js'
import {
  decimal,
  given,
  type Given,
  id,
  listOf,
  object,
  optional,
  type Parameters,
  text,
  truth,
  whole,
} from '../parameter.js'
import { StatusCode } from '../status-code.js'
import { takeJobs } from '../take-jobs.js'
import { tellOfJob, updateParameters } from '../update-job.js'
import { anybody, factories } from './callers.js'

/** Jobs of a worker that are kept in mind, the last of them. */
const MOST_JOBS_OF_WORKER = 1_000
/** Jobs that one request may take. */
const MOST_AT_ONCE = 1_000
/** Reports, and jobs asked about, in one request. */
const MOST_UPDATES = 10_000

const asking = {
  queue: text({ classic: 'siteName', v1: 'site_name' }, 200),
  label: optional(text({ classic: 'prodSourceLabel', v1: 'prod_source_label' }, 200)),
  memoryMB: optional(decimal({ classic: 'mem', v1: 'memory' }), 0),
  scratchMB: optional(decimal({ classic: 'diskSpace', v1: 'disk_space' }), 0),
  node: optional(text('node', 128)),
  user: optional(text({ classic: 'prodUserID', v1: 'prod_user_id' }, 200)),
  task: optional(id({ classic: 'taskID', v1: 'task_id' })),
  jobs: optional(whole({ classic: 'nJobs', v1: 'n_jobs' }, 1, MOST_AT_ONCE)),
  isBackground: optional(truth('background'), false),
  resourceType: optional(text({ classic: 'resourceType', v1: 'resource_type' }, 50)),
  harvester: optional(text('harvester_id', 200)),
  scheduler: optional(text({ classic: 'schedulerID', v1: 'scheduler_id' }, 200)),
  workerNumber: optional(text('worker_id', 50)),
  remainingSeconds: optional(decimal('remaining_time'), 0),
  /** Known to whoever starts a pilot; PanDA's own do not say it. */
  cores: optional(whole({ classic: 'coreCount', v1: 'core_count' }, 1, 10_000)),
} as const

export const pilotMethods = {
  getJob: method({
    classic: 'getJob',
    v1: 'POST pilot/acquire_jobs',
    summary: 'Give a pilot its job, or several',
    usedBy: ['pilot3', 'later pilots', 'Harvester'],
    missing:
      'getProxyKey, jobType, viaTopic and timeout change nothing; node and computing element are kept only once the pilot reports them; no job is a background job; of meanrss nothing is known; nSent is always 1',
    may: anybody,
    secure: true,
    takes: asking,
    example: { queue: 'CERN', label: 'managed', workerNumber: '7', harvester: 'h1' },
    handle: async ({ family, given: asked, caller, serverUrl }, desk) => {
      const request = requestOf(asked)
      if (typeof request === 'string') return refusal(request, StatusCode.noJobs)
      const isOwnAlone = !seesAll(caller) && !caller.roles.includes('pilot')
      if (isOwnAlone && asked.label !== 'user')
        return refusal('production or pilot role required', StatusCode.invalidRole)
      const limited = isOwnAlone ? { ...request, user: caller.user } : request
      const jobs = asked.isBackground ? [] : await takeJobs(desk, limited, asked.jobs ?? 1, serverUrl)
      if (jobs.length === 0) return refusal('No jobs in PanDA', StatusCode.noJobs)
      if (!isOwnAlone) await noteWorker(desk, asked, jobs)
      const listed = jobs.map((job) => ({ StatusCode: StatusCode.success, ...job }))
      const classic = family === 'classic' && asked.jobs === undefined ? { ...listed[0] } : { jobs: listed }
      return well({ StatusCode: StatusCode.success, jobs: listed }, classic)
    },
  }),

  updateJob: method({
    classic: 'updateJob',
    v1: 'POST pilot/update_job',
    summary: 'Hear how a job goes, and tell its pilot what to do',
    usedBy: ['pilot3', 'later pilots'],
    missing:
      'the output report is kept up to 100,000 characters and metaData up to 10,000; what they and jobMetrics say is not read; read and written bytes are kept as bytes; a second batch system is told to stop without supErrorCode; timeout changes nothing',
    may: factories,
    secure: true,
    takes: updateParameters,
    size: 'bulk',
    example: { id: 1, state: 'running' },
    handle: ({ given: told }, desk) => tellOfJob(desk, told),
  }),

  updateJobsInBulk: method({
    classic: 'updateJobsInBulk',
    v1: 'POST pilot/update_jobs_bulk',
    summary: 'Hear how many jobs go',
    usedBy: ['Harvester'],
    missing: 'what is missing for a single job',
    may: factories,
    secure: true,
    takes: {
      jobs: listOf({ classic: 'jobList', v1: 'job_list' }, object('job'), MOST_UPDATES),
      harvester: optional(text('harvester_id', 200)),
    },
    size: 'bulk',
    example: { jobs: [{ job_id: 1, job_status: 'running' }] },
    handle: async (call, desk) => {
      const answers = await Promise.all(call.given.jobs.map((one) => toldOfOne(call, one, desk)))
      const isJson = wantsJson(call.request)
      return well(
        answers.map(({ v1 }) => v1),
        [true, answers.map(({ classic }) => inner(classic, isJson))],
      )
    },
  }),

  getStatus: method({
    classic: 'getStatus',
    v1: 'GET pilot/get_job_status',
    summary: 'Tell how jobs stand',
    usedBy: ['pilot3', 'later pilots'],
    may: anybody,
    takes: { ids: listOf({ classic: 'ids', v1: 'job_ids' }, id('id'), MOST_UPDATES, ' ') },
    example: { ids: [1] },
    handle: async ({ given: { ids }, caller }, desk) => {
      const standings = await jobStandings(desk, ids, caller)
      const states = standings.map((standing) => standing?.state ?? 'notfound')
      const attempts = standings.map((standing) => standing?.attempt ?? 0)
      const data = ids.map((one, i) => {
        const { state = 'not found', attempt = 0 } = standings[i] ?? {}
        return { job_id: one, status: state, attempt_number: attempt }
      })
      return well(data, { status: states.join(' '), attemptNr: attempts.join(' ') })
    },
  }),

  checkJobStatus: method({
    classic: 'checkJobStatus',
    v1: 'GET job/get_status',
    summary: 'Tell how jobs stand, and what their pilots are to do',
    usedBy: ['Harvester'],
    missing: 'of commands only tobekilled is told',
    may: anybody,
    takes: { ids: listOf({ classic: 'ids', v1: 'job_ids' }, id('id'), MOST_UPDATES, ',') },
    example: { ids: [1] },
    handle: async ({ given: { ids }, caller }, desk) => {
      const standings = await jobStandings(desk, ids, caller)
      const data = standings.map((standing) => {
        return {
          status: standing?.state ?? 'unknown',
          command: standing === undefined ? STOP : standing.command,
        }
      })
      return well(data, { data })
    },
  }),
} as const

/** What the core is asked; in words why nothing would suit. */
function requestOf(asked: Given<typeof asking>): PilotRequest | string {
  const { queue, label, memoryMB, scratchMB, user, task, resourceType, remainingSeconds } = asked
  const type =
    resourceType === undefined ? undefined : atlasResourceTypes.findIndex(({ name }) => name === resourceType)
  if (type === -1) return `there is no resource type ${resourceType}`
  return {
    ...{ queue, cores: asked.cores ?? 0, label, user: user && userMeant(user), task, remainingSeconds },
    worker: asked.jobs === undefined ? workerOf(asked) : undefined,
    memoryMB: Math.max(0, memoryMB),
    scratchMB: Math.max(0, scratchMB),
    resourceType: type,
  }
}

/** Harvester's number of a worker, with its name; nothing where either is missing. */
function workerOf({ harvester, scheduler, workerNumber }: Given<typeof asking>): string | undefined {
  const factory = harvester ?? scheduler
  return factory === undefined || workerNumber === undefined ? undefined : `${factory}:${workerNumber}`
}

/** The worker that the pilot runs in has these jobs. */
async function noteWorker(
  { books: { workers } }: PandaDesk,
  { queue, harvester, workerNumber }: Given<typeof asking>,
  jobs: readonly JobDictionary[],
): Promise<void> {
  const number = Number(workerNumber ?? NaN)
  if (harvester === undefined || !Number.isSafeInteger(number) || number < 0) return
  const known = workers.worker(harvester, number)
  const has = new Set([...(known?.jobs ?? []), ...jobs.map((job) => Number(job['PandaID']))])
  const place = known === undefined ? { queue } : {}
  await workers.hear([
    { harvester, id: number, ...place, status: 'running', jobs: [...has].slice(-MOST_JOBS_OF_WORKER) },
  ])
}

async function toldOfOne(
  { family }: Pick<PandaCall<Parameters>, 'family'>,
  one: Readonly<Record<string, unknown>>,
  desk: PandaDesk,
): Promise<PandaAnswer> {
  try {
    return await tellOfJob(desk, given(updateParameters, family, one))
  } catch (error) {
    if (!(error instanceof BadInput)) throw error
    return refusal(error.message)
  }
}
