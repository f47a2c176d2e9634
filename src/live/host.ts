import type { Core } from '../brokerage/core.js'
import type { Orders, Outcome, PilotAsk, Reports, TaskSubmission } from '../brokerage/ports.js'
import type { MeasuredRates } from '../model/cost-matrix.js'
import type { QueueStatus, Storage } from '../model/grid.js'
import type { FactListener } from '../model/journal.js'
import type { Bytes, DatasetRow, JobRow, PandaId, Seconds, TaskRow, TransferRow } from '../model/units.js'
import { Hearing } from './hearing.js'
import { decode, encode, type Message, type OrderMessage } from './messages.js'
import type { StoredFact } from './store/commit.js'

/**
 * The live host in its smallest form: in memory, under a virtual clock. Every report crosses as a message of plain
 * data that names jobs by PandaID alone; the host applies it to the core, commits the facts, and only then answers and
 * sends the orders on (DESIGN §1.7). It offers the same reports as the core, so a simulated world can be put behind it.
 */
export class Host implements Reports {
  readonly hearing: Hearing
  /** The reports as the world gives them: the host's own. */
  readonly reports: Reports = this
  /** All facts, in the order of their commits. */
  readonly facts: StoredFact[] = []

  /**
   * @param build makes the core, which gives its orders to the host
   * @param world carries the orders out
   */
  constructor(
    build: (orders: Orders) => Core,
    private readonly world: Orders,
  ) {
    this.hearing = new Hearing(build)
  }

  get core(): Core {
    return this.hearing.core
  }

  /** Lets the host hear facts before another listener does. */
  listener(next: FactListener): FactListener {
    return this.hearing.listener(next)
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

  accepted(now: Seconds, _: JobRow, id: PandaId): void {
    this.pass({ report: 'accepted', now, id })
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

  transferEnded(now: Seconds, _: TransferRow, number: number, arrived: boolean): void {
    this.pass({ report: 'transferEnded', now, number, arrived })
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

  killGently(now: Seconds, _: JobRow, id: PandaId): void {
    this.pass({ report: 'killGently', now, id })
  }

  killTask(now: Seconds, task: number): void {
    this.pass({ report: 'killTask', now, task })
  }

  reprioritise(now: Seconds, task: number, priority: number): void {
    this.pass({ report: 'reprioritise', now, task, priority })
  }

  pauseBrokerage(now: Seconds, isPaused: boolean): void {
    this.pass({ report: 'pauseBrokerage', now, isPaused })
  }

  changeLimit(now: Seconds, constant: string, value: number): void {
    this.pass({ report: 'changeLimit', now, constant, value })
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
  protected pass(message: Message): number {
    const answer = this.hearing.hear(decode(encode(message)))
    const { facts, orders } = this.hearing.take()
    // In memory a commit cannot fail.
    this.facts.push(...facts)
    for (const order of orders) this.carryOut(order)
    return answer
  }

  private carryOut(message: OrderMessage): void {
    if (message.order === 'transfer') this.world.transfer(message.now, this.hearing.transferOf(message.number))
    else this.world.requestPilots(message.now, message.face, message.pilots)
  }
}
