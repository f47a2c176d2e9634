/** What people do to tasks (panda-protocol.md §4). What is always refused: `refused-task-actions.ts`. */
import { reasonOf } from '../../api/problem.js'
import { retryTask } from '../../api/retry-task.js'
import { acted, ActionCode, notDone, ownTask } from '../action.js'
import { type PandaAnswer, refusal, well } from '../answer.js'
import { jobsOfTask } from '../job-record.js'
import { killJobs } from '../kill-jobs.js'
import { method, type PandaCall } from '../method.js'
import type { PandaDesk } from '../panda-desk.js'
import { id, object, optional, type Parameters, truth, whole } from '../parameter.js'
import { submitParameters } from '../submit-parameters.js'
import { people } from './callers.js'

const LEAST_PRIORITY = -1e9
const MOST_JOBS = 10_000

const task = id({ classic: 'jediTaskID', v1: 'task_id' })
/** Whether the classic family is answered with codes. */
const isCodeAsked = optional(truth({ classic: 'properErrorCode' }), false)

export const taskMethods = {
  submitTask: method({
    classic: 'insertTaskParams',
    v1: 'POST task/submit',
    summary: 'Submit a task',
    usedBy: ['prun', 'panda-client', 'iDDS'],
    missing:
      'tasks that read datasets, need a build, merge their output or run in several steps are refused; a task that was submitted under the same name before is not run again with new input; several included sites, excluded sites, clouds, needs of disk, and parent_tid change nothing',
    may: people,
    secure: true,
    takes: {
      parameters: object({ classic: 'taskParams', v1: 'task_parameters' }),
      parent: optional(id('parent_tid')),
      isCodeAsked,
    },
    size: 'bulk',
    example: {
      parameters: {
        taskName: 'user.alice.test/',
        uniqueTaskName: true,
        vo: 'local',
        prodSourceLabel: 'user',
        processingType: 'panda-client-2.0.2-jedi-run',
        noInput: true,
        nEvents: 1,
        nEventsPerJob: 1,
        sourceURL: 'http://127.0.0.1:25080',
        jobParameters: [{ type: 'constant', value: '-p "echo%20hello"' }],
      },
    },
    handle: async ({ given, caller }, desk) => {
      const { code, message, task: number } = await submitParameters(desk, given.parameters, caller)
      const isIn = number !== undefined
      const classic = [given.isCodeAsked ? code : isIn, isIn && !given.isCodeAsked ? number : message]
      return { classic, v1: { success: isIn, message, data: number ?? code } }
    },
  }),

  killTask: endingAction('killTask', 'kill', 'End a task with all its jobs'),
  finishTask: endingAction('finishTask', 'finish', 'End what of a task has not ended yet, and keep what has'),

  retryTask: method({
    classic: 'retryTask',
    v1: 'POST task/retry',
    summary: 'Run the jobs of a task again that failed for good',
    usedBy: ['pbook', 'panda-client'],
    missing:
      'the jobs run as a new task, which the message names; new parameters are refused; the other options change nothing',
    may: people,
    secure: true,
    takes: {
      task,
      parameters: optional(object({ classic: 'newParams', v1: 'new_parameters' })),
      isCodeAsked,
    },
    example: { task: 1 },
    handle: async ({ given: { task: number, parameters = {}, isCodeAsked: asked }, caller }, desk) => {
      const own = await ownTask(desk, number, caller, asked)
      if ('refused' in own) return own.refused
      if (Object.keys(parameters).length > 0)
        return acted(ActionCode.serverError, 'tasks cannot be retried with new parameters; submit a new task', asked)
      const [code, message] = await retried(desk, number, caller)
      const { classic } = acted(code, message, asked)
      // The real server calls it a success, whatever the code says.
      return { classic, v1: { success: true, message, data: code } }
    },
  }),

  changePriority: method({
    classic: 'changeTaskPriority',
    v1: 'POST task/change_priority',
    summary: 'Give a task another priority',
    usedBy: ['panda-client'],
    may: ['production'],
    secure: true,
    takes: { task, priority: whole({ classic: 'newPriority', v1: 'priority' }, LEAST_PRIORITY, 1e9) },
    example: { task: 1, priority: 900 },
    handle: async ({ given: { task: number, priority }, caller }, desk) => {
      const own = await ownTask(desk, number, caller)
      const isAlive = 'record' in own && own.record.isAlive
      if (!isAlive) return { ...refusal('Task not found'), classic: '0' }
      await desk.door.report({ report: 'reprioritise', task: number, priority })
      return well(null, '1', '1 tasks changed')
    },
  }),

  killUnfinishedJobs: method({
    classic: 'killUnfinishedJobs',
    v1: 'POST task/kill_unfinished_jobs',
    summary: 'End all jobs of a task that have not ended',
    usedBy: ['panda-client', 'iDDS'],
    missing:
      'all jobs that are ended so become cancelled, none closed; jobs that were not made yet, and those beyond the newest 10,000, go on',
    may: people,
    secure: true,
    takes: { task, code: optional(whole('code')) },
    example: { task: 1 },
    handle: async ({ given: { task: number, code }, caller }, desk) => {
      const own = await ownTask(desk, number, caller)
      if ('refused' in own) return own.refused
      const jobs = (await jobsOfTask(desk, number, MOST_JOBS)).filter(({ isAlive }) => isAlive)
      const results = await killJobs(desk, jobs, caller, code)
      return well(results, results)
    },
  }),
} as const

/** Ends what is alive of a task. The core does no more for either word: what has finished stays finished. */
function endingAction(classic: string, command: 'kill' | 'finish', summary: string) {
  return method({
    classic,
    v1: `POST task/${command}`,
    summary,
    usedBy: ['pbook', 'panda-client'],
    missing: 'jobs that run are not waited for: a soft finish is refused, and broadcast changes nothing',
    may: people,
    secure: true,
    takes: { task, isSoft: optional(truth('soft'), false), isCodeAsked },
    example: { task: 1 },
    handle: async ({ given: { task: number, isSoft, isCodeAsked: asked }, caller }, desk): Promise<PandaAnswer> => {
      const own = await ownTask(desk, number, caller, asked)
      if ('refused' in own) return own.refused
      if (isSoft) return notDone(command, 'running jobs cannot be waited for')
      const { isAlive, status } = own.record
      if (!isAlive) return notDone(command, `the task is ${status}`)
      await desk.door.report({ report: 'killTask', task: number })
      return acted(ActionCode.registered, `command=${command} is registered for jediTaskID=${number}`, asked)
    },
  })
}

/** How trying again went, in a code and words. */
async function retried(
  desk: PandaDesk,
  number: number,
  caller: PandaCall<Parameters>['caller'],
): Promise<[ActionCode, string]> {
  const reason = desk.isReadOnly()
  if (reason !== undefined) return [ActionCode.serverError, reason]
  try {
    const { task: again, jobs } = await retryTask(desk, number, caller, undefined)
    return [ActionCode.registered, `command=retry is registered: new jediTaskID=${again} with ${jobs} jobs that failed`]
  } catch (error) {
    return [ActionCode.wrongStatus, reasonOf(error)]
  }
}
