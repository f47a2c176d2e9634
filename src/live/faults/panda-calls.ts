/** Reports in the words of PanDA's methods, and what their answers say. */
import type { TaskSubmission } from '../../brokerage/ports.js'
import type { PandaId } from '../../model/units.js'
import type { Acknowledgement, LiveReport, LiveReportName, OfJob, PilotRequest, Submitted } from '../door.js'
import type { Envelope } from '../panda/answer.js'
import type { Family } from '../panda/method.js'
import { type PandaMethodName, pandaMethods } from '../panda/methods/index.js'
import { named } from '../panda/testing/panda-request.js'
import type { GivenJob } from './ledger.js'
import { jobProgram, ordinalIn, taskProgram } from './program-of.js'

/** Instance of Harvester that all pilots of histories belong to. */
const HARVESTER = 'faults'

/** A call of one of PanDA's methods. */
export interface PandaCall<Answer = unknown> {
  readonly name: PandaMethodName
  given(family: Family): Readonly<Record<string, unknown>>
  /** What an answer says. @throws Error when nobody should be answered so */
  read(body: unknown, family: Family): Answer
}

type Calls = {
  readonly [Name in LiveReportName]?: (report: Extract<LiveReport, { report: Name }>) => PandaCall | undefined
}

const calls: Calls = {
  submit: ({ task }) => (isForPanda(task) ? submission(task) : undefined),
  pilotAsks: (report) => asking(report),
  accepted: (report) => update(report, { state: 'starting' }),
  started: (report) => update(report, { state: 'running' }),
  // Harvester tells of many jobs at once, and of the past of a job too.
  heartbeat: (report) =>
    report.id % 2 === 0 ? update(report, { state: 'running' }) : bulk(report, ['starting', 'running']),
  ended: (report) => update(report, { state: report.outcome, pilot_error_code: report.errorCode }),
  kill: ({ id }) => telling('killJobs', { ids: [id], code: 9 }),
  killGently: ({ id }) => telling('killJobs', { ids: [id] }),
  killTask: ({ task }) => telling('killTask', { task }),
  reprioritise: ({ task, priority }) => telling('changePriority', { task, priority }),
}

/** The call that makes a report; undefined: PanDA's wire has none for it. */
export function callOf(report: LiveReport): PandaCall | undefined {
  return (calls[report.report] as ((report: LiveReport) => PandaCall | undefined) | undefined)?.(report)
}

/** Tasks with input, or whose output goes elsewhere, are submitted otherwise. */
function isForPanda({ name, dataset, nucleus, jobs, queue }: TaskSubmission): boolean {
  return jobs > 0 && queue !== 'LYON' && name !== '' && dataset === undefined && nucleus === undefined
}

function submission(task: TaskSubmission): PandaCall<Submitted> {
  const { name, jobs, priority, cores, queue, maxAttempts, maxFailures, label, vo } = task
  const parameters = {
    ...{ taskName: name, uniqueTaskName: true, vo, prodSourceLabel: label, noInput: true },
    ...{ nFiles: jobs, nFilesPerJob: 1, taskPriority: priority, coreCount: cores, site: queue ?? null },
    ...{ maxAttempt: maxAttempts, maxFailure: maxFailures, ramCount: task.memoryMBPerCore, ramCountUnit: 'MBPerCore' },
    jobParameters: [{ type: 'constant', value: taskProgram(name) }],
  }
  return {
    name: 'submitTask',
    given: () => ({ parameters }),
    read: (body, family) => {
      const { data, message } = body as Envelope
      const [isIn, told] =
        family === 'v1' ? [typeof data === 'number' && data > 10, data] : (body as [boolean, unknown])
      const number = isIn
        ? Number(told)
        : Number(/jediTaskID=(\d+)/.exec(String(family === 'v1' ? message : told))?.[1])
      if (Number.isNaN(number)) throw new Error(`${name} was refused: ${JSON.stringify(body)}`)
      return { task: number, name }
    },
  }
}

function asking(request: PilotRequest): PandaCall<GivenJob | undefined> {
  const { queue, cores, memoryMB, scratchMB, remainingSeconds, worker = '' } = request
  const workerNumber = worker.replace('pilot-', '')
  const given = { queue, cores, memoryMB, scratchMB, remainingSeconds, workerNumber, harvester: HARVESTER }
  return {
    name: 'getJob',
    given: () => given,
    read: (body, family) => {
      const { data } = body as Envelope
      const job = family === 'v1' ? (data as { jobs: Dictionary[] } | null)?.jobs[0] : (body as Dictionary)
      if (job?.PandaID === undefined) return undefined
      const { PandaID: id, taskID: task, attemptNr: attempt, jobPars: program } = job
      const untold = {
        taskName: '',
        ordinal: ordinalIn(program),
        user: '',
        walltimeSeconds: 0,
        specs: {},
        isRepeated: false,
      }
      return { ...untold, id, task, attempt, program, queue, cores }
    },
  }
}

