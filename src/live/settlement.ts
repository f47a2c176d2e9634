/** How those who wait for a batch are answered: after its commit, or with its failure. */
import { NONE } from '../model/units.js'
import type { Dispatch, LiveReport, PilotRequest, RequestKey } from './door.js'
import type { OrderCarrier } from './host-parts.js'
import type { RowChange } from './store/commit.js'
import type { Store } from './store/store.js'

/** A report that waits. */
export interface Waiting {
  readonly report: LiveReport
  /** Idempotency key. */
  readonly key: RequestKey | undefined
  resolve(answer: unknown): void
  reject(error: unknown): void
}

/** Rows of the surroundings that are to be kept. */
export interface KeepRequest {
  readonly rows: readonly RowChange[]
  resolve(): void
  reject(error: Error): void
}

/** A question to the core that waits. */
export interface Question {
  put(): void
  reject(error: Error): void
}

/** How the reports of one batch are answered. */
export class Settlement {
  private readonly answers: (() => void)[] = []
  private readonly asks: { readonly request: PilotRequest; readonly isEmpty: boolean }[] = []
  private readonly dispatches: { readonly dispatch: Dispatch; readonly waiting: Waiting }[] = []

  /** The report was taken. */
  take(waiting: Waiting, answer: unknown): void {
    const { report } = waiting
    if (report.report === 'pilotAsks') this.asks.push({ request: report, isEmpty: answer === undefined })
    if (report.report !== 'pilotAsks' || answer === undefined) this.answers.push(() => waiting.resolve(answer))
    else this.dispatches.push({ dispatch: answer as Dispatch, waiting })
  }

  /** The core refused it. */
  refuse(waiting: Waiting, error: Error): void {
    this.answers.push(() => waiting.reject(error))
  }

  /** Rows were taken along. */
  keep({ resolve }: KeepRequest): void {
    this.answers.push(resolve)
  }

  /**
   * All is committed. Jobs go to their pilots with what they run.
   * @param asked hears of each pilot that asked, and whether there was no job for it
   */
  answer(store: Store, carrier: OrderCarrier, asked: (queue: string, isEmpty: boolean) => void): void {
    const { answers, asks, dispatches } = this
    for (const settle of answers) settle()
    for (const { request, isEmpty } of asks) {
      if (request.worker !== undefined) carrier.asked(request.worker)
      asked(request.queue, isEmpty)
    }
    if (dispatches.length === 0) return
    withSpecs(
      store,
      dispatches.map(({ dispatch }) => dispatch),
    )
      .then((complete) => dispatches.forEach(({ waiting }, i) => waiting.resolve(complete[i])))
      .catch((error: unknown) => {
        // The pilot asks again, and gets the same job.
        for (const { waiting } of dispatches) waiting.reject(error)
      })
  }
}

/** The jobs with what they run, which is read for all of them together. */
export async function withSpecs(store: Store, dispatches: readonly Dispatch[]): Promise<Dispatch[]> {
  const keys = dispatches.flatMap(({ task, ordinal }) => [
    { task, ordinal: NONE },
    { task, ordinal },
  ])
  const bodies = await store.specs(keys)
  return dispatches.map((dispatch, i) => {
    const [common, own] = [bodies[2 * i], bodies[2 * i + 1]]
    const specs = { ...(common !== undefined && { common }), ...(own !== undefined && { own }) }
    return { ...dispatch, specs }
  })
}
