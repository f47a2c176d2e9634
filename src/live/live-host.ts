import type { Core } from '../brokerage/core.js'
import { BadInput } from '../model/bad-input.js'
import type { Grid } from '../model/grid.js'
import type { JobRow, PandaId, Seconds } from '../model/units.js'
import {
  type AnswerTo,
  type HostDoor,
  HostStopped,
  type LiveReport,
  type LiveReportName,
  type RequestKey,
} from './door.js'
import { AnswersByKey } from './answers-by-key.js'
import { type Gathered, Gathering, type OwnKind } from './gathering.js'
import { type HostParts, LONGEST_SILENCE_SECONDS, TICK_SECONDS } from './host-parts.js'
import type { Said } from './pilot-words.js'
import { type KeepRequest, type Question, Settlement, type Waiting } from './settlement.js'
import type { KeptRow, RowChange } from './store/commit.js'
import type { Store } from './store/store.js'

/** Reports in one commit: more wait for the next. */
const MOST_REPORTS = 2_000
/** A batch ends after so many facts. */
const MOST_FACTS = 20_000
/**
 * The core as a live server: applies the reports that wait, commits what they brought about in one transaction, and only then
 * answers and sends orders on. What a client has seen is never lost; a commit that fails stops the process (DESIGN §1.7).
 */
export class LiveHost implements HostDoor {
  readonly store: Store
  readonly bornMilliseconds: number
  private reports: Waiting[] = []
  private questions: Question[] = []
  private kept: KeepRequest[] = []
  private readonly byKey: AnswersByKey
  private readonly listeners = new Set<Parameters<HostDoor['onCommit']>[0]>()
  private readonly askListeners = new Set<Parameters<HostDoor['onAsk']>[0]>()
  /** Who waits for the batch in hand and was not answered yet. */
  private unsettled: { reject(error: Error): void }[] = []
  private isBusy = false
  private isDue = false
  private committedAt: Seconds
  private lookedAt: Seconds
  private stopped: Error | undefined
  private hasFailed = false
  private closing: Promise<void> | undefined
  private drained: (() => void) | undefined

  private constructor(
    private readonly parts: HostParts,
    private readonly gathering: Gathering,
  ) {
    this.store = parts.store
    this.byKey = new AnswersByKey(parts.store)
    this.bornMilliseconds = parts.opening.bornMilliseconds
    this.committedAt = this.lookedAt = parts.opening.at
  }

  /**
   * Reads back what was kept and goes on from there: nothing is decided again, orders that were not done are given again, and
   * deadlines move by the time that nobody listened.
   * @throws BadInput when what was kept does not fit the grid
   */
  static async open(parts: HostParts): Promise<LiveHost> {
    const host = new LiveHost(parts, await Gathering.readBack(parts))
    host.begin()
    return host
  }

  private get core(): Core {
    return this.gathering.hearing.core
  }

  get grid(): Grid {
    return this.core.state.grid
  }

  get waiting(): number {
    return this.reports.length
  }

  now(): Seconds {
    return this.parts.clock.now()
  }

  async report<Name extends LiveReportName>(
    report: LiveReport & { readonly report: Name },
    key?: RequestKey,
  ): Promise<AnswerTo<Name>> {
    const answer =
      key === undefined
        ? await this.queue(report, undefined)
        : await this.byKey.once(key, report, () => this.queue(report, key))
    return answer as AnswerTo<Name>
  }

  ask<T>(question: (core: Core, now: Seconds) => T): Promise<T> {
    return new Promise((resolve, reject) => {
      const put = (): void => {
        try {
          resolve(question(this.core, this.now()))
        } catch (error) {
          reject(error as Error)
        }
      }
      // Between a report and its commit the core knows what may never have been.
      if (this.stopped !== undefined) reject(this.stopped)
      else if (this.isBusy) this.questions.push({ put, reject })
      else put()
    })
  }