/** What of a job's dictionary is looked at. */
interface Dictionary {
  readonly PandaID?: number
  readonly taskID: number
  readonly attemptNr: number
  readonly jobPars: string
}

function update({ id, attempt, said }: OfJob, more: object): PandaCall<Acknowledgement> {
  const given = { id, attempt, ...said, ...more }
  return {
    name: 'updateJob',
    given: () => given,
    read: (body, family) => acknowledged(family === 'v1' ? (body as Envelope).data : body),
  }
}

function bulk({ id, attempt, said }: OfJob, states: readonly string[]): PandaCall<Acknowledgement> {
  const given = (family: Family): Readonly<Record<string, unknown>> => {
    const words = states.map((state) => named(pandaMethods.updateJob, family, { id, attempt, ...said, state }))
    return { jobs: words, harvester: HARVESTER }
  }
  return {
    name: 'updateJobsInBulk',
    given,
    read: (body, family) => {
      if (family === 'v1') return acknowledged((body as { data: Envelope[] }).data.at(-1)!.data)
      const [, answers] = body as [boolean, { content: string }[]]
      return acknowledged(JSON.parse(answers.at(-1)!.content))
    },
  }
}

/** What the pilot is to do tells whether the job is its own. */
function acknowledged(answer: unknown): Acknowledgement {
  const { StatusCode, command } = answer as { StatusCode: number; command: string | null }
  if (StatusCode !== 0) throw new Error(`a pilot was answered ${JSON.stringify(answer)}`)
  switch (command) {
    case null:
    case 'NULL':
      return { known: true }
    case 'alreadydone':
      return { known: false }
    case 'tobekilled':
      return { known: false, command }
    default:
      throw new Error(`a pilot was told ${command}`)
  }
}

/** Jobs that were submitted as such, and the number of the task that they became. */
export interface SubmittedJobs {
  readonly ids: readonly PandaId[]
  readonly task: number
}

/** Single jobs for a queue. Whoever submits them again, since no answer came, submits others. */
export function submittingJobs(count: number, queue: string): PandaCall<SubmittedJobs> {
  const specs = Array.from({ length: count }, (_, ordinal) => {
    const fields: unknown[] = Array.from({ length: 102 }, () => 'NULL')
    Object.assign(fields, { 9: 'run', 12: 'test', 19: `alone-${ordinal}`, 47: queue, 49: jobProgram(ordinal) })
    return [...fields, []]
  })
  return {
    name: 'submitJobs',
    given: () => ({ jobs: JSON.stringify(specs) }),
    read: (body, family) => {
      const jobs = (family === 'v1' ? (body as Envelope).data : body) as [number, number, { jobsetID: number }][]
      return { ids: jobs.map(([id]) => id), task: jobs[0][2].jobsetID }
    },
  }
}

/** Harvester's word of one of its workers. */
export function tellingOfWorker(number: number, nodeID: string): PandaCall {
  const workers = [{ workerID: number, status: 'running', nodeID }]
  return telling('updateWorkers', { harvester: 'other', workers })
}

/** What pilots are told of how jobs stand, in words; undefined: there is none. */
export function statesOf(ids: readonly PandaId[]): PandaCall<(string | undefined)[]> {
  return {
    name: 'getStatus',
    given: (family) => ({ ids: family === 'v1' ? ids : ids.join(' ') }),
    read: (body, family) => {
      if (family === 'classic') return (body as { status: string }).status.split(' ').map(unlessNone)
      return (body as { data: { status: string }[] }).data.map(({ status }) => unlessNone(status.replace(' ', '')))
    },
  }
}

/** The same as Harvester is told it. */
export function standingsOf(ids: readonly PandaId[]): PandaCall<(string | undefined)[]> {
  return {
    name: 'checkJobStatus',
    given: () => ({ ids }),
    read: (body) => (body as { data: { status: string }[] }).data.map(({ status }) => unlessNone(status)),
  }
}

function unlessNone(word: string): string | undefined {
  return ['notfound', 'unknown'].includes(word) ? undefined : word
}

function telling(name: PandaMethodName, given: Readonly<Record<string, unknown>>): PandaCall<undefined> {
  return { name, given: () => given, read: () => undefined }
}
