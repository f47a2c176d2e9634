import type { TraceJob } from '../trace.js'
import type { RawRecord, Witness } from '../witness.js'
import { ConstantColumns } from './constant-columns.js'
import type { FindingTally } from './finding.js'
import { JobNames } from './job-names.js'
import { kindOfMended } from './mended-kinds.js'
import { SeenNumbers } from './seen-numbers.js'
import { UsageChecks } from './usage-checks.js'

/** Stated and computed times may differ by so much: clocks tick in seconds, exports round. */
const slackSeconds = 2
const slackFraction = 0.01

const datesOf1970 = /^1970-|\/1970\b/
const usedCoresInMetrics = /\bcoreCount=(\d+)/

/** Looks at each record by itself, as the file has it; what it finds goes to a tally. */
export class RecordChecks implements Witness {
  readonly numbers = new SeenNumbers()
  readonly tasks = new Set<string>()
  readonly #constant = new ConstantColumns()
  readonly #names = new JobNames()
  readonly #usage: UsageChecks
  readonly #places = new Map<string, number>()
  #placed = 0
  /** Line of the last record whose run time was lost to a fault that is told already. */
  #lostRunLine = 0

  constructor(private readonly tally: FindingTally) {
    this.#usage = new UsageChecks(tally)
  }

  mended(fault: string, line: number, field: string, found: () => string): void {
    const words = (): string => {
      const value = found()
      return field === '' ? value : `${field} is ${value}`
    }
    const kind = kindOfMended(fault)
    if (kind === 'end-before-start') this.#lostRunLine = line
    this.tally.note(kind, line, field, words)
  }

  record(job: TraceJob, raw: RawRecord): void {
    this.#place(raw.columns)
    this.#constant.add(raw)
    const isPanda = this.#places.has('pandaid')
    if (this.numbers.add(job.id)) {
      this.tally.note('duplicate', job.line, isPanda ? 'pandaid' : 'job number', () => job.id)
    }
    if (isPanda) this.#checkPanda(job, raw)
    else this.#checkProcessors(job, raw)
    // A fault is told once: a run time that is known to be wrong is not missing.
    if (job.line !== this.#lostRunLine) this.#usage.add(job, isPanda)
  }

  /** Notes what only the whole trace tells. */
  finish(): void {
    this.#constant.finish(this.tally)
    this.#names.finish(this.tally)
    this.#usage.finish()
  }

  #checkPanda(job: TraceJob, raw: RawRecord): void {
    for (const column of ['starttime', 'endtime']) {
      const text = this.#text(raw, column)
      if (text === undefined || !datesOf1970.test(text)) continue
      this.#lostRunLine = job.line
      this.tally.note('unset-date', job.line, column, () => text)
    }
    this.#checkStatedTimes(job, raw)
    const used = this.#text(raw, 'actualcorecount') ?? usedCoresInMetrics.exec(this.#text(raw, 'jobmetrics') ?? '')?.[1]
    if (used !== undefined && Number(used) > 0 && Number(used) !== job.cores) {
      this.tally.note('cores-differ', job.line, 'corecount', () => `corecount is ${job.cores}, used ${used}`)
    }
    const task = this.#text(raw, 'jeditaskid')
    if (task !== undefined && task !== '0') this.tasks.add(task)
    this.#names.add(job, this.#text(raw, 'jobname'), this.tally)
  }

  #checkStatedTimes({ line, waitSeconds, runSeconds, cores }: TraceJob, raw: RawRecord): void {
    const wall = Number(this.#text(raw, 'job_walltime'))
    if (runSeconds !== undefined && wall > 0 && !isAbout(wall, runSeconds)) {
      const isCoreTime = isAbout(wall, runSeconds * cores)
      const kind = isCoreTime ? 'core-time-walltime' : 'stated-walltime-differs'
      const found = (): string => `job_walltime is ${wall}, end − start ${runSeconds} s on ${cores} cores`
      this.tally.note(kind, line, 'job_walltime', found)
    }
    const queued = Number(this.#text(raw, 'job_queuetime'))
    if (waitSeconds !== undefined && queued >= 0 && !isAbout(queued, waitSeconds)) {
      const found = (): string => `job_queuetime is ${queued}, start − creation ${waitSeconds} s`
      this.tally.note('stated-wait-differs', line, 'job_queuetime', found)
    }
  }

  #checkProcessors({ line }: TraceJob, raw: RawRecord): void {
    const allocated = this.#text(raw, 'allocated processors')
    const requested = this.#text(raw, 'requested processors')
    if (allocated === undefined || requested === undefined) return
    if (Number(allocated) === Number(requested) || !(Number(allocated) > 0)) return
    const found = (): string => `${requested} requested, ${allocated} allocated`
    this.tally.note('cores-differ', line, 'allocated processors', found)
  }

  #text(raw: RawRecord, name: string): string | undefined {
    const column = this.#places.get(name)
    return column === undefined ? undefined : raw.text(column)
  }

  /** Learns where columns are; monitor JSON may add some with each record. */
  #place(columns: readonly string[]): void {
    for (; this.#placed < columns.length; this.#placed++) this.#places.set(columns[this.#placed], this.#placed)
  }
}

function isAbout(stated: number, computed: number): boolean {
  return Math.abs(stated - computed) <= Math.max(slackSeconds, slackFraction * computed)
}
