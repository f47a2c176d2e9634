import type { Core } from '../brokerage/core.js'
import type { Orders } from '../brokerage/ports.js'
import { type SavedKind, type SavedKinds, savedKinds } from '../brokerage/saved/saved-rows.js'
import { BadInput } from '../model/bad-input.js'
import type { Grid } from '../model/grid.js'
import { type JobRow, NONE, type PandaId, type Seconds } from '../model/units.js'
import { applyReport, type Applied } from './apply-report.js'
import type { Clock } from './clock.js'
import {
  type AnswerTo,
  type Dispatch,
  type HostDoor,
  HostStopped,
  type LiveReport,
  type LiveReportName,
  type PilotRequest,
} from './door.js'
import { Grants } from './grants.js'
import { Hearing } from './hearing.js'
import { orderedTransfer, type OrderedTransfer } from './ordered-transfer.js'
import { PilotOrders } from './pilot-orders.js'
import type { PilotOrder } from './pilot-source/pilot-source.js'
import type { Commit, JobSpec, KeptAnswer, KeptRow, RowChange } from './store/commit.js'
import type { Opening, Store } from './store/store.js'

/** Reports in one commit: more wait for the next. */
const MOST_REPORTS = 2_000
/** A batch ends after so many facts. */
const MOST_FACTS = 20_000
/** The host looks at the clock at least this often, and says that it lives. */
const TICK_SECONDS = 60
/** After a longer silence of the clock deadlines move (DESIGN §1.6). */
const LONGEST_SILENCE_SECONDS = 150
/** Kinds of rows that the host keeps for itself and for what surrounds it. */
const ownKinds = ['grant', 'order', 'token'] as const

/** What a host is made of. */
export interface HostParts {
  readonly clock: Clock
  readonly store: Store
  readonly opening: Opening
  /** Makes the core. */
  build(orders: Orders): Core
  /** Carries orders out, once what they follow from is committed. */
  readonly carrier: OrderCarrier
  /** A commit has failed: nothing may be answered any more, the process must stop. */
  onFailure(error: Error): void
  /** Silence of the clock after which deadlines move; Infinity under a virtual clock that leaps. */
  readonly longestSilenceSeconds?: Seconds
}

/** Carries orders out, and hears which pilots have come. */
export interface OrderCarrier {
  pilots(order: PilotOrder): void
  transfer(order: OrderedTransfer): void
  /** A pilot of this name asked for a job. */
  asked(worker: string): void
}

interface Waiting {
  readonly report: LiveReport
  readonly key: string | undefined
  resolve(answer: unknown): void
  reject(error: unknown): void
}

/** Rows of the surroundings that are to be kept. */
interface KeepRequest {
  readonly rows: readonly RowChange[]
  resolve(): void
  reject(error: Error): void
}

interface Question {
  put(): void
  reject(error: Error): void
}

/**
 * The core as a live server: applies the reports that wait, commits what they brought about in one transaction, and only then
 * answers and sends orders on. What a client has seen is never lost; a commit that fails stops the process (DESIGN §1.7).
 */
