import { readTrace, type ReadOptions } from '../open-trace.js'
import type { TraceInfo, TraceJob, TraceStatus } from '../trace.js'
import type { RawRecord } from '../witness.js'

/** What a writer must know of a trace before its first record: one streamed pass. */
export interface Survey {
  readonly file: string
  readonly info: TraceInfo
  /** Fields that at least one job fills. */
  readonly filled: ReadonlySet<keyof TraceJob>
  /** Columns of the file, not all empty, of which jobs keep nothing. */
  readonly unread: readonly string[]
  readonly statuses: ReadonlySet<TraceStatus>
  /** Names in order of appearance. */
  readonly users: readonly string[]
  readonly groups: readonly string[]
  readonly sites: readonly string[]
  /** Whether every job number is a whole number. */
  readonly hasNumbers: boolean
  readonly hasRetries: boolean
  /** Whether a job has a run time but no wait. */
  readonly hasRunsWithoutWait: boolean
  /** Whether a time has a fraction of a second. */
  readonly hasFractions: boolean
  /** Whether a name has a blank in it. */
  readonly hasBlanks: boolean
}

/** Columns that readers use without a field of the same meaning being lost. */
const read = new Set([
  ...['job number', 'submit time', 'wait time', 'run time', 'allocated processors', 'CPU time', 'requested time'],
  ...['requested memory', 'status', 'user', 'group', 'partition', 'last site', 'VO'],
  ...[
    'pandaid',
    'creationtime',
    'starttime',
    'endtime',
    'jobstatus',
    'computingsite',
    'corecount',
    'cpuconsumptiontime',
  ],
  ...[
    'maxcpucount',
    'maxcpuunit',
    'minramcount',
    'minramunit',
    'attemptnr',
    'user',
    'produsername',
    'workinggroup',
    'vo',
  ],
  ...['prodsourcelabel', 'assignedpriority', 'inputfilebytes', 'outputfilebytes', 'piloterrorcode', 'exeerrorcode'],
  ...['superrorcode', 'ddmerrorcode', 'brokerageerrorcode', 'jobdispatchererrorcode', 'taskbuffererrorcode'],
  // What follows from other columns.
  ...['job_walltime', 'job_queuetime', 'cpu_eff', 'machines'],
])

/** Columns that are read where a better one, beside them, is empty. */
const standIns = new Map([
  ['used memory', 'requested memory'],
  ['requested processors', 'allocated processors'],
  ['partition', 'last site'],
  ['produsername', 'user'],
  ['currentpriority', 'assignedpriority'],
])

/** @throws BadInput as `readTrace` does */
export async function surveyTrace(file: string, options: ReadOptions): Promise<Survey> {
  const columns = new FilledColumns()
  const jobs = new JobSurvey()
  const witness = { record: (_: TraceJob, raw: RawRecord) => columns.add(raw), mended: () => undefined }
  const info = await readTrace(file, (batch) => batch.forEach((job) => jobs.add(job)), { ...options, witness })
  return {
    file,
    info,
    ...jobs.found,
    unread: [...columns.filled.filter((name) => !read.has(name) && !standIns.has(name)), ...columns.outdone],
    users: [...jobs.found.users],
    groups: [...jobs.found.groups],
    sites: [...jobs.found.sites],
  }
}

/** Which columns of a file hold anything. What has been seen filled costs nothing any more. */
class FilledColumns {
  readonly filled: string[] = []
  /** Stand-ins that told something else than the better column beside them. */
  readonly outdone: string[] = []
  #pairs: [standIn: number, better: number][] = []
  #empty: number[] = []
  #known = 0

  add(raw: RawRecord): void {
    for (; this.#known < raw.columns.length; this.#known++) this.#learn(raw.columns)
    for (const pair of this.#pairs) {
      const [text, better] = [raw.text(pair[0]), raw.text(pair[1])]
      if (text === undefined || better === undefined || text === better) continue
      this.outdone.push(raw.columns[pair[0]])
      this.#pairs = this.#pairs.filter((one) => one !== pair)
    }
    if (!this.#empty.some((column) => raw.text(column) !== undefined)) return
    this.#empty = this.#empty.filter((column) => {
      if (raw.text(column) === undefined) return true
      this.filled.push(raw.columns[column])
      return false
    })
  }

  #learn(columns: readonly string[]): void {
    this.#empty.push(this.#known)
    for (const [standIn, better] of standIns) {
      const pair: [number, number] = [columns.indexOf(standIn), columns.indexOf(better)]
      if (Math.max(...pair) === this.#known && Math.min(...pair) >= 0) this.#pairs.push(pair)
    }
  }
}

class JobSurvey {
  readonly found = {
    filled: new Set<keyof TraceJob>(),
    statuses: new Set<TraceStatus>(),
    users: new Set<string>(),
    groups: new Set<string>(),
    sites: new Set<string>(),
    hasNumbers: true,
    hasRetries: false,
    hasRunsWithoutWait: false,
    hasFractions: false,
    hasBlanks: false,
  }

  add(job: TraceJob): void {
    const { found } = this
    for (const field in job) {
      if (job[field as keyof TraceJob] !== undefined) found.filled.add(field as keyof TraceJob)
    }
    found.statuses.add(job.status)
    if (job.user !== undefined) found.users.add(job.user)
    if (job.group !== undefined) found.groups.add(job.group)
    if (job.site !== undefined) found.sites.add(job.site)
    if (!wholeNumber.test(job.id)) found.hasNumbers = false
    if (job.attempt > 1) found.hasRetries = true
    if (job.runSeconds !== undefined && job.waitSeconds === undefined) found.hasRunsWithoutWait = true
    const times = [job.submitSeconds, job.waitSeconds ?? 0, job.runSeconds ?? 0]
    if (!times.every(Number.isInteger)) found.hasFractions = true
    if (
      !found.hasBlanks &&
      [job.user, job.group, job.site, job.vo].some((name) => name !== undefined && /\s/.test(name))
    ) {
      found.hasBlanks = true
    }
  }
}

/** A number as text that stays the same when it is read. */
export const wholeNumber = /^(0|[1-9]\d{0,14})$/
