/** A host in memory over a real core, for tests of what stands before its door. */
import { Core } from '../../brokerage/core.js'
import { production } from '../../brokerage/policies/production.js'
import { BadInput } from '../../model/bad-input.js'
import { type Constants, defaultConstants } from '../../model/constants.js'
import type { Grid } from '../../model/grid.js'
import { Fact } from '../../model/journal.js'
import { aliveRows } from '../../model/alive-rows.js'
import { causeNames } from '../../model/cause.js'
import { isFinal, isWithPilot, JobState, jobStateNames } from '../../model/job-state.js'
import type { ShareTree } from '../../model/share-tree.js'
import { type JobRow, NONE, type PandaId, type Seconds, type TaskRow } from '../../model/units.js'
import type { AnswerTo, Dispatch, HostDoor, LiveReport, LiveReportName, PilotRequest } from '../door.js'
import type { EndedJob, EndedTask, JobSpec, StoredFact } from '../store/commit.js'
import { submissionOfAlive } from '../api/task-views.js'
import { emptyDisk, MemoryStore } from './memory-store.js'

type Of<Name extends LiveReportName> = Extract<LiveReport, { report: Name }>
type Hearings = { readonly [Name in LiveReportName]: (report: Of<Name>) => unknown }

/** A pilot that repeats its request within this time gets the same job again (DESIGN §1.7). */
const REPEAT_SECONDS = 600

export interface MemoryDoorParts {
  readonly grid: Grid
  readonly constants?: Partial<Constants>
  readonly shares?: ShareTree
}

/** A host in memory over a real core, under a clock that the test moves: for tests of what stands before the door. */
export class MemoryDoor implements HostDoor {
  readonly bornMilliseconds = Date.UTC(2026, 0, 1)
  readonly core: Core
  readonly store = new MemoryStore(emptyDisk(), this.bornMilliseconds)
  /** Time of the core; a test moves it forward. */
  time: Seconds = 0
  isPaused = false
  /** What every report is answered with from now on, when the host is broken. */
  fault: Error | undefined
  private sequence = 0
  private facts: StoredFact[] = []
  private specs: JobSpec[] = []
  private endedJobs: EndedJob[] = []
  private endedTasks: EndedTask[] = []
  private factsKept = 0
  private readonly rows = new Map<PandaId, JobRow>()
  private readonly answers = new Map<string, unknown>()
  private readonly lastOf = new Map<string, { id: PandaId; at: Seconds }>()
  private readonly listeners = new Set<(facts: number) => void>()

  constructor({ grid, constants = {}, shares }: MemoryDoorParts) {
    const orders = { transfer: () => undefined, requestPilots: () => undefined }
    const seed = { a: 1, b: 2 }
    const all = { ...defaultConstants, ...constants }
    this.core = new Core({ grid, policy: production, constants: all, shares, seed, orders })
    this.core.state.journal.listener = {
      hear: (kind, at, subject, a, b, c, d, row) => {
        this.facts.push([kind, at, subject, a, b, c, d])
        if (kind === Fact.jobCreated) this.rows.set(subject, row)
        if (kind === Fact.jobMoved && isFinal(b)) this.archiveJob(row, b, at, d)
        if (kind === Fact.taskEnded) this.archiveTask(row, at, [a, b, c])
      },
    }
  }

  now(): Seconds {
    return this.time
  }

  async report<Name extends LiveReportName>(
    report: LiveReport & { readonly report: Name },
    key?: string,
  ): Promise<AnswerTo<Name>> {
    if (this.fault !== undefined) throw this.fault
    if (key !== undefined && this.answers.has(key)) return this.answers.get(key) as AnswerTo<Name>
    const hear = this.hearings[report.report] as unknown as (report: LiveReport) => AnswerTo<Name>
    const answer = hear(report)
    if (key !== undefined) this.answers.set(key, answer)
    await this.settle()
    return this.answerWithSpecs(answer) as Promise<AnswerTo<Name>>
  }