export class LiveHost implements HostDoor {
  readonly store: Store
  readonly bornMilliseconds: number
  private readonly hearing: Hearing
  private readonly grants: Grants
  private readonly pilotOrders: PilotOrders
  private readonly applied: Applied
  private reports: Waiting[] = []
  private questions: Question[] = []
  private rows: RowChange[] = []
  private kept: KeepRequest[] = []
  private specs: JobSpec[] = []
  private answers: KeptAnswer[] = []
  private readonly keyed = new Map<string, Promise<unknown>>()
  private readonly listeners = new Set<(facts: number) => void>()
  private sequence: number
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
    hearing: Hearing,
    private readonly found: readonly KeptRow[],
  ) {
    this.store = parts.store
    this.bornMilliseconds = parts.opening.bornMilliseconds
    this.sequence = parts.opening.sequence
    this.hearing = hearing
    this.grants = new Grants(this.keptRows('grant'))
    this.pilotOrders = new PilotOrders(this.keptRows('order'))
    this.applied = { hearing, grants: this.grants, keepSpec: (spec) => this.specs.push(spec) }
    this.committedAt = this.lookedAt = parts.opening.at
  }

  /**
   * Reads back what was kept and goes on from there: nothing is decided again, orders that were not done are given again, and
   * deadlines move by the time that nobody listened.
   * @throws BadInput when what was kept does not fit the grid
   */
  static async open(parts: HostParts): Promise<LiveHost> {
    const hearing = new Hearing((orders) => parts.build(orders))
    const restorer = hearing.core.restorer()
    await parts.store.rows(savedKinds, (rows) => {
      for (const { kind, key, body } of rows) {
        restorer.read(kind as SavedKind, key, JSON.parse(body) as SavedKinds[SavedKind] as never)
      }
    })
    restorer.done()
    hearing.recall()
    const found: KeptRow[] = []
    await parts.store.rows(ownKinds, (rows) => void found.push(...rows))
    const host = new LiveHost(parts, hearing, found)
    host.begin()
    return host
  }

  get grid(): Grid {
    return this.hearing.core.state.grid
  }

  get waiting(): number {
    return this.reports.length
  }

  now(): Seconds {
    return this.parts.clock.now()
  }

  async report<Name extends LiveReportName>(
    report: LiveReport & { readonly report: Name },
    key?: string,
  ): Promise<AnswerTo<Name>> {
    if (key === undefined) return (await this.queue(report, undefined)) as AnswerTo<Name>
    // The same key twice at a time: both wait for one answer.
    let answer = this.keyed.get(key)
    if (answer === undefined) {
      answer = this.answerOnce(report, key).finally(() => this.keyed.delete(key))
      this.keyed.set(key, answer)
    }
    return (await answer) as AnswerTo<Name>
  }

  ask<T>(question: (core: Core, now: Seconds) => T): Promise<T> {
    return new Promise((resolve, reject) => {
      const put = (): void => {
        try {
          resolve(question(this.hearing.core, this.now()))
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

  keptRows(kind: (typeof ownKinds)[number]): readonly KeptRow[] {
    return this.found.filter((row) => row.kind === kind)
  }

  rowOf(id: PandaId): JobRow {
    return this.hearing.rowOf(id)
  }

  workerOf(id: PandaId): string | undefined {
    return this.grants.workerOf(id)
  }

  /** An order for pilots has been carried out. */
  pilotsSubmitted(order: number): void {
    this.pilotOrders.settle(order)
    this.wake()
  }

  onCommit(heard: (facts: number) => void): () => void {
    this.listeners.add(heard)
    return () => this.listeners.delete(heard)
  }

  close(): Promise<void> {
    this.closing ??= this.end()
    return this.closing
  }

  /** Takes up the thread: orders that are not done are given again, and the time that nobody listened is told. */
  private begin(): void {
    const { core } = this.hearing
    const { transfers } = core.state
    for (const order of this.pilotOrders.all()) this.parts.carrier.pilots(order)
    for (let row = 0; row < transfers.top; row++) {
      if (transfers.number[row] !== 0) this.parts.carrier.transfer(orderedTransfer(core.state, row))
    }
    this.lookAtClock()
    this.wake()
  }

  private async answerOnce(report: LiveReport, key: string): Promise<unknown> {
    const kept = await this.store.answer(key)
    if (kept === undefined) return this.queue(report, key)
    const answer = (JSON.parse(kept.body) as unknown) ?? undefined
    if (report.report !== 'pilotAsks' || answer === undefined) return answer
    const [dispatch] = await this.withSpecs([answer as Dispatch])
    return dispatch
  }

  private queue(report: LiveReport, key: string | undefined): Promise<unknown> {
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
      if (this.isDue || this.hearing.core.nextDue() < now) this.advance(now)
      const settled = this.applyWaiting(now)
      const heard = this.sinceLast()
      await this.commit(heard)
      this.answer(settled)
      this.tell(heard)
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
    if (this.reports.length > 0 || this.kept.length > 0 || this.pilotOrders.hasChanges) this.wake()
    else this.drained?.()
    if (this.stopped !== undefined) return
    const tick = this.lookedAt + TICK_SECONDS
    this.parts.clock.wakeAt(Math.min(this.hearing.core.nextDue(), tick), () => {
      this.isDue = true
      this.wake()
    })
  }

  /** One slice of what is due; the rest is due at once. Where nothing is, the core hears what time it is. */
  private advance(now: Seconds): void {
    this.isDue = false
    this.hearing.hear({ report: 'advance', now })
  }

  /** Nobody listened while the clock was not looked at for too long: restart, suspension, a clock that leapt. */
  private lookAtClock(): void {
    const now = this.now()
    const seconds = now - this.lookedAt
    this.lookedAt = now
    const { longestSilenceSeconds = LONGEST_SILENCE_SECONDS } = this.parts
    if (seconds > longestSilenceSeconds) this.hearing.hear({ report: 'hearingGap', now, seconds })
  }

  /** Applies what waits, in order. */
  private applyWaiting(now: Seconds): Settled {
    const settled: Settled = { answers: [], dispatches: [], asks: [] }
    const batch = this.reports
    let taken = 0
    const { kept } = this
    this.kept = []
    this.unsettled = [...batch, ...kept]
    while (taken < batch.length && taken < MOST_REPORTS && this.hearing.newFacts < MOST_FACTS) {
      const waiting = batch[taken++]
      try {
        this.settle(waiting, applyReport(this.applied, waiting.report, now), settled, now)
      } catch (error) {
        // What else is thrown is a broken invariant: the process must stop before anything of it is kept.
        if (!(error instanceof BadInput)) throw error
        settled.answers.push(() => waiting.reject(error))
      }
    }
    this.reports = batch.slice(taken)
    for (const { rows, resolve } of kept) {
      this.rows.push(...rows)
      settled.answers.push(resolve)
    }
    return settled
  }

  private settle({ report, key, resolve, reject }: Waiting, answer: unknown, settled: Settled, now: Seconds): void {
    if (key !== undefined) this.answers.push({ key, at: now, body: JSON.stringify(answer ?? null) })
    if (report.report === 'pilotAsks') settled.asks.push(report)
    if (report.report !== 'pilotAsks' || answer === undefined) settled.answers.push(() => resolve(answer))
    else settled.dispatches.push({ dispatch: answer as Dispatch, resolve, reject })
  }

  /** Answers, once all is committed. Jobs go to their pilots with what they run. */
  private answer({ answers, dispatches, asks }: Settled): void {
    this.unsettled = []
    for (const settle of answers) settle()
    for (const { worker } of asks) if (worker !== undefined) this.parts.carrier.asked(worker)
    if (dispatches.length === 0) return
    this.withSpecs(dispatches.map(({ dispatch }) => dispatch))
      .then((complete) => dispatches.forEach(({ resolve }, i) => resolve(complete[i])))
      .catch((error: unknown) => {
        // The pilot asks again, and gets the same job.
        for (const { reject } of dispatches) reject(error)
      })
  }

  /** The jobs with what they run, which is read for all of them together. */
  private async withSpecs(dispatches: readonly Dispatch[]): Promise<Dispatch[]> {
    const keys = dispatches.flatMap(({ task, ordinal }) => [
      { task, ordinal: NONE },
      { task, ordinal },
    ])
    const bodies = await this.store.specs(keys)
    return dispatches.map((dispatch, i) => {
      const [common, own] = [bodies[2 * i], bodies[2 * i + 1]]
      const specs = { ...(common !== undefined && { common }), ...(own !== undefined && { own }) }
      return { ...dispatch, specs }
    })
  }

  /** All that has happened since the last commit; undefined: nothing worth one. */
  private sinceLast(): Since | undefined {
    const { hearing, rows, specs, answers, grants, pilotOrders } = this
    const at = hearing.core.lastReportAt
    const isSilent = !hearing.hasNews && rows.length === 0 && answers.length === 0 && !pilotOrders.hasChanges
    if (isSilent && (hearing.jobs === 0 || this.now() - this.committedAt < TICK_SECONDS)) return undefined
    const { facts, changes, endedJobs, endedTasks, orders } = hearing.take(at)
    for (const { id } of endedJobs) grants.forget(id)
    const ordered = orders.filter((order) => order.order === 'requestPilots')
    const pilots = ordered.map(({ face, pilots }, i) =>
      pilotOrders.add(hearing.core.state.journal.facts * 1000 + i, this.grid, face, pilots),
    )
    const kept = changes.map(({ kind, key, row }): RowChange => {
      return { kind, key, body: row === undefined ? undefined : JSON.stringify(row) }
    })
    this.rows = []
    this.specs = []
    this.answers = []
    const all = [...kept, ...grants.changes(), ...pilotOrders.changes(), ...rows]
    return {
      commit: { sequence: ++this.sequence, at, facts, rows: all, specs, endedJobs, endedTasks, answers },
      pilots,
      transfers: orders.flatMap((order) => (order.order === 'transfer' ? this.transferOrder(order.number) : [])),
    }
  }

  /** The order of a transfer that was not ended in the same batch. */
  private transferOrder(number: number): OrderedTransfer[] {
    const row = this.hearing.transferOf(number)
    return row === NONE ? [] : [orderedTransfer(this.hearing.core.state, row)]
  }

  private async commit(since: Since | undefined): Promise<void> {
    if (since === undefined) return
    await this.store.commit(since.commit)
    this.committedAt = this.now()
  }

  /** What was committed goes out: orders, and the news of it. */
  private tell(since: Since | undefined): void {
    if (since === undefined) return
    const { core } = this.hearing
    for (const order of since.pilots) this.parts.carrier.pilots(order)
    for (const order of since.transfers) this.parts.carrier.transfer(order)
    if (since.commit.facts.length > 0) for (const heard of this.listeners) heard(core.state.journal.facts)
  }

  private async end(): Promise<void> {
    if (this.stopped === undefined) {
      this.stopped = new HostStopped('the server is closing')
      this.parts.clock.wakeAt(Infinity, () => undefined)
      if (this.isBusy) await new Promise<void>((resolve) => (this.drained = resolve))
      // From now on nothing is taken up, and what a turn that failed left behind must not be kept.
      this.isBusy = true
      if (!this.hasFailed) await this.commit(this.sinceLast()).catch(() => undefined)
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

/** How the reports of a batch are answered. */
interface Settled {
  readonly answers: (() => void)[]
  readonly asks: PilotRequest[]
  readonly dispatches: { dispatch: Dispatch; resolve: Waiting['resolve']; reject: Waiting['reject'] }[]
}

/** What one batch brought about: what is kept of it, and the orders that go out afterwards. */
interface Since {
  readonly commit: Commit
  readonly pilots: readonly PilotOrder[]
  readonly transfers: readonly OrderedTransfer[]
}
