import type { State } from '../model/state.js'
import { NONE, type TaskRow } from '../model/units.js'
import type { TaskSubmission } from './ports.js'
import type { WorkKind } from '../model/work-kind.js'

/** Like jobs of one task that are brokered together: what steps and weighers may ask about the work. */
export class Bunch {
  task: TaskRow = 0
  kind!: WorkKind
  /** Jobs that wait for a place. */
  jobs = 0
  priority = 0
  /** Wall time a job asks for, seconds; 0 when unknown. */
  walltimeSeconds = 0
  /** CPU work of a job in HS06 seconds; 0 when unknown. */
  hs06Seconds = 0
  dataset = NONE
  /** Input of one job; 0 when it reads nothing. */
  inputBytes = 0
  inputFiles = 0
  nucleus = NONE
  /** Queue the task is bound to, NONE when brokerage is free. */
  preassigned = NONE
  /** Lineage of the first job, for draws. */
  taskKey = 0
  ordinal = 0
  attempt = 0

  /** Describes work that is not in the tables yet, as far as steps that judge what queues are need it. */
  announce(task: TaskSubmission, kind: WorkKind, preassigned: number): this {
    this.kind = kind
    this.priority = task.priority
    this.walltimeSeconds = task.walltimeSeconds
    this.hs06Seconds = task.hs06Seconds
    this.preassigned = preassigned
    return this
  }

  /** Describes the pending jobs of a task; it must have some. */
  describe(state: State, task: TaskRow): this {
    const { tasks } = state
    this.task = task
    this.kind = state.kinds.at(tasks.kind[task])
    this.priority = tasks.priority[task]
    this.walltimeSeconds = tasks.walltimeSeconds[task]
    this.hs06Seconds = tasks.hs06Seconds[task]
    this.dataset = tasks.dataset[task]
    this.inputBytes = tasks.inputBytes[task]
    this.inputFiles = tasks.inputFiles[task]
    this.nucleus = tasks.nucleus[task]
    this.preassigned = tasks.preassigned[task]
    this.taskKey = tasks.key[task]
    return this.next(state)
  }

  /** Takes up the task's first pending job as the lineage that keys the next draw. */
  next(state: State): this {
    const first = state.tasks.pendingHead[this.task]
    this.jobs = state.tasks.pending[this.task]
    this.ordinal = state.jobs.ordinal(first)
    this.attempt = state.jobs.attempt[first]
    return this
  }

  /** Whether express rules hold: no queue caps (brokerage.md §B.4). */
  isExpress(state: State): boolean {
    return this.priority > state.constants.expressPriority
  }
}
