import type { Core } from '../brokerage/core.js'
import type { Orders, Outcome, PilotAsk, Reports, TaskSubmission } from '../brokerage/ports.js'
import type { MeasuredRates } from '../model/cost-matrix.js'
import type { QueueStatus, Storage } from '../model/grid.js'
import { Fact, type FactListener } from '../model/journal.js'
import {
  type Bytes,
  type DatasetRow,
  type JobRow,
  NONE,
  type PandaId,
  type Seconds,
  type TaskRow,
  type TransferRow,
} from '../model/units.js'
import { deliver } from './deliver.js'
import { decode, encode, type Message, type OrderMessage } from './messages.js'

/** A fact as it is kept: what the journal says, without the row, which is the core's own business. */
export type StoredFact = readonly [kind: Fact, at: Seconds, subject: number, a: number, b: number, c: number, d: number]

/**
 * The live host in its smallest form: in memory, under a virtual clock. Every report crosses as a message of plain
 * data that names jobs by PandaID alone; the host applies it to the core, commits the facts, and only then answers and
 * sends the orders on (DESIGN §1.7). It offers the same reports as the core, so a simulated world can be put behind it.
 */
export class Host implements Reports {
  readonly core: Core
  /** The reports as the world gives them: the host's own. */
  readonly reports: Reports = this
  /** All facts, in the order of their commits. */
  readonly facts: StoredFact[] = []
  private uncommitted: StoredFact[] = []
  private waitingOrders: OrderMessage[] = []
  /** Row of each job that has not ended, by PandaID. */
  private readonly rows = new Map<PandaId, JobRow>()

  /**
   * @param build makes the core, which gives its orders to the host
   * @param world carries the orders out
   */
  constructor(
    build: (orders: Orders) => Core,
    private readonly world: Orders,
  ) {
    this.core = build({
      transfer: (now, transfer) => this.waitingOrders.push({ order: 'transfer', now, transfer }),
      requestPilots: (now, face, pilots) => this.waitingOrders.push({ order: 'requestPilots', now, face, pilots }),
    })
  }

  /** Writes down each fact until the commit. To be joined to the core's journal, before other listeners. */
  listener(next: FactListener): FactListener {
    return {
      hear: (kind, at, subject, a, b, c, d, row) => {
        this.uncommitted.push([kind, at, subject, a, b, c, d])
        if (kind === Fact.jobCreated) this.rows.set(subject, row)
        next.hear(kind, at, subject, a, b, c, d, row)
      },
    }
  }

  datasetKnown(
    now: Seconds,
    name: string,
    bytes: Bytes,
    sites: readonly string[],
    files = 0,
    tapes: readonly string[] = [],
  ): DatasetRow {
    return this.pass({ report: 'datasetKnown', now, name, bytes, sites, files, tapes })
  }

  replicaArrived(now: Seconds, dataset: string, site: string, kind: 'primary' | 'cached'): void {
    this.pass({ report: 'replicaArrived', now, dataset, site, kind })
  }

  replicaGone(now: Seconds, dataset: string, site: string, kind: 'primary' | 'cached' | 'tape'): void {
    this.pass({ report: 'replicaGone', now, dataset, site, kind })
  }

  storageChanged(now: Seconds, site: string, news: Partial<Storage>): void {
    this.pass({ report: 'storageChanged', now, site, news })
  }

  linkMeasured(now: Seconds, from: string, to: string, rates: MeasuredRates): void {
    this.pass({ report: 'linkMeasured', now, from, to, rates })
  }

  submit(now: Seconds, task: TaskSubmission): TaskRow {
    return this.pass({ report: 'submit', now, task })
  }

  pilotAsks(now: Seconds, pilot: PilotAsk): JobRow {
    return this.pass({ report: 'pilotAsks', now, pilot })
  }

  started(now: Seconds, _: JobRow, id: PandaId): void {
    this.pass({ report: 'started', now, id })
  }

  heartbeat(now: Seconds, _: JobRow, id: PandaId, until: Seconds): void {
    this.pass({ report: 'heartbeat', now, id, until })
  }

  ended(now: Seconds, _: JobRow, id: PandaId, outcome: Outcome, errorCode: number): void {
    this.pass({ report: 'ended', now, id, outcome, errorCode })
  }

  transferEnded(now: Seconds, transfer: TransferRow, number: number, arrived: boolean): void {
    this.pass({ report: 'transferEnded', now, transfer, number, arrived })
  }

  queueChanged(now: Seconds, queue: string, status: QueueStatus): void {
    this.pass({ report: 'queueChanged', now, queue, status })
  }

  pilotsLost(now: Seconds, face: number, pilots: number): void {
    this.pass({ report: 'pilotsLost', now, face, pilots })
  }

  kill(now: Seconds, _: JobRow, id: PandaId): void {
    this.pass({ report: 'kill', now, id })
  }

  hearingGap(now: Seconds, seconds: Seconds): void {
    this.pass({ report: 'hearingGap', now, seconds })
  }

  advance(now: Seconds): void {
    this.pass({ report: 'advance', now })
  }

  nextDue(): Seconds {
    return this.core.nextDue()
  }

  /** One report's whole way: as text across the border, into the core, commit, answer, orders. */
  private pass(message: Message): number {
    const answer = deliver(decode(encode(message)), this.core, (id) => this.rows.get(id) ?? NONE)
    this.commit()
    const orders = this.waitingOrders
    this.waitingOrders = []
    for (const order of orders) this.carryOut(order)
    return answer
  }

  /** In memory a commit cannot fail; jobs that ended are forgotten with it. */
  private commit(): void {
    const { jobs } = this.core.state
    for (const fact of this.uncommitted) {
      this.facts.push(fact)
      const id = fact[2]
      if (fact[0] === Fact.jobMoved && !jobs.holds(this.rows.get(id) ?? NONE, id)) this.rows.delete(id)
    }
    this.uncommitted = []
  }

  private carryOut(message: OrderMessage): void {
    if (message.order === 'transfer') this.world.transfer(message.now, message.transfer)
    else this.world.requestPilots(message.now, message.face, message.pilots)
  }
}
