import type { LineFields } from './line-fields.js'
import type { TraceLog } from './trace-log.js'
import type { TraceJob, TraceStatus } from './trace.js'

/** What the first eleven fields are called; SWF and GWF share them. */
export const standardNames: readonly string[] = [
  'job number',
  'submit time',
  'wait time',
  'run time',
  'allocated processors',
  'CPU time',
  'used memory',
  'requested processors',
  'requested time',
  'requested memory',
  'status',
]

/** A submission later than this, in seconds, is Unix time (from 1973 on) rather than time since the log's start. */
const unixTimesFrom = 1e8

/** Status of a line that tells of one part of a job which was interrupted; the job has a line of its own. */
const partialExecutions = new Set([2, 3, 4])
const partialFault = 'line for a part of a job (status 2, 3 or 4), left out: the job has its own line'

const statuses = new Map<number, TraceStatus>([
  [-1, 'unknown'],
  [0, 'failed'],
  [1, 'finished'],
  [5, 'cancelled'],
])

/**
 * The job that the first eleven fields tell of, or undefined when the line is only a part of a job.
 * Throws `BadInput` for the first field that is not as it may be.
 */
export function standardJob(fields: LineFields, line: number, log: TraceLog): TraceJob | undefined {
  const status = fields.number(11, '-1 (unknown) to 5')
  if (partialExecutions.has(status)) {
    fields.mend(partialFault, 11)
    return undefined
  }
  const known = statuses.get(status)
  if (known === undefined)
    throw fields.fault(11, '1 (finished), 0 (failed), 5 (cancelled), 2 to 4 (part of a job), -1 (unknown)')
  const id = String(fields.number(1, 'a number'))
  const submitSeconds = submitted(fields, line, log)
  const waitSeconds = fields.quantity(3)
  const runSeconds = fields.quantity(4)
  const cores = fields.wholeQuantity(5) || fields.wholeQuantity(8) || 0
  if (cores === 0) fields.mend('no processors, taken as 1', 5)
  const cpuSecondsPerCore = fields.quantity(6)
  const usedMemoryKB = fields.quantity(7)
  const requestedSeconds = fields.quantity(9)
  const memoryKB = fields.quantity(10) ?? usedMemoryKB
  return {
    line,
    id,
    submitSeconds,
    waitSeconds,
    runSeconds,
    cores: cores || 1,
    cpuSeconds: cpuSecondsPerCore === undefined ? undefined : cpuSecondsPerCore * (cores || 1),
    requestedSeconds,
    memoryMBPerCore: memoryKB === undefined ? undefined : memoryKB / 1024,
    status: known,
    attempt: 1,
    user: undefined,
    group: undefined,
    vo: undefined,
    label: undefined,
    site: undefined,
    priority: undefined,
    inputBytes: undefined,
    outputBytes: undefined,
    error: undefined,
  }
}

/** Unix time of the first submission, or undefined when neither the header nor the submit times tell. */
export function startOf(log: TraceLog, headerUnixSeconds: number | undefined): number | undefined {
  const first = log.firstSubmit
  if (first === undefined || first >= unixTimesFrom) return first
  return headerUnixSeconds === undefined ? undefined : headerUnixSeconds + first
}

function submitted(fields: LineFields, line: number, log: TraceLog): number {
  const submit = fields.number(2, 'seconds, 0 or more')
  if (submit < 0) throw fields.fault(2, 'seconds, 0 or more')
  const sinceFirst = log.sinceFirst(submit, line)
  if (sinceFirst !== undefined) return sinceFirst
  const found = `field 2 (submit time) is ${fields.raw(2)}, earlier than that of the record above`
  throw fields.recordFault(found, 'records in order of submit time', 'order')
}
