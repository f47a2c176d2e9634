import type { Core } from '../brokerage/core.js'
import type { Orders } from '../brokerage/ports.js'
import type { SavedChange } from '../brokerage/saved/saved-rows.js'
import type { Saver } from '../brokerage/saved/saver.js'
import { isFinal } from '../model/job-state.js'
import { Fact, type FactListener } from '../model/journal.js'
import { type JobRow, NONE, type PandaId, type Seconds, type TaskRow, type TransferRow } from '../model/units.js'
import { deliver } from './deliver.js'
import { endedJob, endedTask } from './ended.js'
import type { Message, OrderMessage } from './messages.js'
import type { Said } from './pilot-words.js'
import type { EndedJob, EndedTask, StoredFact } from './store/commit.js'

/** All that some reports brought about. */
export interface Heard {
  readonly facts: readonly StoredFact[]
  readonly endedJobs: readonly EndedJob[]
  readonly endedTasks: readonly EndedTask[]
  readonly orders: readonly OrderMessage[]
}

/**
 * The core with what a host needs around it: reports name jobs and transfers by their own numbers, and what they bring about is
 * gathered until it is taken to be committed. In memory and at once: waiting is the host's business.
 */
export class Hearing {
  readonly core: Core
  private readonly saver: Saver
  /** Row of each job and transfer that has not ended, by number. */
  private readonly rows = new Map<PandaId, JobRow>()
  private readonly transfers = new Map<number, TransferRow>()
  /** Names of tasks that have not ended. */
  private readonly names = new Set<string>()
  private facts: StoredFact[] = []
  private endedJobs: EndedJob[] = []
  private endedTasks: EndedTask[] = []
  private orders: OrderMessage[] = []

  /**
   * @param build makes the core, which gives its orders to what it is given
   * @param saidOf tells what the pilot of a job said of it
   */
  constructor(
    build: (orders: Orders) => Core,
    private readonly saidOf: (id: PandaId) => Said | undefined = () => undefined,
  ) {
    this.core = build({
      transfer: (now, transfer) => {
        this.orders.push({ order: 'transfer', now, number: this.core.state.transfers.number[transfer] })
      },
      requestPilots: (now, face, pilots) => this.orders.push({ order: 'requestPilots', now, face, pilots }),
    })
    this.saver = this.core.saver()
    this.core.state.journal.listener = this.listener()
  }

  /** Jobs that have not ended. */
  get jobs(): number {
    return this.rows.size
  }

  /** Hears every fact before another listener does. Joined to the core's journal already, where there is no other. */
  listener(next?: FactListener): FactListener {
    return this.saver.listener({
      hear: (kind, at, subject, a, b, c, d, row) => {
        this.facts.push([kind, at, subject, a, b, c, d])
        if (kind === Fact.jobCreated) this.rows.set(subject, row)
        else if (kind === Fact.jobMoved && isFinal(b)) this.jobEnds(subject, b, d, at, row)
        else if (kind === Fact.transferOrdered) this.transfers.set(this.core.state.transfers.number[row], row)
        else if (kind === Fact.transferEnded) this.transfers.delete(this.core.state.transfers.number[row])
        else if (kind === Fact.taskSubmitted) this.names.add(this.core.state.tasks.names[row])
        else if (kind === Fact.taskEnded) this.taskEnds(row, at)
        next?.hear(kind, at, subject, a, b, c, d, row)
      },
    })
  }

  /** Whether a task of this name has not ended. */
  hasTask(name: string): boolean {
    return this.names.has(name)
  }

  /** Makes a report to the core. Returns the row that is the core's answer, or NONE. @throws BadInput when the core refuses it */
  hear(message: Message): number {
    return deliver(message, this.core, this)
  }

  /** Row of a job, NONE when it has ended or never was. */
  rowOf(id: PandaId): JobRow {
    return this.rows.get(id) ?? NONE
  }

  /** Row of a transfer, NONE when it has ended or never was. */
  transferOf(number: number): TransferRow {
    return this.transfers.get(number) ?? NONE
  }

  /** Facts that have not been taken yet. */
  get newFacts(): number {
    return this.facts.length
  }

  /** Whether anything has happened that is to be kept. */
  get hasNews(): boolean {
    return this.facts.length > 0 || this.saver.hasChanges
  }

  /** What has been brought about since this was last asked, beside rows that are to be kept. */
  take(): Heard {
    const { facts, endedJobs, endedTasks, orders } = this
    this.facts = []
    this.endedJobs = []
    this.endedTasks = []
    this.orders = []
    return { facts, endedJobs, endedTasks, orders }
  }

  /** Rows that have changed since this was last asked, as they are to be kept; `now` is the time of the last report. */
  changes(now: Seconds): SavedChange[] {
    return this.saver.changes(now)
  }

  /** Finds jobs and transfers that were read back. */
  recall(): void {
    const { jobs, tasks, transfers } = this.core.state
    for (let row = 0; row < tasks.top; row++) if (tasks.number[row] !== 0) this.names.add(tasks.names[row])
    for (let row = 0; row < jobs.top; row++) if (jobs.id(row) !== 0) this.rows.set(jobs.id(row), row)
    for (let row = 0; row < transfers.top; row++) {
      if (transfers.number[row] !== 0) this.transfers.set(transfers.number[row], row)
    }
  }

  private jobEnds(id: PandaId, to: number, cause: number, at: number, row: JobRow): void {
    this.rows.delete(id)
    this.endedJobs.push(endedJob(this.core.state, row, to, cause, at, this.saidOf(id)))
  }

  private taskEnds(row: TaskRow, at: number): void {
    this.names.delete(this.core.state.tasks.names[row])
    this.endedTasks.push(endedTask(this.core.state, row, at))
  }
}
