/** What reports bring about, gathered for the commit that makes it last. */
import { type SavedKind, type SavedKinds, savedKinds } from '../brokerage/saved/saved-rows.js'
import { NONE, type Seconds } from '../model/units.js'
import { writeAnswer } from './answers-by-key.js'
import { type Applied, applyReport } from './apply-report.js'
import { type LiveReport, type RequestKey, surroundingKinds } from './door.js'
import { Grants } from './grants.js'
import { Hearing } from './hearing.js'
import type { HostParts } from './host-parts.js'
import { orderedTransfer, type OrderedTransfer } from './ordered-transfer.js'
import { PilotOrders } from './pilot-orders.js'
import { PilotWords } from './pilot-words.js'
import type { PilotOrder } from './pilot-source/pilot-source.js'
import type { Commit, JobSpec, KeptAnswer, KeptRow, RowChange } from './store/commit.js'

/** Kinds of rows that the host keeps for itself and for what surrounds it. */
const ownKinds = ['grant', 'order', 'ordered', 'said', ...surroundingKinds] as const
export type OwnKind = (typeof ownKinds)[number]

/** What is kept of a batch, and the orders that go out afterwards. */
export interface Gathered {
  readonly commit: Commit
  readonly pilots: readonly PilotOrder[]
  readonly transfers: readonly OrderedTransfer[]
}

export class Gathering {
  readonly pilotOrders: PilotOrders
  readonly grants: Grants
  private readonly applied: Applied
  private rows: RowChange[] = []
  private specs: JobSpec[] = []
  private answers: KeptAnswer[] = []

  private constructor(
    readonly hearing: Hearing,
    readonly words: PilotWords,
    private readonly found: readonly KeptRow[],
    private sequence: number,
    startedMilliseconds: number,
  ) {
    this.grants = new Grants(this.kept('grant'))
    this.pilotOrders = new PilotOrders(this.kept('order'), this.kept('ordered'), startedMilliseconds)
    this.applied = { hearing, words, grants: this.grants, keepSpec: (spec) => void this.specs.push(spec) }
  }

  /** Reads back what was kept. @throws BadInput when it does not fit the grid */
  static async readBack({ build, store, opening, clock }: HostParts): Promise<Gathering> {
    const found: KeptRow[] = []
    await store.rows(ownKinds, (rows) => void found.push(...rows))
    const words = new PilotWords(found.filter(({ kind }) => kind === 'said'))
    const hearing = new Hearing(
      (orders) => build(orders),
      (id) => words.of(id),
    )
    const restorer = hearing.core.restorer()
    await store.rows(savedKinds, (rows) => {
      for (const { kind, key, body } of rows) {
        restorer.read(kind as SavedKind, key, JSON.parse(body) as SavedKinds[SavedKind] as never)
      }
    })
    restorer.done()
    hearing.recall()
    const startedMilliseconds = Math.floor(opening.bornMilliseconds + clock.now() * 1000)
    return new Gathering(hearing, words, found, opening.sequence, startedMilliseconds)
  }

  /** Rows of this kind as they were at the start. */
  kept(kind: OwnKind): readonly KeptRow[] {
    return this.found.filter((row) => row.kind === kind)
  }

  /**
   * Makes a report to the core.
   * @param key under which the answer is kept
   * @throws BadInput when the core refuses it
   */
  apply(report: LiveReport, key: RequestKey | undefined, now: Seconds): unknown {
    const answer = applyReport(this.applied, report, now)
    if (key !== undefined) this.answers.push({ key: key.key, at: now, body: writeAnswer(answer, key) })
    return answer
  }

  /** Takes rows of the surroundings along. */
  keep(rows: readonly RowChange[]): void {
    this.rows.push(...rows)
  }

  /** Whether anything has happened that is to be kept. */
  get hasNews(): boolean {
    const { hearing, rows, answers, words, pilotOrders } = this
    return hearing.hasNews || words.hasChanges || rows.length > 0 || answers.length > 0 || pilotOrders.hasChanges
  }

  /** All that has been brought about since this was last asked. */
  take(): Gathered {
    const { hearing, grants, words, pilotOrders, rows, specs, answers } = this
    const at = hearing.core.lastReportAt
    const { facts, endedJobs, endedTasks, orders } = hearing.take()
    for (const { id } of endedJobs) {
      grants.forget(id)
      words.forget(id)
    }
    const { grid } = hearing.core.state
    const pilots: PilotOrder[] = []
    const transfers: OrderedTransfer[] = []
    for (const order of orders) {
      if (order.order === 'transfer') transfers.push(...this.transferOrder(order.number))
      else pilots.push(pilotOrders.add(grid, order.face, order.pilots))
    }
    const kept = hearing.changes(at).map(({ kind, key, row }): RowChange => {
      return { kind, key, body: row === undefined ? undefined : JSON.stringify(row) }
    })
    this.rows = []
    this.specs = []
    this.answers = []
    const all = [...kept, ...grants.changes(), ...words.changes(), ...pilotOrders.changes(), ...rows]
    const commit = { sequence: ++this.sequence, at, facts, rows: all, specs, endedJobs, endedTasks, answers }
    return { commit, pilots, transfers }
  }

  /** Orders of all transfers that are under way. */
  transfersUnderWay(): OrderedTransfer[] {
    const { state } = this.hearing.core
    const rows = [...state.transfers.number.subarray(0, state.transfers.top).keys()]
    return rows.filter((row) => state.transfers.number[row] !== 0).map((row) => orderedTransfer(state, row))
  }

  /** The order of a transfer that was not ended in the same batch. */
  private transferOrder(number: number): OrderedTransfer[] {
    const row = this.hearing.transferOf(number)
    return row === NONE ? [] : [orderedTransfer(this.hearing.core.state, row)]
  }
}