  ask<T>(question: (core: Core, now: Seconds) => T): Promise<T> {
    return new Promise((resolve) => resolve(question(this.core, this.time)))
  }

  onCommit(heard: (facts: number) => void): () => void {
    this.listeners.add(heard)
    return () => this.listeners.delete(heard)
  }

  keep(): Promise<void> {
    return Promise.resolve()
  }

  keptRows(): [] {
    return []
  }

  workerOf(): undefined {
    return undefined
  }

  readonly waiting = 0

  close(): Promise<void> {
    return Promise.resolve()
  }

  /** Does what is due by the time that it is now, and commits. */
  async settle(): Promise<void> {
    while (!this.isPaused && this.core.nextDue() <= this.time) this.core.advance(this.time)
    const { time: at, facts, specs, endedJobs, endedTasks } = this
    this.facts = []
    this.specs = []
    this.endedJobs = []
    this.endedTasks = []
    this.factsKept += facts.length
    const commit = { sequence: ++this.sequence, at, facts, rows: [], specs, endedJobs, endedTasks, answers: [] }
    await this.store.commit(commit)
    if (facts.length > 0) for (const heard of this.listeners) heard(this.factsKept)
  }

  private readonly hearings: Hearings = {
    submit: ({ task, specs }) => {
      const { tasks } = this.core.state
      if (tasks.names.includes(task.name) && task.name !== '')
        throw new BadInput(`task ${task.name}`, 'a task of this name is alive', 'another name')
      const row = this.core.submit(this.time, task)
      const number = tasks.number[row]
      for (const { ordinal, body } of specs) this.specs.push({ task: number, ordinal, body })
      return { task: number, name: task.name }
    },
    pilotAsks: (ask) => this.pilotAsks(ask),
    started: ({ id }) => this.acknowledged(id, (row) => this.core.started(this.time, row, id)),
    heartbeat: ({ id }) => this.acknowledged(id, (row) => this.core.heartbeat(this.time, row, id, this.time)),
    ended: ({ id, outcome, errorCode }) =>
      this.acknowledged(id, (row) => this.core.ended(this.time, row, id, outcome, errorCode)),
    transferEnded: ({ number, arrived }) => {
      const row = this.core.state.transfers.number.indexOf(number)
      this.core.transferEnded(this.time, row, number, arrived)
    },
    pilotsLost: ({ queue, cores, pilots }) => this.core.pilotsLost(this.time, this.faceOf(queue, cores), pilots),
    queueChanged: ({ queue, status }) => this.core.queueChanged(this.time, queue, status),
    kill: ({ id }) => this.core.kill(this.time, this.rows.get(id) ?? NONE, id),
    killTask: ({ task }) => {
      const { jobs, tasks } = this.core.state
      const ids = [...aliveRows(jobs)].filter((row) => tasks.number[jobs.task(row)] === task).map((row) => jobs.id(row))
      for (const id of ids) this.core.kill(this.time, this.rows.get(id) ?? NONE, id)
    },
    reprioritise: ({ task, priority }) => {
      const { tasks } = this.core.state
      tasks.priority[tasks.number.indexOf(task)] = priority
    },
    pause: ({ isPaused }) => (this.isPaused = isPaused),
    limits: ({ constants }) => Object.assign(this.core.state.constants, constants),
    datasetKnown: ({ name, bytes, sites, files, tapes }) =>
      this.core.datasetKnown(this.time, name, bytes, sites, files, tapes),
    replicaArrived: ({ dataset, site, kind }) => this.core.replicaArrived(this.time, dataset, site, kind),
    replicaGone: ({ dataset, site, kind }) => this.core.replicaGone(this.time, dataset, site, kind),
    storageChanged: ({ site, news }) => this.core.storageChanged(this.time, site, news),
    linkMeasured: ({ from, to, rates }) => this.core.linkMeasured(this.time, from, to, rates),
  }

