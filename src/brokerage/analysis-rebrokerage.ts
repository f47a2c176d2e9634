import { aliveRows } from '../model/alive-rows.js'
import { JobState } from '../model/job-state.js'
import type { State } from '../model/state.js'
import { type JobRow, NONE, type Seconds, type TaskRow } from '../model/units.js'
import { type GroupRule, isWaitingAtPlace, type Leaver } from './group-rule.js'
import { isClosed, reassigned } from './timeouts.js'
import { workClassOf } from './work-class.js'

/** The jobs of an analysis task at a queue. */
interface Group {
  readonly isQueueClosed: boolean
  /** When one of them last came into another state than `starting`, or finished. */
  changedAt: Seconds
  readonly waiting: Leaver[]
}

/**
 * Re-brokerage of analysis (brokerage.md §I.1): the waiting jobs of a task at a queue leave it together. From a queue that is
 * offline or in test they do when the first has waited 3 h; from another after 12 h, if for 3 h nothing has become of any
 * job of the task there.
 */
export class AnalysisRebrokerage implements GroupRule {
  private readonly groups = new Map<number, Group>()
  private readonly tasks = new Set<TaskRow>()
  /** When a job of each group last finished, as long as it matters: such jobs have left the table. */
  private readonly finishedAt = new Map<number, Seconds>()

  constructor(private readonly state: State) {}

  /** The job stands in `finished`. */
  finished(row: JobRow, now: Seconds): void {
    if (!this.isAnalysis(row)) return
    const { jobs, tasks, grid, silent } = this.state
    this.finishedAt.set(this.groupOf(row), now)
    silent?.lastFinish(tasks.number[jobs.task(row)], grid.queueOfFace[jobs.face(row)], now)
  }

  /** A job of the task finished there at that time, when the state is read back. */
  resume(task: number, queue: number, at: Seconds): void {
    this.finishedAt.set(task * this.state.grid.queues.length + queue, at)
  }

  /** The job waits at its place: notes its group when it has done so for too long. */
  suspect(row: JobRow, now: Seconds): void {
    const { jobs, grid, constants } = this.state
    const waited = now - jobs.since(row)
    if (waited <= constants.analysisGroupSeconds || !this.isAnalysis(row)) return
    const isQueueClosed = isClosed(grid.faces[jobs.face(row)].queue)
    if (!isQueueClosed && waited <= constants.analysisTimeoutSeconds) return
    const group = this.groupOf(row)
    if (this.groups.has(group)) return
    this.groups.set(group, { isQueueClosed, changedAt: this.finishedAt.get(group) ?? -Infinity, waiting: [] })
    this.tasks.add(jobs.task(row))
  }

  begin(now: Seconds): boolean {
    for (const [group, at] of this.finishedAt) {
      if (now - at > this.state.constants.analysisQuietSeconds) this.forget(group)
    }
    return this.groups.size > 0
  }

  see(row: JobRow): void {
    const { jobs } = this.state
    if (!this.tasks.has(jobs.task(row))) return
    const group = this.groups.get(this.groupOf(row))
    if (group === undefined) return
    const standing = jobs.state(row)
    if (standing !== JobState.starting) group.changedAt = Math.max(group.changedAt, jobs.since(row))
    if (isWaitingAtPlace(standing)) group.waiting.push({ row, id: jobs.id(row), verdict: reassigned })
  }

  leavers(now: Seconds): Leaver[] {
    const { analysisQuietSeconds } = this.state.constants
    const leaving = [...this.groups.values()].filter(
      ({ isQueueClosed, changedAt }) => isQueueClosed || now - changedAt > analysisQuietSeconds,
    )
    this.groups.clear()
    this.tasks.clear()
    return leaving.flatMap(({ waiting }) => waiting)
  }

  /** From when on the job leaves its queue with its group if nothing becomes of any of them; undefined: this rule lets it stay. */
  dueAt(row: JobRow): Seconds | undefined {
    const { jobs, grid, constants } = this.state
    if (!isWaitingAtPlace(jobs.state(row)) || !this.isAnalysis(row)) return undefined
    const group = this.groupOf(row)
    let first = Infinity
    let changedAt = this.finishedAt.get(group) ?? -Infinity
    for (const other of aliveRows(jobs)) {
      if (jobs.task(other) !== jobs.task(row) || jobs.face(other) === NONE || this.groupOf(other) !== group) continue
      const standing = jobs.state(other)
      if (standing !== JobState.starting) changedAt = Math.max(changedAt, jobs.since(other))
      if (isWaitingAtPlace(standing)) first = Math.min(first, jobs.since(other))
    }
    return isClosed(grid.faces[jobs.face(row)].queue)
      ? first + constants.analysisGroupSeconds
      : Math.max(first + constants.analysisTimeoutSeconds, changedAt + constants.analysisQuietSeconds)
  }

  /** Nothing could be heard for so long. */
  gap(seconds: Seconds): void {
    for (const [group, at] of this.finishedAt) this.finishedAt.set(group, at + seconds)
  }

  private forget(group: number): void {
    const queues = this.state.grid.queues.length
    this.finishedAt.delete(group)
    this.state.silent?.lastFinish(Math.floor(group / queues), group % queues, undefined)
  }

  private isAnalysis(row: JobRow): boolean {
    const { jobs, tasks, kinds } = this.state
    return workClassOf(kinds.at(tasks.kind[jobs.task(row)]).label) === 'analysis'
  }

  /** One number for the task, whose own number is never used again, and the queue. */
  private groupOf(row: JobRow): number {
    const { jobs, tasks, grid } = this.state
    return tasks.number[jobs.task(row)] * grid.queues.length + grid.queueOfFace[jobs.face(row)]
  }
}
