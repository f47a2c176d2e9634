import type { EndedJobDetails, EndedTaskDetails } from '../door.js'
import type { EndedJob, EndedTask } from '../store/commit.js'
import type { Store } from '../store/store.js'
import type { CommandNote, EndingNote, Notes, StartNote } from './notes.js'
import type { OtherPromises } from './people.js'
import type { Acknowledged } from './submitter.js'

/** What was promised and what was seen from outside. */
export interface Witness {
  readonly acknowledged: readonly Acknowledged[]
  readonly killed: ReadonlySet<number>
  readonly notes: Notes
  readonly others: OtherPromises
}

/** All that ended, with what outside is known of it. */
export interface Archive {
  readonly jobs: ReadonlyMap<number, EndedJob>
  readonly tasks: ReadonlyMap<number, EndedTask>
}

const PAGE = 5000

export async function readArchive(store: Store): Promise<Archive> {
  const jobs = new Map<number, EndedJob>()
  const tasks = new Map<number, EndedTask>()
  for (let below = Number.MAX_SAFE_INTEGER; ;) {
    const page = await store.endedJobs({ below, limit: PAGE })
    for (const job of page) jobs.set(job.id, job)
    if (page.length < PAGE) break
    below = page[page.length - 1].id
  }
  for (let below = Number.MAX_SAFE_INTEGER; ;) {
    const page = await store.endedTasks({ below, limit: PAGE })
    for (const task of page) tasks.set(task.number, task)
    if (page.length < PAGE) break
    below = page[page.length - 1].number
  }
  return { jobs, tasks }
}

/** What the archive says otherwise than what was promised and seen; once all work has ended. */
export function archiveFaults(archive: Archive, { acknowledged, killed, notes, others }: Witness): string[] {
  return [
    ...singleJobFaults(archive, others.jobs),
    ...cancelFaults(archive, killed, notes.commands),
    ...commandFaults(notes.commands),
    ...submissionFaults(archive, acknowledged),
    ...[...killed].filter((task) => !archive.tasks.has(task)).map((task) => `task ${task} was killed and did not end`),
    ...lineageFaults(archive),
    ...startFaults(archive, notes.starts),
    ...notes.endings.flatMap((ending) => endingFault(archive, ending)),
  ]
}

/** Each submission that was acknowledged is there once, and nothing else is. */
function submissionFaults({ tasks }: Archive, acknowledged: readonly Acknowledged[]): string[] {
  const faults: string[] = []
  const promised = new Map(acknowledged.map((one) => [one.task, one]))
  if (promised.size < acknowledged.length) faults.push('two submissions were acknowledged with the same number')
  for (const { name, task, jobs } of acknowledged) {
    const found = tasks.get(task)
    if (found?.name !== name) faults.push(`${name}, acknowledged as task ${task}, is ${found?.name ?? 'not there'}`)
    else if (lineagesOf(found) !== jobs) faults.push(`${name} of ${jobs} jobs ended with ${lineagesOf(found)}`)
  }
  // Single jobs become tasks that bear their user's name. Where their answer was lost they were submitted again.
  const isOfJobs = (name: string): boolean => /\.jobs\.[0-9a-f]+$/.test(name)
  for (const { number, name } of tasks.values())
    if (!promised.has(number) && !isOfJobs(name))
      faults.push(`task ${number}, ${name}, is there and nobody was told so`)
  return faults
}

/** Single jobs that were acknowledged are those of their task. */
function singleJobFaults({ jobs }: Archive, promised: OtherPromises['jobs']): string[] {
  return promised.flatMap(({ ids, task }) =>
    ids
      .filter((id) => jobs.get(id)?.task !== task)
      .map((id) => `job ${id} was submitted as one of ${task}, and is of ${jobs.get(id)?.task ?? 'none'}`),
  )
}

/** Nothing is cancelled that nobody wanted to end. Where the first answer was lost, a second one says no more than that the job has ended. */
function cancelFaults({ jobs }: Archive, killed: ReadonlySet<number>, commands: readonly CommandNote[]): string[] {
  const unwanted = new Set(commands.filter(({ what }) => what === 'unwanted').map(({ id }) => id))
  return [...jobs.values()]
    .filter(({ id, task, state }) => state === 'cancelled' && !killed.has(task) && !unwanted.has(id))
    .map(({ id }) => `job ${id} is cancelled, and nobody wanted that`)
}

