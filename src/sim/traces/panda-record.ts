import { pandaTime, pandaTimeAllowed } from './panda-time.js'
import { quoted } from './quoted.js'
import type { RecordFault } from './record-fault.js'
import type { TraceLog } from './trace-log.js'
import type { TraceJob, TraceStatus } from './trace.js'

/** The columns of a job record that are read, called as in BigPanDA, in lower case. */
export enum Column {
  pandaid,
  creationtime,
  starttime,
  endtime,
  jobstatus,
  computingsite,
  corecount,
  cpuconsumptiontime,
  maxcpucount,
  maxcpuunit,
  minramcount,
  minramunit,
  attemptnr,
  user,
  produsername,
  workinggroup,
  vo,
  prodsourcelabel,
  assignedpriority,
  currentpriority,
  inputfilebytes,
  outputfilebytes,
  piloterrorcode,
  exeerrorcode,
  superrorcode,
  ddmerrorcode,
  brokerageerrorcode,
  jobdispatchererrorcode,
  taskbuffererrorcode,
}

/** Their names in that order. */
export const columnNames: readonly string[] = Object.values(Column).filter((name) => typeof name === 'string')

/** Columns without which a PanDA job record cannot be replayed. */
export const requiredColumns = [Column.pandaid, Column.creationtime, Column.jobstatus, Column.computingsite] as const

/** Looked at in this order: what the pilot saw explains a failure better than what the server made of it. */
const errorColumns = [
  { source: 'pilot', column: Column.piloterrorcode },
  { source: 'exe', column: Column.exeerrorcode },
  { source: 'sup', column: Column.superrorcode },
  { source: 'ddm', column: Column.ddmerrorcode },
  { source: 'brokerage', column: Column.brokerageerrorcode },
  { source: 'jobdispatcher', column: Column.jobdispatchererrorcode },
  { source: 'taskbuffer', column: Column.taskbuffererrorcode },
]

const statuses = new Map<string, TraceStatus>([
  ['finished', 'finished'],
  ['failed', 'failed'],
  ['cancelled', 'cancelled'],
  ['closed', 'closed'],
])

/** Times that contradict each other, and what is made of them. */
export const startBeforeCreation = 'start before creation, wait taken as unknown'
export const endBeforeStart = 'end before start, run time taken as unknown'

/** What exports write for a column that is not set. */
const unset = new Set(['', 'null', 'NULL', 'None', 'nan', 'NaN', '\\N'])
const longestUnset = 4

/** The text of a column without blanks around it; undefined when it says that the column is not set. */
export function setText(value: string): string | undefined {
  const text = value.trim()
  return text.length <= longestUnset && unset.has(text) ? undefined : text
}

/** Makes jobs of PanDA's job records. */
export class PandaRecord {
  #line = 0

  /** @param value the value that the record at hand has in a column, undefined when it has no such column */
  constructor(
    private readonly value: (column: Column) => unknown,
    private readonly log: TraceLog,
  ) {}

  /**
   * The job that the record at hand tells of. Throws `RecordFault` for the first column that is not as it may be.
   *
   * @param line line or ordinal of the record
   */
  job(line: number): TraceJob {
    this.#line = line
    const id = this.#required(Column.pandaid)
    const creation = this.#time(Column.creationtime)
    if (creation === undefined) throw this.#fault(Column.creationtime, pandaTimeAllowed)
    const submitSeconds = this.log.sinceFirst(creation, line)
    if (submitSeconds === undefined) {
      const found = `creationtime is ${quoted(this.value(Column.creationtime))}, earlier than that of the record above`
      throw this.log.fault(line, found, 'records in order of creationtime', 'order')
    }
    const start = this.#time(Column.starttime)
    const end = this.#time(Column.endtime)
    const cores = this.#quantity(Column.corecount) || 1
    if (!Number.isInteger(cores)) throw this.#fault(Column.corecount, 'a whole number')
    return {
      line,
      id,
      submitSeconds,
      waitSeconds: this.#between(creation, start, startBeforeCreation, Column.starttime),
      runSeconds: this.#between(start, end, endBeforeStart, Column.endtime),
      cores,
      cpuSeconds: this.#quantity(Column.cpuconsumptiontime),
      requestedSeconds: this.#requestedSeconds(),
      memoryMBPerCore: this.#memoryMBPerCore(cores),
      status: statuses.get(this.#required(Column.jobstatus)) ?? 'unknown',
      attempt: this.#quantity(Column.attemptnr) || 1,
      user: this.#text(Column.user) ?? this.#text(Column.produsername),
      group: this.#text(Column.workinggroup),
      vo: this.#text(Column.vo),
      label: this.#text(Column.prodsourcelabel),
      site: this.#text(Column.computingsite),
      // The current priority has decayed by the time of the export; the assigned one is what the job was submitted with.
      priority: this.#number(Column.assignedpriority) ?? this.#number(Column.currentpriority),
      inputBytes: this.#quantity(Column.inputfilebytes),
      outputBytes: this.#quantity(Column.outputfilebytes),
      error: this.#firstError(),
    }
  }

  #requestedSeconds(): number | undefined {
    const inSeconds = (this.#text(Column.maxcpuunit) ?? 's') === 's'
    // PanDA writes 0 for a request that was not made.
    return inSeconds ? this.#quantity(Column.maxcpucount) || undefined : undefined
  }

  #memoryMBPerCore(cores: number): number | undefined {
    const memory = this.#quantity(Column.minramcount)
    if (!memory) return undefined
    return this.#text(Column.minramunit) === 'MBPerCore' ? memory : memory / cores
  }

  #firstError(): string | undefined {
    for (const { source, column } of errorColumns) {
      const code = this.#number(column)
      if (code) return `${source}:${code}`
    }
    return undefined
  }

  #between(from: number | undefined, to: number | undefined, fault: string, column: Column): number | undefined {
    if (from === undefined || to === undefined) return undefined
    if (to >= from) return to - from
    this.#mend(fault, column)
    return undefined
  }

  #mend(fault: string, column: Column): void {
    this.log.mend(fault, this.#line, Column[column], () => String(this.value(column)))
  }

  #required(column: Column): string {
    const text = this.#text(column)
    if (text === undefined) throw this.#fault(column, 'a value')
    return text
  }

  #time(column: Column): number | undefined {
    const text = this.#text(column)
    const seconds = text === undefined ? undefined : pandaTime(text)
    if (Number.isNaN(seconds)) throw this.#fault(column, `${pandaTimeAllowed}, empty or 1970 for unset`)
    return seconds
  }

  /** A number that is not below zero; one that is, is taken as unknown and counted. */
  #quantity(column: Column): number | undefined {
    const value = this.#number(column)
    if (value === undefined || value >= 0) return value
    this.#mend(`${Column[column]} below zero, taken as unknown`, column)
    return undefined
  }

  #number(column: Column): number | undefined {
    const text = this.#text(column)
    if (text === undefined) return undefined
    const value = Number(text)
    if (!Number.isFinite(value)) throw this.#fault(column, 'a number, empty for unknown')
    return value
  }

  #text(column: Column): string | undefined {
    const value = this.value(column)
    if (value === undefined || value === null) return undefined
    if (typeof value !== 'string' && typeof value !== 'number') throw this.#fault(column, 'text or a number')
    return setText(String(value))
  }

  #fault(column: Column, allowed: string): RecordFault {
    const found = `${Column[column]} is ${quoted(this.value(column))}`
    return this.log.fault(this.#line, found, allowed, Column[column])
  }
}
