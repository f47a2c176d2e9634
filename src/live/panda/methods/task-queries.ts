/** How tasks stand, for people and their programs (panda-protocol.md §4). What is not the caller's looks as if it were not there. */
import { maySee, seesAll } from '../../api/rights.js'
import type { Caller } from '../../auth/caller.js'
import { userMeant } from '../../auth/compact-name.js'
import { refusal, well } from '../answer.js'
import { jobDescriptions } from '../job-description.js'
import { jobsOfTask } from '../job-record.js'
import { method } from '../method.js'
import type { PandaDesk } from '../panda-desk.js'
import { expandedOutputs } from '../expanded-part.js'
import { pandaPartSchema } from '../panda-part.js'
import { secondsAt } from '../panda-time.js'
import { id, listOf, object, optional, text, truth, whole } from '../parameter.js'
import { briefly, commonOf, filtered, parametersOf, taskDescriptions } from '../task-description.js'
import { type TaskRecord, taskRecord, taskRecords } from '../task-record.js'

const people = ['user', 'production'] as const
const MOST_TASKS = 1_000
/** Tasks that a list is chosen from: the newest. */
const TASKS_LOOKED_AT = 10_000
const MOST_JOBS = 5_500
const MOST_FILES = 50_000
const NOT_FOUND = 'Task not found'
const unsuccessful = ['failed', 'cancelled', 'closed']

const task = id({ classic: 'jediTaskID', v1: 'task_id' })