  keep(rows: readonly RowChange[]): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.stopped !== undefined) {
        reject(this.stopped)
        return
      }
      this.kept.push({ rows, resolve, reject })
      this.wake()
    })
  }

  keptRows(kind: OwnKind): readonly KeptRow[] {
    return this.gathering.kept(kind)
  }

  rowOf(id: PandaId): JobRow {
    return this.gathering.hearing.rowOf(id)
  }

  workerOf(id: PandaId): string | undefined {
    return this.gathering.grants.workerOf(id)
  }

  saidOf(id: PandaId): Said | undefined {
    return this.gathering.words.of(id)
  }

  /** An order for pilots has been carried out. */
  pilotsSubmitted(order: number): void {
    this.gathering.pilotOrders.settle(order)
    this.wake()
  }

  onCommit(heard: Parameters<HostDoor['onCommit']>[0]): () => void {
    this.listeners.add(heard)
    return () => this.listeners.delete(heard)
  }

  onAsk(heard: Parameters<HostDoor['onAsk']>[0]): () => void {
    this.askListeners.add(heard)
    return () => this.askListeners.delete(heard)
  }

  close(): Promise<void> {
    this.closing ??= this.end()
    return this.closing
  }

  /** Takes up the thread: orders that are not done are given again, and the time that nobody listened is told. */
  private begin(): void {
    const { pilotOrders } = this.gathering
    for (const order of pilotOrders.all()) this.parts.carrier.pilots(order)
    for (const order of this.gathering.transfersUnderWay()) this.parts.carrier.transfer(order)
    this.lookAtClock()
    this.wake()
  }

  private queue(report: LiveReport, key: RequestKey | undefined): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.stopped !== undefined) {
        reject(this.stopped)
        return
      }
      this.reports.push({ report, key, resolve, reject })
      this.wake()
    })
  }

  /** Has a turn taken soon, if none is under way. */
  private wake(): void {
    if (this.isBusy) return
    this.isBusy = true
    setImmediate(() => void this.turn())
  }

  /** One batch: what is due and what was reported, its commit, the answers. */
  private async turn(): Promise<void> {
    try {
      this.lookAtClock()
      const now = this.now()
      // What was due before goes first: a task that was killed gives no job to a pilot that asks afterwards.
      if (this.isDue || this.core.nextDue() < now) this.advance(now)
      const settlement = this.applyWaiting(now)
      const gathered = this.gather()
      await this.commit(gathered)
      this.unsettled = []
      settlement.answer(this.store, this.parts.carrier, (queue, isEmpty) => {
        for (const heard of this.askListeners) heard(queue, isEmpty)
      })
      this.tell(gathered)
    } catch (error) {
      this.fail(error as Error)
      return
    }
    for (const { put } of this.questions.splice(0)) put()
    this.isBusy = false
    this.next()
  }

  /** Waits for what comes next. */
  private next(): void {
    if (this.reports.length > 0 || this.kept.length > 0 || this.gathering.pilotOrders.hasChanges) this.wake()
    else this.drained?.()
    if (this.stopped !== undefined) return
    const tick = this.lookedAt + TICK_SECONDS
    this.parts.clock.wakeAt(Math.min(this.core.nextDue(), tick), () => {
      this.isDue = true
      this.wake()
    })
  }

  /** One slice of what is due; the rest is due at once. Where nothing is, the core hears what time it is. */
  private advance(now: Seconds): void {
    this.isDue = false
    this.gathering.hearing.hear({ report: 'advance', now })
  }

  /** Nobody listened while the clock was not looked at for too long: restart, suspension, a clock that leapt. */
  private lookAtClock(): void {
    const now = this.now()
    const seconds = now - this.lookedAt
    this.lookedAt = now
    const { longestSilenceSeconds = LONGEST_SILENCE_SECONDS } = this.parts
    if (seconds > longestSilenceSeconds) this.gathering.hearing.hear({ report: 'hearingGap', now, seconds })
  }

  /** Applies what waits, in order. */
  private applyWaiting(now: Seconds): Settlement {
    const settlement = new Settlement()
    const { reports: batch, kept, gathering } = this
    this.kept = []
    this.unsettled = [...batch, ...kept]
    let taken = 0
    while (taken < batch.length && taken < MOST_REPORTS && gathering.hearing.newFacts < MOST_FACTS) {
      const waiting = batch[taken++]
      try {
        settlement.take(waiting, gathering.apply(waiting.report, waiting.key, now))
      } catch (error) {
        // What else is thrown is a broken invariant: the process must stop before anything of it is kept.
        if (!(error instanceof BadInput)) throw error
        settlement.refuse(waiting, error)
      }
    }
    this.reports = batch.slice(taken)
    for (const request of kept) {
      gathering.keep(request.rows)
      settlement.keep(request)
    }
    return settlement
  }

  /** All that has happened since the last commit; undefined: nothing worth one. */
  private gather(): Gathered | undefined {
    const isQuiet = this.now() - this.committedAt < TICK_SECONDS
    return isQuiet && !this.gathering.hasNews ? undefined : this.gathering.take()
  }

  private async commit(gathered: Gathered | undefined): Promise<void> {
    if (gathered === undefined) return
    await this.store.commit(gathered.commit)
    this.committedAt = this.now()
  }

  /** What was committed goes out: orders, and the news of it. */
  private tell(gathered: Gathered | undefined): void {
    if (gathered === undefined) return
    for (const order of gathered.pilots) this.parts.carrier.pilots(order)
    for (const order of gathered.transfers) this.parts.carrier.transfer(order)
    const { commit } = gathered
    if (commit.facts.length > 0) for (const heard of this.listeners) heard(this.core.state.journal.facts, commit)
  }

  private async end(): Promise<void> {
    if (this.stopped === undefined) {
      this.stopped = new HostStopped('the server is closing')
      this.parts.clock.wakeAt(Infinity, () => undefined)
      if (this.isBusy) await new Promise<void>((resolve) => (this.drained = resolve))
      // From now on nothing is taken up, and what a turn that failed left behind must not be kept.
      this.isBusy = true
      if (!this.hasFailed) await this.commit(this.gather()).catch(() => undefined)
    }
    await this.store.close()
  }

  private fail(error: Error): void {
    this.hasFailed = true
    this.stopped = new HostStopped(`the server cannot go on: ${error.message}`)
    for (const { reject } of [...this.reports, ...this.kept, ...this.questions, ...this.unsettled]) reject(this.stopped)
    this.reports = []
    this.kept = []
    this.questions = []
    this.drained?.()
    this.parts.onFailure(error)
  }
}
