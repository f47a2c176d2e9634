/** Reads the record sets that the mixture is fitted to, and keeps of each what the fit needs. */
import { readTable } from '../grid-build/csv-table.js'
import { mean, mode, sum } from './sample.js'

/** Work of jobs by their cores, HS06 seconds over all cores. */
export type WorkByCores = ReadonlyMap<number, readonly number[]>

/**
 * CPU time of jobs by queue, times the core power of the queue. Queues for tests and those that the queue table does not
 * know are left out. @throws BadInput when a file is not what it should be
 */
export function readWorkByCores(jobs: string, queues: string): WorkByCores {
  const powers = new Map(
    readTable(queues, ['name', 'corepower']).map((row) => [row.text('name'), row.number('corepower', 0)]),
  )
  const work = new Map<number, number[]>()
  for (const row of readTable(jobs, ['computingsite', 'corecount', 'cpuconsumptiontime'])) {
    const queue = row.text('computingsite')
    const power = /test/i.test(queue) ? 0 : (powers.get(queue) ?? 0)
    const hs06Seconds = row.number('cpuconsumptiontime', 0) * power
    const cores = row.number('corecount', 1)
    if (hs06Seconds <= 0) continue
    if (work.has(cores)) work.get(cores)?.push(hs06Seconds)
    else work.set(cores, [hs06Seconds])
  }
  return work
}

/** A finished analysis job. */
export interface AnalysisRecord {
  readonly user: string
  readonly cores: number
  readonly cpuSeconds: number
  /** CPU time over wall time and cores. */
  readonly efficiency: number
  readonly inputFiles: number
  readonly inputBytes: number
  readonly outputBytes: number
  readonly isDirect: boolean
  readonly priority: number
}

/** @throws BadInput when the file is not what it should be */
export function readAnalysis(file: string): AnalysisRecord[] {
  const columns = [
    ...['user', 'corecount', 'cpuconsumptiontime', 'cpu_eff', 'ninputdatafiles', 'inputfilebytes', 'outputfilebytes'],
    ...['transfertype', 'assignedpriority'],
  ]
  return readTable(file, columns).map((row) => ({
    user: row.text('user'),
    cores: row.number('corecount', 1),
    cpuSeconds: row.number('cpuconsumptiontime', 0),
    efficiency: row.number('cpu_eff', 1),
    inputFiles: row.number('ninputdatafiles', 0),
    inputBytes: row.number('inputfilebytes', 0),
    outputBytes: row.number('outputfilebytes', 0),
    isDirect: row.text('transfertype') === 'direct',
    priority: row.number('assignedpriority', 0),
  }))
}

/** A production task with all its jobs and attempts, in figures. */
export interface TaskRecord {
  readonly site: string
  readonly jobs: number
  readonly attempts: number
  readonly finished: number
  readonly failed: number
  readonly closed: number
  readonly cores: number
  readonly memoryMBPerCore: number
  readonly priority: number
  readonly processingType: string
  readonly workingGroup: string
  /** Of each finished attempt. */
  readonly cpuSeconds: readonly number[]
  readonly wallSeconds: readonly number[]
  /** Of each failed attempt that had begun. */
  readonly failedWallSeconds: readonly number[]
  readonly inputFiles: number
  readonly inputBytes: number
  readonly outputFiles: number
  readonly outputBytes: number
}

interface Attempt {
  readonly task: string
  readonly job: string
  readonly status: string
  readonly wallSeconds: number
  text(column: string): string
  number(column: string): number
}

/** @throws BadInput when the file is not what it should be */
export function readTasks(file: string): TaskRecord[] {
  const columns = [
    ...['jeditaskid', 'jobname', 'jobstatus', 'computingsite', 'corecount', 'minramcount', 'assignedpriority'],
    ...['processingtype', 'workinggroup', 'starttime', 'endtime', 'cpuconsumptiontime', 'ninputdatafiles'],
    ...['inputfilebytes', 'noutputdatafiles', 'outputfilebytes'],
  ]
  const attempts = readTable(file, columns).map((row): Attempt => {
    const seconds = (column: string): number => Date.parse(`${row.text(column)}Z`) / 1000
    return {
      task: row.text('jeditaskid'),
      job: row.text('jobname'),
      status: row.text('jobstatus'),
      wallSeconds: seconds('endtime') - seconds('starttime'),
      text: (column) => row.text(column),
      number: (column) => row.number(column, 0),
    }
  })
  return [...new Set(attempts.map(({ task }) => task))].map((task) =>
    taskOf(attempts.filter((one) => one.task === task)),
  )
}

function taskOf(attempts: readonly Attempt[]): TaskRecord {
  const finished = attempts.filter(({ status, wallSeconds }) => status === 'finished' && wallSeconds > 0)
  const failed = attempts.filter(({ status }) => status === 'failed')
  const each = (column: string, of = finished): number[] => of.map((one) => one.number(column))
  const usual = (column: string): string => mode(attempts.map((one) => one.text(column)))
  return {
    site: usual('computingsite'),
    jobs: new Set(attempts.map(({ job }) => job)).size,
    attempts: attempts.length,
    finished: finished.length,
    failed: failed.length,
    closed: attempts.filter(({ status }) => status === 'closed').length,
    cores: Number(usual('corecount')),
    memoryMBPerCore: Number(usual('minramcount')),
    priority: Number(usual('assignedpriority')),
    processingType: usual('processingtype'),
    workingGroup: usual('workinggroup'),
    cpuSeconds: each('cpuconsumptiontime').filter((seconds) => seconds > 0),
    wallSeconds: finished.map(({ wallSeconds }) => wallSeconds),
    failedWallSeconds: failed.map(({ wallSeconds }) => wallSeconds).filter((seconds) => seconds > 0),
    inputFiles: mean(each('ninputdatafiles')),
    inputBytes: mean(each('inputfilebytes')),
    outputFiles: mean(each('noutputdatafiles')),
    outputBytes: mean(each('outputfilebytes')),
  }
}

/** What monthly accounting says of ATLAS's single-core jobs. */
export interface Accounting {
  readonly hs06PerCore: number
  /** CPU work of one job. */
  readonly hs06SecondsPerJob: number
  readonly cpuEfficiency: number
}

/** From this month on wall time is counted alike for all numbers of cores, and pilots that did nothing are few. */
const FIRST_MONTH = '2015-09'

/** @throws BadInput when the file is not what it should be */
export function readAccounting(file: string): Accounting {
  const columns = ['month', 'vo', 'processors', 'jobs', 'wall_s', 'cpu_s', 'norm_cpu_s']
  const rows = readTable(file, columns).filter(
    (row) => row.text('vo') === 'atlas' && row.text('processors') === '1' && row.text('month') >= FIRST_MONTH,
  )
  const total = (column: string): number => sum(rows.map((row) => row.number(column, 0)))
  return {
    hs06PerCore: total('norm_cpu_s') / total('cpu_s'),
    hs06SecondsPerJob: total('norm_cpu_s') / total('jobs'),
    cpuEfficiency: total('cpu_s') / total('wall_s'),
  }
}
