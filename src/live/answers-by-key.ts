import { BadInput } from '../model/bad-input.js'
import type { Dispatch, LiveReport, RequestKey } from './door.js'
import { withSpecs } from './settlement.js'
import type { Store } from './store/store.js'

/** Sees that a request that bears a key is done once, however often it comes: at the same time, later, or after a restart. */
export class AnswersByKey {
  private readonly inHand = new Map<string, { readonly first: RequestKey; readonly answer: Promise<unknown> }>()

  constructor(private readonly store: Store) {}

  /**
   * The answer to the first request with this key.
   * @param make does what it asks for, if it was not done before
   * @throws BadInput when the first one asked for something else
   */
  async once(key: RequestKey, report: LiveReport, make: () => Promise<unknown>): Promise<unknown> {
    const inHand = this.inHand.get(key.key)
    if (inHand !== undefined) {
      refuseAnother(key, inHand.first.fingerprint)
      return inHand.answer
    }
    const answer = this.kept(key, report, make).finally(() => this.inHand.delete(key.key))
    this.inHand.set(key.key, { first: key, answer })
    return answer
  }

  private async kept(key: RequestKey, report: LiveReport, make: () => Promise<unknown>): Promise<unknown> {
    const kept = await this.store.answer(key.key)
    if (kept === undefined) return make()
    const [answer, fingerprint] = readAnswer(kept.body)
    refuseAnother(key, fingerprint)
    if (report.report !== 'pilotAsks' || answer === undefined) return answer
    const [dispatch] = await withSpecs(this.store, [answer as Dispatch])
    return dispatch
  }
}

/** An answer as it is kept, with the fingerprint of the request. */
export function writeAnswer(answer: unknown, { fingerprint }: RequestKey): string {
  return JSON.stringify([answer ?? null, fingerprint ?? null])
}

function readAnswer(body: string): [answer: unknown, fingerprint: string | undefined] {
  const kept: unknown = JSON.parse(body)
  // An older version kept the answer alone, which is never a list.
  const [answer, fingerprint] = (Array.isArray(kept) ? kept : [kept]) as [unknown, string?]
  return [answer ?? undefined, fingerprint ?? undefined]
}

/** Where either has no fingerprint there is nothing to compare. */
function refuseAnother({ fingerprint = '' }: RequestKey, first = ''): void {
  if (first === '' || fingerprint === '' || first === fingerprint) return
  throw new BadInput(
    'idempotency key',
    'a request that asked for something else came under it before',
    'the same request again, or another key',
  )
}
