/** What is told of a task, by PanDA's names of the fields. */
import { BadInput } from '../../model/bad-input.js'
import type { Submitter } from '../auth/submitter.js'
import { pandaPartSchema } from './panda-part.js'
import type { PandaDesk } from './panda-desk.js'
import { pandaTime } from './panda-time.js'
import type { TaskRecord } from './task-record.js'

export type Description = Readonly<Record<string, unknown>>

/** What all jobs of a task have in common: how it was submitted, where that was in PanDA's way, and what its jobs run. */
interface Common {
  readonly taskParameters?: Readonly<Record<string, unknown>>
  readonly panda?: unknown
  readonly submitter?: Submitter
}

/** Specifications that are read at a time: those of tasks that were submitted in this server's own way may be long. */
const AT_A_TIME = 10

/** How tasks were submitted, in the order asked for; empty where nothing is kept, or another way. */
export async function commonOf({ door }: PandaDesk, tasks: readonly number[]): Promise<Common[]> {
  const found: Common[] = []
  for (let from = 0; from < tasks.length; from += AT_A_TIME) {
    const keys = tasks.slice(from, from + AT_A_TIME).map((task) => ({ task, ordinal: -1 }))
    found.push(...(await door.store.specs(keys)).map((body) => (body === undefined ? {} : commonIn(body))))
  }
  return found
}

/** What is told of it, and no more. */
function commonIn(body: string): Common {
  const { taskParameters, panda, submitter } = JSON.parse(body) as Common
  return {
    ...(taskParameters !== undefined && { taskParameters }),
    ...(panda !== undefined && { panda }),
    ...(submitter !== undefined && { submitter }),
  }
}

/** Task parameters as they were sent; undefined: it was submitted otherwise. */
export async function parametersOf(desk: PandaDesk, task: number): Promise<Description | undefined> {
  return (await commonOf(desk, [task]))[0].taskParameters
}

/** Full descriptions, in the order of the tasks. */
export async function taskDescriptions(desk: PandaDesk, records: readonly TaskRecord[]): Promise<Description[]> {
  const common = await commonOf(
    desk,
    records.map(({ task }) => task),
  )
  return records.map((record, i) => described(desk, record, common[i]))
}

function described(desk: PandaDesk, record: TaskRecord, { taskParameters, panda }: Common): Description {
  const { submission, jobs, finished, failed, cancelled, task } = record
  const lost = failed + cancelled
  return {
    ...briefly(desk, record, taskParameters),
    superStatus: record.status,
    vo: submission?.vo ?? null,
    prodSourceLabel: submission?.label ?? null,
    workingGroup: submission?.workingGroup ?? null,
    taskPriority: submission?.priority ?? null,
    currentPriority: submission?.priority ?? null,
    coreCount: submission?.cores ?? null,
    ramCount: submission?.memoryMBPerCore ?? null,
    ramUnit: 'MBPerCore',
    walltime: submission?.walltimeSeconds ?? null,
    gshare: submission?.share ?? null,
    nucleus: submission?.nucleus ?? null,
    attemptNr: 0,
    parent_tid: task,
    nfiles: jobs,
    nfilesfinished: finished,
    nfilesfailed: lost,
    pctfinished: percent(finished, jobs),
    pctfailed: percent(lost, jobs),
    job_execution_params: panda === undefined ? null : pandaPartSchema.parse(panda).arguments,
    task_creation_arguments: taskParameters?.['cliParams'] ?? null,
    raw_task_params: taskParameters ?? null,
  }
}

/** The fields that short lists have. */
export function briefly(desk: PandaDesk, record: TaskRecord, parameters: Description | undefined): Description {
  const { task, user, status, submission } = record
  return {
    jediTaskID: task,
    reqID: task,
    taskName: nameOf(record, parameters),
    userName: user,
    status,
    processingType: submission?.processingType ?? null,
    transUses: parameters?.['transUses'] ?? null,
    transHome: parameters?.['transHome'] ?? null,
    architecture: parameters?.['architecture'] ?? null,
    site: submission?.queue ?? null,
    cloud: null,
    creationDate: pandaTime(desk, record.submittedAt),
    modificationTime: pandaTime(desk, record.endedAt ?? desk.door.now()),
    endTime: pandaTime(desk, record.endedAt ?? null),
  }
}

/** The name that its submitter gave it. */
function nameOf({ name }: TaskRecord, parameters: Description | undefined): string {
  const given = parameters?.['taskName']
  return typeof given === 'string' ? given : name
}

function percent(part: number, all: number): number {
  return all === 0 ? 0 : Math.floor((100 * part) / all)
}

/**
 * Keeps the descriptions whose fields have the values asked for; several of a field stand between `|`. Fields that there are not
 * are passed over.
 * @throws BadInput when a value is none
 */
export function filtered(all: readonly Description[], filters: Readonly<Record<string, unknown>>): Description[] {
  const wanted = Object.entries(filters).map(([field, value]) => {
    if (typeof value !== 'string' && typeof value !== 'number')
      throw new BadInput(`filters.${field.slice(0, 40)}`, `it is ${typeof value}`, 'a text or a number')
    return { field, values: String(value).split('|') }
  })
  return all.filter((one) =>
    wanted.every(({ field, values }) => !Object.hasOwn(one, field) || values.includes(String(one[field]))),
  )
}
