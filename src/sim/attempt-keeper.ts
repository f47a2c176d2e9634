import type { Cause } from '../model/cause.js'
import { causeNames } from '../model/cause.js'
import { Fact } from '../model/journal.js'
import { isFinal, JobState, jobStateNames } from '../model/job-state.js'
import { Names } from '../model/names.js'
import type { State } from '../model/state.js'
import { type JobRow, NONE, type Seconds } from '../model/units.js'
import { RecordColumns } from './record-columns.js'
import { runEndOf } from './run-end.js'
import type { AttemptRecords } from './run-result.js'

const layout = {
  pandaId: Float64Array,
  task: Int32Array,
  ordinal: Int32Array,
  attempt: Int32Array,
  user: Int32Array,
  share: Int32Array,
  priority: Int32Array,
  cores: Int32Array,
  site: Int32Array,
  queue: Int32Array,
  state: Uint8Array,
  cause: Uint8Array,
  errorCode: Int32Array,
  submitSeconds: Float64Array,
  createdSeconds: Float64Array,
  brokeredSeconds: Float64Array,
  activatedSeconds: Float64Array,
  sentSeconds: Float64Array,
  startSeconds: Float64Array,
  runEndSeconds: Float64Array,
  outputStartSeconds: Float64Array,
  endSeconds: Float64Array,
  inputBytes: Float64Array,
  outputBytes: Float64Array,
}

/** Keeps a row for each attempt from its creation on. PandaIDs count from 1, so an attempt's row is its PandaID less 1. */
export class AttemptKeeper {
  private readonly taskNames = new Names()
  private readonly rows = new RecordColumns(layout)
  private length = 0

  constructor(private readonly state: State) {}

  /** Takes in a fact, as `FactListener.hear`. */
  hear(kind: Fact, at: Seconds, subject: number, a: number, b: number, c: number, d: number, row: number): void {
    if (kind === Fact.jobMoved) this.moved(at, subject - 1, row, a, b, c, d)
    else if (kind === Fact.jobCreated) this.created(subject, row)
  }

  /** What has been kept so far. */
  records(): AttemptRecords {
    const { grid, users, shares } = this.state
    return {
      ...this.rows.cut(this.length),
      length: this.length,
      taskNames: this.taskNames.all(),
      userNames: users.all(),
      shareNames: shares.all(),
      siteNames: grid.sites.map(({ name }) => name),
      queueNames: grid.queues.map(({ name }) => name),
      stateNames: jobStateNames,
      causeNames,
    }
  }

  private created(pandaId: number, row: JobRow): void {
    const { jobs, tasks, kinds } = this.state
    this.length = pandaId
    this.rows.reach(pandaId)
    const { columns } = this.rows
    const i = pandaId - 1
    const task = jobs.task(row)
    const kind = kinds.at(tasks.kind[task])
    columns.pandaId[i] = pandaId
    columns.task[i] = this.taskNames.numberOf(tasks.names[task])
    columns.ordinal[i] = jobs.ordinal(row)
    columns.attempt[i] = jobs.attempt[row]
    columns.user[i] = tasks.user[task]
    columns.share[i] = kind.shareIndex
    columns.priority[i] = tasks.priority[task]
    columns.cores[i] = kind.cores
    columns.site[i] = NONE
    columns.queue[i] = NONE
    columns.state[i] = JobState.pending
    columns.submitSeconds[i] = tasks.submittedAt[task]
    columns.createdSeconds[i] = jobs.createdAt[row]
    columns.brokeredSeconds[i] = NaN
    columns.activatedSeconds[i] = NaN
    columns.sentSeconds[i] = NaN
    columns.startSeconds[i] = NaN
    columns.runEndSeconds[i] = NaN
    columns.outputStartSeconds[i] = NaN
    columns.endSeconds[i] = NaN
    columns.inputBytes[i] = tasks.inputBytes[task]
    columns.outputBytes[i] = tasks.outputBytes[task]
  }

  private moved(at: Seconds, i: number, row: JobRow, from: JobState, to: JobState, face: number, cause: Cause): void {
    const { columns } = this.rows
    columns.state[i] = to
    columns.cause[i] = cause
    if (from === JobState.running) columns.runEndSeconds[i] = runEndOf(this.state.jobs, row, from, cause, at)
    if (isFinal(to)) {
      columns.endSeconds[i] = at
      columns.errorCode[i] = this.state.jobs.error[row]
      return
    }
    switch (to) {
      case JobState.defined:
        columns.site[i] = this.state.grid.siteOfFace[face]
        columns.queue[i] = this.state.grid.queueOfFace[face]
        columns.brokeredSeconds[i] = at
        break
      case JobState.activated:
        columns.activatedSeconds[i] = at
        break
      case JobState.sent:
        columns.sentSeconds[i] = at
        break
      case JobState.running:
        columns.startSeconds[i] = at
        break
      case JobState.transferring:
        columns.outputStartSeconds[i] = at
        break
    }
  }
}
