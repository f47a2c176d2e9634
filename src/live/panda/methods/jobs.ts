/** Single jobs: to submit, look at, and end (panda-protocol.md §4, §5.3). */
import { reasonOf } from '../../api/problem.js'
import { maySee, mayTend } from '../../api/rights.js'
import { STOP } from '../../pilot-words.js'
import { type PandaAnswer, refusal, well } from '../answer.js'
import { jobDescriptions } from '../job-description.js'
import { jobRecords } from '../job-record.js'
import { killJobs } from '../kill-jobs.js'
import { method, type PandaCall } from '../method.js'
import type { PandaDesk } from '../panda-desk.js'
import { id, listOf, optional, type Parameters, text, truth, whole } from '../parameter.js'
import { submitSpecs } from '../submit-specs.js'
import { people } from './callers.js'

const MOST_JOBS = 5_500
const SPECS_CHARACTERS = 30_000_000

const ids = listOf({ classic: 'ids', v1: 'job_ids' }, id('id'), MOST_JOBS, ',')

export const jobMethods = {
  submitJobs: method({
    classic: 'submitJobs',
    v1: 'POST job/submit',
    summary: 'Submit single jobs',
    usedBy: ['panda-client', 'Harvester'],
    missing:
      'the jobs become a task; they have their PandaIDs within seconds, and are refused where they have not; job specifications must all be of one user, label, site and size',
    may: people,
    secure: true,
    takes: { jobs: text('jobs', SPECS_CHARACTERS) },
    size: 'bulk',
    example: { jobs: '[]' },
    handle: async ({ given: { jobs }, caller }, desk) => {
      const reason = desk.isReadOnly()
      if (reason !== undefined) return refusal(`no new jobs are taken: ${reason}`)
      try {
        const submitted = await submitSpecs(desk, jobs, caller)
        return well(submitted, submitted)
      } catch (error) {
        return refusal(reasonOf(error))
      }
    },
  }),

  getDescription: describing('getJobStatus', 'get_description', 'Tell all about jobs'),
  getDescriptionInclArchive: describing(
    'getFullJobStatus',
    'get_description_incl_archive',
    'Tell all about jobs, however long ago they ended',
  ),

  getUserJobMetadata: method({
    classic: 'getUserJobMetadata',
    v1: 'GET job/get_metadata_for_analysis_jobs',
    summary: 'Tell the metadata of the jobs of a task',
    usedBy: ['pbook'],
    missing: 'metadata of jobs are not told',
    may: people,
    secure: true,
    takes: { task: id({ classic: 'jediTaskID', v1: 'task_id' }) },
    example: { task: 1 },
    handle: () => well({}, [true, '{}'], 'No metadata found'),
  }),

  killJobs: method({
    classic: 'killJobs',
    v1: 'POST job/kill',
    summary: 'End jobs',
    usedBy: ['panda-client', 'Harvester', 'iDDS'],
    missing:
      'whatever the code, jobs that do not run become cancelled, none closed; kill options and use_email_as_id change nothing',
    may: people,
    secure: true,
    takes: { ids, code: optional(whole('code')) },
    size: 'bulk',
    example: { ids: [1], code: 9 },
    handle: async ({ given, caller }, desk) => {
      const results = await killJobs(desk, await jobRecords(desk, given.ids), caller, given.code)
      return well(results, results)
    },
  }),

  reassignJobs: method({
    classic: 'reassignJobs',
    v1: 'POST job/reassign',
    summary: 'Send jobs elsewhere',
    usedBy: ['panda-client'],
    missing: 'it is always refused: jobs stay where brokerage has put them',
    may: people,
    secure: true,
    takes: { ids },
    example: { ids: [1] },
    handle: () => refusal('jobs stay where brokerage has put them: kill them, and their task makes new ones'),
  }),

  setCommand: method({
    v1: 'POST job/set_command',
    summary: 'Have the pilot of a job told something when it reports next',
    usedBy: ['panda-client'],
    may: ['production', 'pilot'],
    secure: true,
    takes: { job: id('job_id'), command: text('command', 250) },
    example: { job: 1, command: 'tobekilled' },
    handle: (call, desk) => command(call, call.given.job, call.given.command, desk),
  }),

  setDebugMode: method({
    classic: 'setDebugMode',
    v1: ['POST job/set_debug_mode', 'POST pilot/set_debug_mode'],
    summary: 'Have the pilot of a job tell more, or less again',
    usedBy: ['pbook', 'later pilots'],
    missing: 'there is no limit on how many jobs of a user are watched so',
    may: ['production', 'pilot'],
    secure: true,
    takes: {
      job: id({ classic: 'pandaID', v1: 'job_id' }),
      isOn: truth({ classic: 'modeOn', v1: 'mode' }),
    },
    example: { job: 1, isOn: true },
    handle: (call, desk) => command(call, call.given.job, call.given.isOn ? 'debug' : 'debugoff', desk),
  }),
} as const

/** Descriptions of jobs, null for those that there never were or that are not the caller's. */
function describing(classic: string, name: string, summary: string) {
  return method({
    classic,
    v1: `POST job/${name}`,
    summary,
    usedBy: ['panda-client', 'iDDS'],
    missing: 'files of jobs, and what the core does not have, are not told; the classic family answers in JSON',
    may: people,
    secure: true,
    takes: { ids },
    size: 'bulk',
    example: { ids: [1] },
    handle: async ({ given, caller }, desk) => {
      const records = await jobRecords(desk, given.ids)
      const seen = records.filter((job) => job !== undefined).filter(({ user }) => maySee(caller, user))
      const descriptions = new Map((await jobDescriptions(desk, seen)).map((one) => [one['PandaID'], one]))
      const told = records.map((job) => descriptions.get(job?.id) ?? null)
      return well(told, told)
    },
  })
}

async function command(
  { caller }: Pick<PandaCall<Parameters>, 'caller'>,
  job: number,
  words: string,
  desk: PandaDesk,
): Promise<PandaAnswer> {
  const [record] = await jobRecords(desk, [job])
  if (record?.isAlive !== true || !mayTend(caller, record.user))
    return { ...refusal(`job ${job} is not found among the jobs that have not ended`), classic: 'Failed' }
  // All other commands are the pilot's business.
  await desk.door.report(
    words === STOP ? { report: 'killGently', id: job } : { report: 'tellPilot', id: job, command: words },
  )
  return well(null, 'Succeeded', 'Succeeded')
}
