import { Fact, type FactListener } from '../../model/journal.js'
import type { SilentChanges } from '../../model/silent-changes.js'
import type { State } from '../../model/state.js'
import { NONE, type PandaId, type Seconds, type TaskRow } from '../../model/units.js'

/** Sums of two numbers in one key: more than any number of queues or sites. */
const PLACES = 65_536

/** Key of a pair of sites, or of a task and a queue. */
export function pairKey(one: number, other: number): number {
  return one * PLACES + other
}

/** The pair in a key. */
export function pairOf(key: number): readonly [number, number] {
  return [Math.floor(key / PLACES), key % PLACES]
}

/** Notes which rows differ from what was last saved: hears all facts, and is told of what has none. */
export class Touched implements SilentChanges {
  /** By number, the row. */
  readonly jobs = new Map<PandaId, number>()
  readonly tasks = new Map<number, TaskRow>()
  readonly progress = new Map<number, TaskRow>()
  readonly transfers = new Map<number, number>()
  readonly datasets = new Set<number>()
  readonly queues = new Set<number>()
  readonly sites = new Set<number>()
  readonly links = new Set<number>()
  /** By task and queue, when a job last finished there. */
  readonly finishes = new Map<number, Seconds | undefined>()

  constructor(private readonly state: State) {}

  /** Hears each fact before the next listener does. */
  listener(next: FactListener | undefined): FactListener {
    return {
      hear: (kind, at, subject, a, b, c, d, row) => {
        this.note(kind, subject, a, row)
        next?.hear(kind, at, subject, a, b, c, d, row)
      },
    }
  }

  task(row: TaskRow): void {
    this.progress.set(this.state.tasks.number[row], row)
  }

  queue(index: number): void {
    this.queues.add(index)
  }

  site(index: number): void {
    this.sites.add(index)
  }

  link(from: number, to: number): void {
    this.links.add(pairKey(from, to))
  }

  lastFinish(task: number, queue: number, at: Seconds | undefined): void {
    this.finishes.set(pairKey(task, queue), at)
  }

  get hasAny(): boolean {
    const { jobs, tasks, progress, transfers, datasets, queues, sites, links, finishes } = this
    return [jobs, tasks, progress, transfers, datasets, queues, sites, links, finishes].some(({ size }) => size > 0)
  }

  /** All is as it was saved. */
  clear(): void {
    this.jobs.clear()
    this.tasks.clear()
    this.progress.clear()
    this.transfers.clear()
    this.datasets.clear()
    this.queues.clear()
    this.sites.clear()
    this.links.clear()
    this.finishes.clear()
  }

  private note(kind: Fact, subject: number, a: number, row: number): void {
    const { state } = this
    switch (kind) {
      case Fact.jobCreated:
      case Fact.jobMoved:
        this.jobs.set(subject, row)
        this.task(state.jobs.task(row))
        if (kind === Fact.jobMoved) this.noteQueueOf(row)
        break
      case Fact.endAsked:
        this.jobs.set(subject, row)
        break
      case Fact.taskSubmitted:
      case Fact.taskEnded:
        this.tasks.set(subject, row)
        this.progress.set(subject, row)
        break
      case Fact.taskChanged:
      case Fact.nucleusChosen:
        this.progress.set(subject, row)
        break
      case Fact.transferOrdered:
      case Fact.transferEnded:
        this.noteTransfer(subject, row)
        break
      case Fact.pilotsRequested:
      case Fact.pilotsLost:
        this.queues.add(state.grid.queueOfFace[a])
        break
      case Fact.queueChanged:
        this.queues.add(subject)
        break
      case Fact.datasetKnown:
      case Fact.replicaAdded:
      case Fact.replicaGone:
        this.datasets.add(subject)
        break
      case Fact.storageChanged:
        this.sites.add(subject)
        break
      case Fact.hearingGap:
        for (const queue of state.grid.queues) this.queues.add(queue.index)
        break
      case Fact.brokeragePaused:
      case Fact.limitChanged:
        // They stand in what there is once, which is saved with everything.
        break
    }
  }

  /** A start of a job is a sign of life of its queue. */
  private noteQueueOf(row: number): void {
    const face = this.state.jobs.face(row)
    if (face !== NONE) this.queues.add(this.state.grid.queueOfFace[face])
  }

  private noteTransfer(job: PandaId, transfer: number): void {
    const { transfers, jobs, tasks } = this.state
    const row = transfers.job[transfer]
    this.transfers.set(transfers.number[transfer], transfer)
    if (!jobs.holds(row, job)) return
    this.jobs.set(job, row)
    const dataset = tasks.dataset[jobs.task(row)]
    if (dataset !== NONE) this.datasets.add(dataset)
  }
}