  private pilotAsks({ queue, cores, worker, task, ...ask }: PilotRequest): Dispatch | undefined {
    const { jobs } = this.core.state
    const last = worker === undefined ? undefined : this.lastOf.get(worker)
    const lastRow = last === undefined ? NONE : (this.rows.get(last.id) ?? NONE)
    if (
      last &&
      jobs.holds(lastRow, last.id) &&
      jobs.state(lastRow) === JobState.sent &&
      this.time - last.at < REPEAT_SECONDS
    )
      return this.dispatchOf(lastRow, true)
    const row = this.core.pilotAsks(this.time, { ...ask, face: this.faceOf(queue, cores), taskNumber: task })
    if (row === NONE) return undefined
    if (worker !== undefined) this.lastOf.set(worker, { id: jobs.id(row), at: this.time })
    return this.dispatchOf(row, false)
  }

  private dispatchOf(row: JobRow, isRepeated: boolean): Dispatch {
    const { jobs, tasks, users, grid } = this.core.state
    const task = jobs.task(row)
    const face = grid.faces[jobs.face(row)]
    return {
      id: jobs.id(row),
      task: tasks.number[task],
      taskName: tasks.names[task],
      ordinal: jobs.ordinal(row),
      attempt: jobs.attempt[row],
      queue: face.queue.name,
      cores: face.cores,
      walltimeSeconds: tasks.walltimeSeconds[task],
      user: users.nameOf(tasks.user[task]),
      specs: {},
      isRepeated,
    }
  }

  private async answerWithSpecs(answer: unknown): Promise<unknown> {
    if (typeof answer !== 'object' || answer === null || !('specs' in answer)) return answer
    const { task, ordinal } = answer as Dispatch
    const [common, own] = await this.store.specs([-1, ordinal].map((one) => ({ task, ordinal: one })))
    const specs = { ...(common === undefined ? {} : { common }), ...(own === undefined ? {} : { own }) }
    return { ...answer, specs }
  }

  private acknowledged(id: PandaId, tell: (row: JobRow) => void): { known: boolean } {
    const { jobs } = this.core.state
    const row = this.rows.get(id) ?? NONE
    const known = jobs.holds(row, id) && isWithPilot(jobs.state(row))
    if (known) tell(row)
    return { known }
  }

  private faceOf(name: string, cores: number): number {
    const face = this.core.state.grid.queue(name)?.faces.find((one) => one.cores === cores)
    if (face === undefined)
      throw new BadInput(`queue ${name} of ${cores} cores`, 'it is not in the grid', 'a queue of it')
    return face.index
  }

  private archiveJob(row: JobRow, state: JobState, at: Seconds, cause: number): void {
    const { jobs, tasks, users, grid } = this.core.state
    const task = jobs.task(row)
    const face = jobs.face(row)
    const startedAt = jobs.startedAt(row)
    const details = {
      taskName: tasks.names[task],
      attempt: jobs.attempt[row],
      priority: tasks.priority[task],
      cores: face === NONE ? 0 : grid.faces[face].cores,
      createdAt: jobs.createdAt[row],
      placedAt: jobs.placedAt[row],
      startedAt: Number.isNaN(startedAt) ? null : startedAt,
      errorCode: jobs.error[row],
      cause: causeNames[cause],
    }
    this.endedJobs.push({
      id: jobs.id(row),
      task: tasks.number[task],
      ordinal: jobs.ordinal(row),
      user: users.nameOf(tasks.user[task]),
      queue: face === NONE ? '' : grid.faces[face].queue.name,
      state: jobStateNames[state],
      endedAt: at,
      body: JSON.stringify(details),
    })
  }

  private archiveTask(row: TaskRow, endedAt: Seconds, [finished, failed, cancelled]: number[]): void {
    const { tasks, users } = this.core.state
    const submission = submissionOfAlive(this.core, row)
    const submittedAt = tasks.submittedAt[row]
    this.endedTasks.push({
      number: tasks.number[row],
      name: tasks.names[row],
      user: users.nameOf(tasks.user[row]),
      endedAt,
      body: JSON.stringify({ submission, submittedAt, finished, failed, cancelled }),
    })
  }
}
