/** Task parameters of PanDA's clients as the core's submission, and what its jobs run (panda-protocol.md §4). */
import { randomBytes } from 'node:crypto'
import type { TaskSubmission } from '../../brokerage/ports.js'
import { BadInput } from '../../model/bad-input.js'
import { priorityWithin, seesAll } from '../api/rights.js'
import { checked, shown } from '../api/wording.js'
import type { Caller } from '../auth/caller.js'
import type { SubmittedSpec } from '../door.js'
import { refuseLongPart } from './expanded-part.js'
import { partOfParameters } from './part-of-parameters.js'
import { refuseLabel } from './refuse-label.js'
import { type TaskParameters, taskParameters } from './task-parameters-schema.js'

const MOST_JOBS = 100_000
/** Characters of all parameters: they are kept, and told with those of other tasks. */
const LONGEST_PARAMETERS = 200_000
const USUAL_PRIORITY = 1_000
/** Memory of a core where a task says nothing, MB. */
const USUAL_MEMORY_MB = 2_000

/** What makes jobs of other kinds. */
const stepNames = [
  'buildSpec',
  'preproSpec',
  'mergeSpec',
  'mergeOutput',
  'multiStepExec',
  'esmergeSpec',
  'loadXML',
] as const

/**
 * What the host is told of a task.
 * @throws BadInput when parameters are missing or of the wrong kind, or ask for what there is not
 * @throws Problem when the caller may not ask for it
 */
export function taskOfParameters(
  sent: Readonly<Record<string, unknown>>,
  caller: Caller,
  isQueue: (name: string) => boolean,
): { task: TaskSubmission; specs: SubmittedSpec[] } {
  // First of all: a schema takes its time for each of a million faults.
  refuseLong(sent)
  const asked = checked(taskParameters, sent, 'task_parameters')
  const label = asked.prodSourceLabel ?? 'user'
  refuseLabel(caller, label, 'task_parameters.prodSourceLabel')
  const priority = priorityWithin(caller, Math.trunc(asked.currentPriority ?? asked.taskPriority ?? USUAL_PRIORITY))
  refuseInput(asked)
  refuseSteps(sent)
  const cores = Math.max(1, Math.trunc(asked.coreCount ?? 1))
  const walltimeSeconds = (asked.maxWalltime ?? 0) * 3_600 || (asked.walltime ?? 0)
  const user = seesAll(caller) && asked.userName ? asked.userName : caller.user
  // Whoever works in the name of others does not get at their secrets so.
  const part = { ...partOfParameters(asked), usesSecrets: asked.useSecrets === true && user === caller.user }
  const jobs = jobsOf(asked)
  refuseLongPart(part, jobs)
  const task: TaskSubmission = {
    name: nameOf(asked),
    jobs,
    firstOrdinal: 0,
    priority,
    user,
    group: asked.workingGroup ?? 'none',
    vo: asked.vo ?? 'local',
    label,
    share: label,
    processingType: asked.processingType ?? '',
    workingGroup: asked.workingGroup ?? '',
    cores,
    memoryMBPerCore: memoryOf(asked, cores),
    baseMemoryMB: 0,
    scratchMB: 0,
    walltimeSeconds,
    hs06Seconds: 0,
    dataset: undefined,
    inputBytes: 0,
    inputFiles: 0,
    outputBytes: 0,
    outputFiles: part.outputs.length,
    nucleus: asked.nucleus ?? undefined,
    queue: queueOf(asked, isQueue),
    maxAttempts: whole(asked.maxAttempt),
    maxFailures: whole(asked.maxFailure),
  }
  return { task, specs: [{ ordinal: -1, body: JSON.stringify({ panda: part, taskParameters: sent }) }] }
}

/** @throws BadInput when there is too much of them */
function refuseLong(sent: object): void {
  const { length } = JSON.stringify(sent)
  if (length > LONGEST_PARAMETERS)
    throw new BadInput('task_parameters', `they are ${length} characters`, `up to ${LONGEST_PARAMETERS}`)
}

/** Names of PanDA's tasks need not be unique unless they say so; lineages are keyed by them here. */
function nameOf({ taskName, uniqueTaskName }: TaskParameters): string {
  const name = taskName.replace(/\/$/, '')
  return uniqueTaskName === true ? name : `${name}.${randomBytes(4).toString('hex')}`
}

function whole(value: number | null | undefined): number | undefined {
  return value === null || value === undefined ? undefined : Math.max(1, Math.trunc(value))
}

function memoryOf({ ramCount, ramCountUnit }: TaskParameters, cores: number): number {
  if (ramCount === null || ramCount === undefined || ramCount <= 0) return USUAL_MEMORY_MB
  return (ramCountUnit ?? '').includes('PerCore') ? ramCount : ramCount / cores
}

/** @throws BadInput when there is no such queue */
function queueOf({ site, includedSite }: TaskParameters, isQueue: (name: string) => boolean): string | undefined {
  const asked = typeof site === 'string' && site !== '' && site !== 'AUTO' ? site : undefined
  const only = asked ?? (includedSite?.length === 1 ? includedSite[0] : undefined)
  if (only !== undefined && !isQueue(only))
    throw new BadInput('task_parameters.site', `it is ${only}`, 'a queue of the grid')
  return only
}

/** @throws BadInput when the task reads files: this server knows datasets, but not the names of their files */
function refuseInput({ jobParameters, noInput }: TaskParameters): void {
  const input = jobParameters.find(({ type, param_type }) => type === 'template' && param_type === 'input')
  if (noInput !== true && input !== undefined)
    throw new BadInput('task_parameters.jobParameters', `it reads ${shown(input.dataset)}`, 'no input: noInput is true')
}

/** @throws BadInput when the jobs are to be built, merged, prepared or run in steps: the core has one kind of job to a task */
function refuseSteps(sent: Readonly<Record<string, unknown>>): void {
  const step = stepNames.find((name) => sent[name] !== undefined && sent[name] !== null && sent[name] !== false)
  if (step !== undefined)
    throw new BadInput(
      `task_parameters.${step}`,
      'it is given',
      'tasks whose jobs all run the same, such as of prun --noBuild',
    )
}

/** @throws BadInput when there are too many */
function jobsOf({ nFiles, nFilesPerJob, nEvents, nEventsPerJob }: TaskParameters): number {
  const byFiles = nFiles ? nFiles / Math.max(1, nFilesPerJob ?? 1) : undefined
  const byEvents = nEvents ? nEvents / Math.max(1, nEventsPerJob ?? 1) : undefined
  const jobs = Math.max(1, Math.ceil(byFiles ?? byEvents ?? 1))
  if (jobs > MOST_JOBS) throw new BadInput('task_parameters', `it makes ${jobs} jobs`, `up to ${MOST_JOBS}`)
  return jobs
}