/** Once it was acknowledged that a job is to end, whoever speaks of it as its pilot is told so. */
function commandFaults(commands: readonly CommandNote[]): string[] {
  const faults: string[] = []
  const doomed = new Set<number>()
  const isDoomedAtBeat = new Set<number>()
  for (const { what, id, known, isToEnd } of commands) {
    if (what === 'doomed') doomed.add(id)
    else if (what === 'beat' && doomed.has(id)) isDoomedAtBeat.add(id)
    else if (what === 'told' && isDoomedAtBeat.has(id) && known && !isToEnd)
      faults.push(`job ${id} was to end, and its pilot was told nothing`)
  }
  return faults
}

function lineagesOf(task: EndedTask): number {
  const { finished, failed, cancelled } = JSON.parse(task.body) as EndedTaskDetails
  return finished + failed + cancelled
}

/** Each lineage has attempts 1, 2, 3 …, of which only the last may have finished or been cancelled. */
function lineageFaults({ jobs, tasks }: Archive): string[] {
  const faults: string[] = []
  const lineages = new Map<string, EndedJob[]>()
  for (const job of [...jobs.values()].sort((one, other) => one.id - other.id)) {
    const key = `${job.task}.${job.ordinal}`
    const attempts = lineages.get(key)
    if (attempts === undefined) lineages.set(key, [job])
    else attempts.push(job)
  }
  const finished = new Map<number, number>()
  for (const [key, attempts] of lineages) {
    attempts.forEach((job, index) => {
      if (detailsOf(job).attempt !== index + 1) faults.push(`job ${job.id} is attempt ${index + 1} of ${key} by order`)
      if (index < attempts.length - 1 && !['failed', 'closed'].includes(job.state))
        faults.push(`job ${job.id} of ${key} is ${job.state}, and there was another attempt`)
    })
    const { task, state } = attempts[attempts.length - 1]
    if (state === 'finished') finished.set(task, (finished.get(task) ?? 0) + 1)
  }
  for (const task of tasks.values()) {
    const counted = finished.get(task.number) ?? 0
    const told = (JSON.parse(task.body) as EndedTaskDetails).finished
    if (counted !== told)
      faults.push(`task ${task.number} tells of ${told} finished jobs, ${counted} are in the archive`)
  }
  return faults
}

/** No job ran twice; what ran is known; what finished ran. */
function startFaults({ jobs }: Archive, starts: readonly StartNote[]): string[] {
  const faults: string[] = []
  const seen = new Set<number>()
  for (const { id, task, ordinal, attempt } of starts) {
    if (seen.has(id)) faults.push(`job ${id} ran twice`)
    seen.add(id)
    const job = jobs.get(id)
    if (job === undefined) faults.push(`job ${id} ran and is not in the archive`)
    else if (job.task !== task || job.ordinal !== ordinal || detailsOf(job).attempt !== attempt)
      faults.push(`job ${id} ran as attempt ${attempt} of ${task}.${ordinal}, and is another one in the archive`)
  }
  for (const { id, state } of jobs.values())
    if (state === 'finished' && !seen.has(id)) faults.push(`job ${id} finished and never ran`)
  return faults
}

/** Reasons for which a job may have ended before its pilot's report, which may have been made before without its answer getting through. */
const earlier = ['lost heartbeat', 'no reply', 'killed']

function endingFault({ jobs }: Archive, { id, outcome, known, words }: EndingNote): string[] {
  const job = jobs.get(id)
  if (job === undefined) return [`job ${id} was reported ${outcome}, and is not in the archive`]
  const { cause, said } = detailsOf(job)
  if (known && words !== undefined && said?.['pilot_error_diag'] !== words)
    return [`of job ${id} its pilot said ${words}, and kept is ${said?.['pilot_error_diag'] ?? 'nothing'}`]
  if (job.state === outcome && ['course', 'reported'].includes(cause)) return []
  if (!known && earlier.includes(cause)) return []
  return [`job ${id} was reported ${outcome}${known ? '' : ', late'}, and is ${job.state}: ${cause}`]
}

function detailsOf(job: EndedJob): EndedJobDetails {
  return JSON.parse(job.body) as EndedJobDetails
}
