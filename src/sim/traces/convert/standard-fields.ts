import type { TraceJob, TraceStatus } from '../trace.js'
import { lostFields } from './changes.js'
import { type Survey, wholeNumber } from './survey.js'
import type { Change } from './trace-writer.js'

/** Statuses as SWF and GWF number them; both take a closed job for one that was cancelled. */
const codes: Readonly<Record<TraceStatus, number>> = { finished: 1, failed: 0, cancelled: 5, closed: 5, unknown: -1 }

/** The first eleven fields of a job, which SWF and GWF share; a job that never ran has no allocated processors. */
export function standardFields(job: TraceJob, id: string, submit: number): (string | number)[] {
  const { runSeconds, cpuSeconds, cores, memoryMBPerCore } = job
  return [
    id,
    submit,
    job.waitSeconds ?? -1,
    runSeconds ?? -1,
    runSeconds === undefined ? -1 : cores,
    cpuSeconds === undefined ? -1 : perCore(cpuSeconds, cores),
    -1,
    cores,
    job.requestedSeconds ?? -1,
    memoryMBPerCore === undefined ? -1 : memoryMBPerCore * 1024,
    codes[job.status],
  ]
}

/** The number of a job: its own where all have one, else its place in the file. */
export class JobNumbers {
  #written = 0

  constructor(private readonly keepsOwn: boolean) {}

  of(job: TraceJob): string {
    this.#written++
    return this.keepsOwn ? job.id : String(this.#written)
  }
}

/** What both formats change. */
export function standardChanges(survey: Survey): Change[] {
  const changes: Change[] = []
  if (!survey.hasNumbers) changes.push({ field: 'id', change: 'numbered anew, since not all are whole numbers' })
  if (survey.statuses.has('closed')) changes.push({ field: 'status', change: 'closed becomes cancelled' })
  if (survey.hasRetries) changes.push({ field: 'attempt', change: 'lost: a retry becomes a job of its own' })
  return [...changes, ...lostFields(survey, ['label', 'priority', 'inputBytes', 'outputBytes', 'error'])]
}

/** Natural numbers for names: their own where all are such numbers, else in order of appearance. */
export function numbersOf(names: readonly string[]): { isKept: boolean; of: (name: string | undefined) => string } {
  const isKept = names.every((name) => wholeNumber.test(name))
  const numbers = new Map(names.map((name, index) => [name, isKept ? name : String(index + 1)]))
  return { isKept, of: (name) => (name === undefined ? '-1' : (numbers.get(name) ?? '-1')) }
}

/** CPU time of one core such that a reader, which multiplies, gets the same sum back wherever there is such a number. */
function perCore(cpuSeconds: number, cores: number): number {
  const share = cpuSeconds / cores
  const step = share * Number.EPSILON
  return [share, share - step, share + step].find((candidate) => candidate * cores === cpuSeconds) ?? share
}
