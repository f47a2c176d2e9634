import type { TraceJob } from '../trace.js'
import { commonChanges } from './changes.js'
import type { Survey } from './survey.js'
import type { Change, TraceWriter } from './trace-writer.js'

/** The submission of the first job where a trace does not tell it: 2000-01-01T00:00:00Z. */
const madeUpStart = 946_684_800
/** PanDA takes all dates of 1970 for "not set", so a log that begins earlier than 1971 is moved. */
const earliestStart = 31_536_000

const errorSources = ['pilot', 'exe', 'sup', 'ddm', 'brokerage', 'jobdispatcher', 'taskbuffer']

const columns = [
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
    'job_walltime',
    'job_queuetime',
    'cpu_eff',
    'maxcpucount',
    'maxcpuunit',
    'minramcount',
    'minramunit',
    'attemptnr',
  ],
  ...['user', 'workinggroup', 'vo', 'prodsourcelabel', 'assignedpriority', 'inputfilebytes', 'outputfilebytes'],
  ...errorSources.map((source) => `${source}errorcode`),
]

/** Writes PanDA job records as CSV (targets.md §9). A row has a start and an end rather than a wait and a run time. */
export function pandaWriter(survey: Survey): TraceWriter {
  const known = survey.info.startUnixSeconds
  const isKnown = known !== undefined && known >= earliestStart
  const start = isKnown ? known : madeUpStart
  return {
    head: `${columns.join(',')}\n`,
    changes: [...changesOf(survey, isKnown), ...commonChanges(survey, false)],
    record: (job) => `${cells(job, start).map(cell).join(',')}\n`,
  }
}

function changesOf(survey: Survey, startIsKnown: boolean): Change[] {
  const changes: Change[] = []
  if (!startIsKnown) changes.push({ field: 'start', change: 'not known, so the first submission is put at 2000-01-01' })
  if (survey.hasRunsWithoutWait) {
    changes.push({
      field: 'waitSeconds',
      change: 'unknown waits of jobs that ran become 0: a row has a start, not a run time',
    })
  }
  if (survey.hasFractions) {
    for (const field of ['submitSeconds', 'waitSeconds', 'runSeconds'] as const) {
      changes.push({ field, change: 'rounded to seconds' })
    }
  }
  return changes
}

function cells(job: TraceJob, start: number): (string | number | undefined)[] {
  const { cores, cpuSeconds } = job
  const creation = Math.round(start + job.submitSeconds)
  const wait = rounded(job.waitSeconds ?? (job.runSeconds === undefined ? undefined : 0))
  const run = rounded(job.runSeconds)
  const begin = wait === undefined ? undefined : creation + wait
  const end = begin === undefined || run === undefined ? undefined : begin + run
  const efficiency = cpuSeconds === undefined || !run ? undefined : cpuSeconds / (run * cores)
  const [source, code] = job.error?.split(':') ?? []
  return [
    ...[job.id, moment(creation), moment(begin), moment(end), job.status, job.site, cores, cpuSeconds],
    ...[run, wait, efficiency, job.requestedSeconds, 's', job.memoryMBPerCore, 'MBPerCore', job.attempt],
    ...[job.user, job.group, job.vo, job.label, job.priority, job.inputBytes, job.outputBytes],
    ...errorSources.map((name) => (name === source ? code : 0)),
  ]
}

function rounded(seconds: number | undefined): number | undefined {
  return seconds === undefined ? undefined : Math.round(seconds)
}

function moment(unixSeconds: number | undefined): string | undefined {
  return unixSeconds === undefined ? undefined : new Date(unixSeconds * 1000).toISOString().slice(0, 19)
}

function cell(value: string | number | undefined): string {
  const text = value === undefined ? '' : String(value)
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
