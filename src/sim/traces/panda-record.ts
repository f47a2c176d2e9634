import { BadInput } from '../../model/bad-input.js'
import { pandaTime, pandaTimeAllowed } from './panda-time.js'
import { quoted } from './quoted.js'
import type { TraceLog } from './trace-log.js'
import type { TraceJob, TraceStatus } from './trace.js'

/** Columns without which a PanDA job record cannot be replayed. */
export const requiredColumns: readonly string[] = ['pandaid', 'creationtime', 'jobstatus', 'computingsite']

/** Looked at in this order: what the pilot saw explains a failure better than what the server made of it. */
const errorSources = ['pilot', 'exe', 'sup', 'ddm', 'brokerage', 'jobdispatcher', 'taskbuffer']
const errorColumns = errorSources.map((source) => ({ source, column: `${source}errorcode` }))

const statuses = new Map<string, TraceStatus>([
  ['finished', 'finished'],
  ['failed', 'failed'],
  ['cancelled', 'cancelled'],
  ['closed', 'closed'],
])

/** What exports write for a column that is not set. */
const unset = new Set(['', 'null', 'NULL', 'None', 'nan', 'NaN', '\\N'])

/** The columns of one PanDA job record by their names in lower case, as in BigPanDA. */
export class PandaRecord {
  /**
   * @param where file with line or ordinal, for errors
   * @param value the value of a column, undefined when the record has no such column
   */
  constructor(
    private readonly where: string,
    private readonly value: (column: string) => unknown,
    private readonly log: TraceLog,
  ) {}

  /** The job that the record tells of. Throws `BadInput` for the first column that is not as it may be. */
  job(line: number): TraceJob {
    const id = this.#required('pandaid')
    const creation = this.#time('creationtime')
    if (creation === undefined) throw this.#fault('creationtime', pandaTimeAllowed)
    const submitSeconds = this.log.sinceFirst(creation)
    if (submitSeconds === undefined) {
      const found = `creationtime is ${quoted(this.value('creationtime'))}, earlier than that of the record above`
      throw new BadInput(this.where, found, 'records in order of creationtime')
    }
    const start = this.#time('starttime')
    const end = this.#time('endtime')
    const cores = this.#quantity('corecount') || 1
    if (!Number.isInteger(cores)) throw this.#fault('corecount', 'a whole number')
    return {
      line,
      id,
      submitSeconds,
      waitSeconds: this.#between(creation, start, 'start before creation, wait taken as unknown'),
      runSeconds: this.#between(start, end, 'end before start, run time taken as unknown'),
      cores,
      cpuSeconds: this.#quantity('cpuconsumptiontime'),
      requestedSeconds: this.#requestedSeconds(),
      memoryMBPerCore: this.#memoryMBPerCore(cores),
      status: statuses.get(this.#required('jobstatus')) ?? 'unknown',
      attempt: this.#quantity('attemptnr') || 1,
      user: this.#text('user') ?? this.#text('produsername'),
      group: this.#text('workinggroup'),
      vo: this.#text('vo'),
      label: this.#text('prodsourcelabel'),
      site: this.#text('computingsite'),
      // The current priority has decayed by the time of the export; the assigned one is what the job was submitted with.
      priority: this.#number('assignedpriority') ?? this.#number('currentpriority'),
      inputBytes: this.#quantity('inputfilebytes'),
      outputBytes: this.#quantity('outputfilebytes'),
      error: this.#firstError(),
    }
  }

  #requestedSeconds(): number | undefined {
    const inSeconds = (this.#text('maxcpuunit') ?? 's') === 's'
    // PanDA writes 0 for a request that was not made.
    return inSeconds ? this.#quantity('maxcpucount') || undefined : undefined
  }

  #memoryMBPerCore(cores: number): number | undefined {
    const memory = this.#quantity('minramcount')
    if (!memory) return undefined
    return this.#text('minramunit') === 'MBPerCore' ? memory : memory / cores
  }

  #firstError(): string | undefined {
    for (const { source, column } of errorColumns) {
      const code = this.#number(column)
      if (code) return `${source}:${code}`
    }
    return undefined
  }

  #between(from: number | undefined, to: number | undefined, fault: string): number | undefined {
    if (from === undefined || to === undefined) return undefined
    if (to >= from) return to - from
    this.log.mend(fault)
    return undefined
  }

  #required(column: string): string {
    const text = this.#text(column)
    if (text === undefined) throw this.#fault(column, 'a value')
    return text
  }

  #time(column: string): number | undefined {
    const text = this.#text(column)
    const seconds = text === undefined ? undefined : pandaTime(text)
    if (Number.isNaN(seconds)) throw this.#fault(column, `${pandaTimeAllowed}, empty or 1970 for unset`)
    return seconds
  }

  /** A number that is not below zero; one that is, is taken as unknown and counted. */
  #quantity(column: string): number | undefined {
    const value = this.#number(column)
    if (value === undefined || value >= 0) return value
    this.log.mend(`${column} below zero, taken as unknown`)
    return undefined
  }

  #number(column: string): number | undefined {
    const text = this.#text(column)
    if (text === undefined) return undefined
    const value = Number(text)
    if (!Number.isFinite(value)) throw this.#fault(column, 'a number, empty for unknown')
    return value
  }

  #text(column: string): string | undefined {
    const value = this.value(column)
    if (value === undefined || value === null) return undefined
    if (typeof value !== 'string' && typeof value !== 'number') throw this.#fault(column, 'text or a number')
    const text = String(value).trim()
    return unset.has(text) ? undefined : text
  }

  #fault(column: string, allowed: string): BadInput {
    return new BadInput(this.where, `${column} is ${quoted(this.value(column))}`, allowed)
  }
}
