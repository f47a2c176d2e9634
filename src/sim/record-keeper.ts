import { Fact, type FactListener } from '../model/journal.js'
import { isFinal, type JobState, jobStateNames } from '../model/job-state.js'
import type { Cause } from '../model/cause.js'
import { Names } from '../model/names.js'
import { grown } from '../model/rows.js'
import type { State } from '../model/state.js'
import { NONE, type Seconds } from '../model/units.js'
import { runEndOf } from './run-end.js'
import type { JobRecords } from './run-result.js'

type Columns = Omit<JobRecords, 'length' | 'taskNames' | 'siteNames' | 'stateNames'>

/** Keeps one row for each attempt that ended, and passes facts on to another listener. */
export class RecordKeeper implements FactListener {
  private readonly taskNames = new Names()
  private length = 0
  private columns: Columns = emptyColumns(1024)

  constructor(
    private readonly state: State,
    private readonly next: FactListener,
  ) {}

  hear(kind: Fact, at: Seconds, subject: number, a: number, b: number, c: number, d: number, row: number): void {
    if (kind === Fact.jobMoved && isFinal(b as JobState)) this.keep(at, row, a, b, d)
    this.next.hear(kind, at, subject, a, b, c, d, row)
  }

  /** What has been kept so far. */
  records(): JobRecords {
    return {
      ...this.columns,
      length: this.length,
      taskNames: this.taskNames.all(),
      siteNames: this.state.grid.sites.map(({ name }) => name),
      stateNames: jobStateNames,
    }
  }

  private keep(at: Seconds, row: number, from: JobState, to: JobState, cause: Cause): void {
    const { jobs, tasks, kinds, grid } = this.state
    if (this.length === this.columns.task.length) this.columns = grownColumns(this.columns, this.length * 2)
    const { columns } = this
    const i = this.length++
    const task = jobs.task(row)
    const face = jobs.face(row)
    columns.pandaId[i] = jobs.id(row)
    columns.task[i] = this.taskNames.numberOf(tasks.names[task])
    columns.ordinal[i] = jobs.ordinal(row)
    columns.attempt[i] = jobs.attempt[row]
    columns.site[i] = face === NONE ? NONE : grid.siteOfFace[face]
    columns.cores[i] = kinds.at(tasks.kind[task]).cores
    columns.state[i] = to
    columns.submitSeconds[i] = tasks.submittedAt[task]
    columns.createdSeconds[i] = jobs.createdAt[row]
    columns.startSeconds[i] = jobs.startedAt(row)
    columns.runEndSeconds[i] = Number.isNaN(jobs.startedAt(row)) ? NaN : runEndOf(jobs, row, from, cause, at)
    columns.endSeconds[i] = at
    columns.inputBytes[i] = tasks.inputBytes[task]
    columns.errorCode[i] = jobs.error[row]
  }
}

function emptyColumns(length: number): Columns {
  return {
    pandaId: new Float64Array(length),
    task: new Int32Array(length),
    ordinal: new Int32Array(length),
    attempt: new Int32Array(length),
    site: new Int32Array(length),
    cores: new Int32Array(length),
    state: new Int32Array(length),
    submitSeconds: new Float64Array(length),
    createdSeconds: new Float64Array(length),
    startSeconds: new Float64Array(length),
    runEndSeconds: new Float64Array(length),
    endSeconds: new Float64Array(length),
    inputBytes: new Float64Array(length),
    errorCode: new Int32Array(length),
  }
}

function grownColumns(columns: Columns, length: number): Columns {
  const entries = Object.entries(columns).map(([name, column]) => [name, grown(column, length)])
  return Object.fromEntries(entries) as Columns
}
