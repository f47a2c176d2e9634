import type { State } from '../../model/state.js'
import type { Broker } from '../broker.js'
import type { Bunch } from '../bunch.js'
import type { Candidates } from '../candidates.js'
import type { Step, Weigher } from '../policy.js'
import { eachRefusal, type RankingWatch } from '../ranking-watch.js'

/**
 * What parts a policy's choice from production's: a step that refuses production's queue, a weigher that makes the policy's the
 * heavier one, the choice itself between queues that weigh no less (a lot, a turn, the spreading of bunches), or that all
 * candidates are full so that the policy would have waited.
 */
export interface Criterion {
  readonly kind: 'step' | 'weigher' | 'choice' | 'full'
  /** Of the step or weigher, or of the policy's chooser. */
  readonly name: string
}

/** Asks a policy anew about every pseudo-queue, and looks for what parts two queues. It changes nothing but the broker it is given. */
export class CriterionSeeker implements RankingWatch {
  private readonly left = new Set<number>()
  private refusedBy: string | undefined
  private weighers: { readonly name: string; readonly theirs: number; readonly own: number }[] = []
  private queue = 0
  private chosen = 0

  /** @param broker one of its own: its candidates are asked anew */
  constructor(
    private readonly state: State,
    private readonly broker: Broker,
  ) {}

  /**
   * @param queue production's, by number
   * @param chosen the pseudo-queue of the policy's choice at another queue; NONE: it would place nothing
   */
  seek(bunch: Bunch, queue: number, chosen: number): Criterion {
    this.queue = queue
    this.chosen = chosen
    this.left.clear()
    for (const { index } of this.state.grid.queues[queue].faces) this.left.add(index)
    this.refusedBy = undefined
    this.weighers = []
    this.broker.explain(bunch, this)
    if (this.refusedBy !== undefined) return { kind: 'step', name: this.refusedBy }
    const { name } = this.broker.policy.chooser
    if (chosen < 0) return { kind: 'full', name }
    return this.telling() ?? { kind: 'choice', name }
  }

  begins(): void {
    // One walk through all steps, from the first.
  }

  judged(step: Step, candidates: Candidates): void {
    eachRefusal(candidates, (position) => {
      if (this.left.delete(candidates.face[position]) && this.left.size === 0) this.refusedBy ??= step.name
    })
  }

  weighed({ name }: Weigher, { count, queue, face, weight }: Candidates): void {
    let [theirs, own] = [NaN, NaN]
    for (let i = 0; i < count; i++) {
      if (queue[i] === this.queue) theirs = Number.isNaN(theirs) ? weight[i] : Math.max(theirs, weight[i])
      if (face[i] === this.chosen) own = weight[i]
    }
    this.weighers.push({ name, theirs, own })
  }

  /** The weigher that favours the policy's choice most, where that is the heavier one. */
  private telling(): Criterion | undefined {
    const { weighers } = this
    const total = weighers.at(-1)
    if (total === undefined || !(total.own > total.theirs)) return undefined
    let [best, most] = ['', 0]
    let [theirsBefore, ownBefore] = [1, 1]
    for (const { name, theirs, own } of weighers) {
      const favour = own / ownBefore / (theirs / theirsBefore)
      if (favour > most) [best, most] = [name, favour]
      ;[theirsBefore, ownBefore] = [theirs, own]
    }
    return best === '' ? undefined : { kind: 'weigher', name: best }
  }
}
