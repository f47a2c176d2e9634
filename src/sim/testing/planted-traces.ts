/** A clean trace in every format, in which tests plant faults. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checkTrace } from '../traces/check/check-trace.js'
import type { TraceCheck } from '../traces/check/trace-check.js'

/** One record before it is written in a format; `undefined` is left unknown. */
export interface Row {
  id: number
  submit: number
  wait: number | undefined
  run: number | undefined
  cores: number
  usedCores: number
  cpu: number | undefined
  requested: number
  memoryMB: number
  status: 'finished' | 'failed' | 'cancelled' | 'closed'
  user: number
  group: number
  site: string
  inputBytes: number
  name: string
  task: number
  attempt: number
  error: number
}

export type Format = 'swf' | 'gwf' | 'panda-csv' | 'panda-json'

export const formats: readonly Format[] = ['swf', 'gwf', 'panda-csv', 'panda-json']
/** The line that the first record stands on. */
export const firstLine: Record<Format, number> = { swf: 3, gwf: 2, 'panda-csv': 2, 'panda-json': 1 }

const start = Date.UTC(2024, 4, 6) / 1000
const sites = ['BNL', 'CERN', 'LYON', 'RAL']
const statusNumbers = { failed: 0, finished: 1, cancelled: 5, closed: 5 }

/** Records that nothing can be said against: two an hour for sixty hours, short, by seven users of three groups. */
export function cleanRows(count = 120): Row[] {
  return Array.from({ length: count }, (_, i) => {
    const run = 600 + 17 * i
    const cores = i % 3 === 0 ? 8 : 1
    return {
      id: 7001 + i,
      submit: 1800 * i + (i % 7),
      wait: 20 + (i % 11),
      run,
      cores,
      usedCores: cores,
      cpu: Math.floor(run * cores * (0.8 + 0.01 * (i % 9))),
      requested: 2 * run,
      memoryMB: 1000 + 100 * (i % 5),
      status: i % 10 === 3 ? 'failed' : 'finished',
      user: 1 + (i % 7),
      group: 1 + (i % 3),
      site: sites[i % 4],
      inputBytes: 1e9 + 1e6 * i,
      name: `job.${i}`,
      task: 50 + (i % 12),
      attempt: 1,
      error: i % 10 === 3 ? 1099 : 0,
    }
  })
}

/** The rows as text of a format. */
export function textOf(format: Format, rows: readonly Row[]): string {
  switch (format) {
    case 'swf':
      return `; UnixStartTime: ${start}\n;\n${rows.map((row) => standard(row, row.submit, ['-1', '-1', 1 + sites.indexOf(row.site), '-1', '-1'])).join('')}`
    case 'gwf': {
      const rest = (row: Row): string[] => ['-1', '-1', '-1', '-1', row.site, ...Array<string>(11).fill('-1')]
      return `# a grid\n${rows.map((row) => standard(row, start + row.submit, rest(row))).join('')}`
    }
    case 'panda-csv': {
      const objects = rows.map((row) => panda(row, rows))
      return [Object.keys(objects[0]), ...objects.map(Object.values)].map((cells) => `${cells.join(',')}\n`).join('')
    }
    case 'panda-json':
      return JSON.stringify({ jobs: rows.map((row) => panda(row, rows)) })
  }
}

function standard(row: Row, submit: number, rest: readonly (string | number)[]): string {
  const { id, wait = -1, run = -1, cores, usedCores, cpu, requested, memoryMB, status, user, group } = row
  const cpuEach = cpu === undefined ? -1 : cpu / cores
  const first = [id, submit, wait, run, usedCores, cpuEach, -1, cores, requested, memoryMB * 1024]
  return `${[...first, statusNumbers[status], user, group, ...rest].join(' ')}\n`
}

function panda(row: Row, rows: readonly Row[]): Record<string, string | number> {
  const { submit, wait, run, cores } = row
  const time = (seconds: number): string => new Date((start + seconds) * 1000).toISOString().slice(0, 19)
  const begin = wait === undefined ? undefined : submit + wait
  return {
    pandaid: row.id,
    creationtime: time(submit),
    starttime: begin === undefined ? '' : time(begin),
    endtime: begin === undefined || run === undefined ? '' : time(begin + run),
    jobstatus: row.status,
    computingsite: row.site,
    jobname: row.name,
    jeditaskid: row.task,
    corecount: cores,
    actualcorecount: row.usedCores,
    cpuconsumptiontime: row.cpu ?? '',
    job_walltime: run ?? '',
    job_queuetime: wait ?? '',
    user: `u${row.user}`,
    workinggroup: `g${row.group}`,
    minramcount: row.memoryMB * cores,
    inputfilebytes: row.inputBytes,
    piloterrorcode: row.error,
    // A column of ones would be told as constant.
    ...(rows.some(({ attempt }) => attempt > 1) ? { attemptnr: row.attempt } : {}),
  }
}

/** Checks a text as a file of a format. */
export async function checkText(format: Format, text: string): Promise<TraceCheck> {
  const folder = await mkdtemp(join(tmpdir(), 'ailuro-check-'))
  try {
    const path = join(folder, 'trace')
    await writeFile(path, text)
    return await checkTrace(path, { format })
  } finally {
    await rm(folder, { recursive: true })
  }
}