export const taskQueryMethods = {
  getTaskStatus: method({
    classic: 'getTaskStatus',
    v1: 'GET task/get_status',
    summary: 'Tell how a task stands',
    usedBy: ['panda-client'],
    missing: 'a task is ready or running until it has ended; there are no scouts',
    may: people,
    secure: true,
    takes: { task },
    example: { task: 1 },
    handle: async ({ given, caller }, desk) => {
      const record = await seen(desk, given.task, caller)
      return record === undefined ? refusal(NOT_FOUND) : well(record.status, [0, record.status])
    },
  }),

  getTaskDetails: method({
    classic: 'getJediTaskDetails',
    v1: 'GET task/get_details',
    summary: 'Tell the datasets and jobs of a task',
    usedBy: ['panda-client'],
    missing: 'there are no merge jobs; at most 5,500 PandaIDs are told, the newest',
    may: people,
    secure: true,
    takes: {
      task,
      withParameters: optional(truth({ classic: 'fullFlag', v1: 'include_parameters' }), false),
      withStatus: optional(truth({ classic: 'withTaskInfo', v1: 'include_status' }), false),
    },
    example: { task: 1, withStatus: true },
    handle: async ({ given: { task: number, withParameters, withStatus }, caller }, desk) => {
      const record = await seen(desk, number, caller)
      if (record === undefined) return { ...refusal('Task not found or error retrieving the details'), classic: {} }
      const [{ panda, taskParameters }] = await commonOf(desk, [number])
      const outputs = panda === undefined ? [] : pandaPartSchema.parse(panda).outputs
      const jobs = await jobsOfTask(desk, number, MOST_JOBS)
      const details = {
        inDS: record.submission?.dataset ?? '',
        outDS: [...new Set(outputs.map(({ dataset }) => dataset))].join(','),
        statistics: statisticsOf(record),
        PandaID: jobs.map(({ id: job }) => job).reverse(),
        mergeStatus: null,
        mergePandaID: [],
        ...(withStatus && { status: record.status }),
        ...(withParameters && { cliParams: taskParameters?.['cliParams'] ?? '' }),
      }
      return well(details, details)
    },
  }),

  getTaskDetailedInfo: method({
    v1: 'GET task/get_detailed_info',
    summary: 'Tell all about a task',
    usedBy: ['pbook', 'panda-client'],
    missing: 'fields of what the core does not have are left out',
    may: people,
    secure: true,
    takes: { task },
    example: { task: 1 },
    handle: async ({ given, caller }, desk) => {
      const record = await seen(desk, given.task, caller)
      if (record === undefined) return refusal('Task not found or error retrieving task info')
      return well((await taskDescriptions(desk, [record]))[0])
    },
  }),

  getParentDetailedInfo: method({
    v1: 'GET task/get_parent_detailed_info',
    summary: 'Tell all about the task that a task came from',
    usedBy: ['panda-client'],
    missing: 'tasks have no parents here',
    may: people,
    secure: true,
    takes: { task },
    example: { task: 1 },
    handle: async ({ given, caller }, desk) =>
      refusal((await seen(desk, given.task, caller)) === undefined ? 'Child task not found' : 'No parent task found'),
  }),

  getTaskParameters: method({
    classic: 'getTaskParamsMap',
    v1: 'GET task/get_task_parameters',
    summary: 'Tell the parameters that a task was submitted with',
    usedBy: ['panda-client', 'iDDS'],
    missing: 'tasks that were not submitted in PanDA’s way have none',
    may: people,
    takes: { task },
    example: { task: 1 },
    handle: async ({ given, caller }, desk) => {
      const record = await seen(desk, given.task, caller)
      const parameters = record === undefined ? undefined : await parametersOf(desk, given.task)
      if (parameters === undefined) return { ...refusal(NOT_FOUND), classic: [1, NOT_FOUND] }
      return well(parameters, [0, JSON.stringify(parameters)])
    },
  }),

  getJobIds: method({
    classic: 'getPandaIDsWithTaskID',
    v1: 'GET task/get_job_ids',
    summary: 'Tell the PandaIDs of the jobs of a task',
    usedBy: ['panda-client', 'iDDS'],
    missing: 'at most 5,500 are told, the newest',
    may: people,
    secure: true,
    takes: { task },
    example: { task: 1 },
    handle: async ({ given, caller }, desk) => {
      const record = await seen(desk, given.task, caller)
      const jobs = record === undefined ? [] : await jobsOfTask(desk, given.task, MOST_JOBS)
      const ids = jobs.map(({ id: job }) => job).reverse()
      return well(ids, ids)
    },
  }),

  getJobDescriptions: method({
    v1: 'GET task/get_job_descriptions',
    summary: 'Tell all about the jobs of a task',
    usedBy: ['panda-client'],
    missing: 'files of jobs, and what the core does not have, are not told; at most 5,500 jobs are told, the newest',
    may: people,
    secure: true,
    takes: { task, isUnsuccessful: optional(truth({ v1: 'unsuccessful_only' }), false) },
    example: { task: 1 },
    handle: async ({ given: { task: number, isUnsuccessful }, caller }, desk) => {
      const record = await seen(desk, number, caller)
      const jobs = record === undefined ? [] : await jobsOfTask(desk, number, MOST_JOBS)
      const chosen = isUnsuccessful ? jobs.filter(({ state }) => unsuccessful.includes(state)) : jobs
      return well((await jobDescriptions(desk, chosen)).reverse())
    },
  }),

  getTasksModifiedSince: method({
    classic: 'getJediTasksInTimeRange',
    v1: 'GET task/get_tasks_modified_since',
    summary: 'Tell the tasks of a user that changed since some time',
    usedBy: ['panda-client'],
    missing:
      'tasks that have not ended count as changed; the newest 10,000 tasks are looked at, and at most 1,000 told',
    may: people,
    secure: true,
    takes: {
      since: text({ classic: 'timeRange', v1: 'since' }, 40),
      user: optional(text('dn')),
      isFull: optional(truth({ classic: 'fullFlag', v1: 'full' }), false),
      above: optional(id({ classic: 'minTaskID', v1: 'min_task_id' })),
      label: optional(text({ classic: 'task_type', v1: 'prod_source_label' }), 'user'),
    },
    example: { since: '2026-01-01 00:00:00' },
    handle: async ({ given: { since, user, isFull, above = 0, label }, caller }, desk) => {
      const from = secondsAt(desk, since)
      const found = (await listed(desk, user, caller)).filter((record) => {
        const isNew = record.isAlive || (record.endedAt ?? 0) >= from
        return isNew && record.task > above && (record.submission?.label ?? label) === label
      })
      const chosen = found.slice(0, MOST_TASKS)
      const common = isFull
        ? []
        : await commonOf(
            desk,
            chosen.map(({ task: number }) => number),
          )
      const descriptions = isFull
        ? await taskDescriptions(desk, chosen)
        : chosen.map((record, i) => briefly(desk, record, common[i].taskParameters))
      const byId = Object.fromEntries(descriptions.map((one, i) => [chosen[i].task, one]))
      return well(byId, byId)
    },
  }),

  getTasksDetailedInfoSince: method({
    v1: 'GET task/get_tasks_detailed_info_since',
    summary: 'Tell all about the tasks of a user that changed since some time',
    usedBy: ['pbook'],
    missing:
      'tasks that have not ended count as changed; of patterns in filters only | is known, between whole values; the newest 10,000 tasks are looked at, and described for filters the newest 1,000 that changed',
    may: people,
    secure: true,
    takes: {
      since: optional(text('since', 40)),
      filters: optional(object('filters'), {}),
      most: optional(whole('n_tasks', 1), 500),
    },
    example: { filters: { status: 'done|running' } },
    handle: async ({ given: { since, filters, most }, caller }, desk) => {
      const from = since === undefined ? -Infinity : secondsAt(desk, since)
      const { userName, ...others } = filters
      const all = await listed(desk, typeof userName === 'string' ? userName : undefined, caller)
      const found = all.filter((record) => record.isAlive || (record.endedAt ?? 0) >= from)
      const numbers = numbersIn(others)
      const chosen =
        numbers === undefined ? found : found.filter(({ task: number }) => numbers.includes(String(number)))
      const kept = filtered(await taskDescriptions(desk, chosen.slice(0, MOST_TASKS)), others)
      return well(kept.slice(0, most))
    },
  }),

  getDatasetsAndFiles: method({
    v1: 'GET task/get_datasets_and_files',
    summary: 'Tell the datasets and files of a task',
    usedBy: ['panda-client', 'iDDS'],
    missing:
      'only files that the jobs of the task make are told, by their first attempt, at most 50,000; input is not kept by file',
    may: people,
    secure: true,
    takes: {
      task,
      types: optional(listOf('dataset_types', text('type', 50), 20, ','), ['input', 'pseudo_input']),
      isBrief: optional(truth('dataset_only'), false),
    },
    example: { task: 1, types: ['output'] },
    handle: async ({ given: { task: number, types, isBrief }, caller }, desk) => {
      const record = await seen(desk, number, caller)
      const datasets = record === undefined ? [] : await datasetsOf(desk, record, types, isBrief)
      return datasets.length === 0 ? refusal('No data found for the task') : well(datasets)
    },
  }),
} as const

