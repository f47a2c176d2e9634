/** How tasks stand, for people and their programs (panda-protocol.md §4). What is not the caller's looks as if it were not there. */
import { maySee } from '../../api/rights.js'
import type { Caller } from '../../auth/caller.js'
import { refusal, well } from '../answer.js'
import { jobDescriptions } from '../job-description.js'
import { jobsOfTask } from '../job-record.js'
import { method } from '../method.js'
import type { PandaDesk } from '../panda-desk.js'
import { pandaPartSchema } from '../panda-part.js'
import { id, listOf, optional, text, truth } from '../parameter.js'
import { taskDatasets } from '../task-datasets.js'
import { commonOf, parametersOf, taskDescriptions } from '../task-description.js'
import { type TaskRecord, taskRecord } from '../task-record.js'
import { people } from './callers.js'

const MOST_JOBS = 5_500
const NOT_FOUND = 'Task not found'
const unsuccessful = ['failed', 'cancelled', 'closed']

const task = id({ classic: 'jediTaskID', v1: 'task_id' })
/** What most of these methods are. */
const aboutTask = { may: people, secure: true, takes: { task }, example: { task: 1 } } as const

export const taskQueryMethods = {
  getTaskStatus: method({
    classic: 'getTaskStatus',
    v1: 'GET task/get_status',
    summary: 'Tell how a task stands',
    usedBy: ['panda-client'],
    missing: 'a task is ready or running until it has ended; there are no scouts',
    ...aboutTask,
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
    ...aboutTask,
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
    ...aboutTask,
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
    ...aboutTask,
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
      const datasets = record === undefined ? [] : await taskDatasets(desk, record, types, isBrief)
      return datasets.length === 0 ? refusal('No data found for the task') : well(datasets)
    },
  }),
} as const

/** A task, if the caller may see it. */
async function seen(desk: PandaDesk, number: number, caller: Caller): Promise<TaskRecord | undefined> {
  const record = await taskRecord(desk, number)
  return record !== undefined && maySee(caller, record.user) ? record : undefined
}

/** As PanDA counts: `finished*3,failed*1,tobedone*2`. */
function statisticsOf({ jobs, finished, failed, cancelled }: TaskRecord): string {
  const counts = { tobedone: jobs - finished - failed - cancelled, finished, failed: failed + cancelled }
  const words = Object.entries(counts).filter(([, count]) => count > 0)
  return words.map(([word, count]) => `${word}*${count}`).join(',')
}
