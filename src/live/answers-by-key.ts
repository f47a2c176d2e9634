import type { Dispatch, LiveReport } from './door.js'
import { withSpecs } from './settlement.js'
import type { Store } from './store/store.js'

/** Sees that a request that bears a key is done once, however often it comes: at the same time, later, or after a restart. */
export class AnswersByKey {
  private readonly inHand = new Map<string, Promise<unknown>>()

  constructor(private readonly store: Store) {}

  /** The answer to the first request with this key. @param make does what it asks for, if it was not done before */
  once(key: string, report: LiveReport, make: () => Promise<unknown>): Promise<unknown> {
    let answer = this.inHand.get(key)
    if (answer === undefined) {
      answer = this.kept(key, report, make).finally(() => this.inHand.delete(key))
      this.inHand.set(key, answer)
    }
    return answer
  }

  private async kept(key: string, report: LiveReport, make: () => Promise<unknown>): Promise<unknown> {
    const kept = await this.store.answer(key)
    if (kept === undefined) return make()
    const answer = (JSON.parse(kept.body) as unknown) ?? undefined
    if (report.report !== 'pilotAsks' || answer === undefined) return answer
    const [dispatch] = await withSpecs(this.store, [answer as Dispatch])
    return dispatch
  }
}