/** A task, if the caller may see it. */
async function seen(desk: PandaDesk, number: number, caller: Caller): Promise<TaskRecord | undefined> {
  const record = await taskRecord(desk, number)
  return record !== undefined && maySee(caller, record.user) ? record : undefined
}

/** The newest tasks of a user, where nobody is named of the caller; nobody's, where the caller may not see them. */
async function listed(desk: PandaDesk, user: string | undefined, caller: Caller): Promise<TaskRecord[]> {
  const asked = user === undefined ? caller.user : userMeant(user)
  return asked === caller.user || seesAll(caller) ? taskRecords(desk, { user: asked }, TASKS_LOOKED_AT) : []
}

/** Numbers that filters ask for, so that not all tasks need be described; undefined: they do not. */
function numbersIn(filters: Readonly<Record<string, unknown>>): string[] | undefined {
  const value = filters['jediTaskID'] ?? filters['reqID']
  return typeof value === 'string' || typeof value === 'number' ? String(value).split('|') : undefined
}

/** As PanDA counts: `finished*3,failed*1,tobedone*2`. */
function statisticsOf({ jobs, finished, failed, cancelled }: TaskRecord): string {
  const counts = { tobedone: jobs - finished - failed - cancelled, finished, failed: failed + cancelled }
  const words = Object.entries(counts).filter(([, count]) => count > 0)
  return words.map(([word, count]) => `${word}*${count}`).join(',')
}

async function datasetsOf(desk: PandaDesk, record: TaskRecord, types: readonly string[], isBrief: boolean) {
  const [{ panda }] = await commonOf(desk, [record.task])
  if (panda === undefined) return []
  const part = pandaPartSchema.parse(panda)
  const jobs = Math.min(record.jobs, Math.floor(MOST_FILES / Math.max(1, part.outputs.length)))
  const ordinals = Array.from({ length: isBrief ? 0 : jobs }, (_, ordinal) => ordinal)
  const expanded = ordinals.map((ordinal) => expandedOutputs(part, { task: record.task, ordinal, attempt: 1, id: 0 }))
  return part.outputs.flatMap(({ dataset, isLog }, i) => {
    if (!types.includes(isLog ? 'log' : 'output')) return []
    const files = expanded.map((outputs, ordinal) => {
      const { lfn, scope } = outputs[i]
      return { lfn, scope, id: ordinal * part.outputs.length + i + 1, status: 'defined' }
    })
    return [{ dataset: { name: dataset, id: i + 1 }, files }]
  })
}
