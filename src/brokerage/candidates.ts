import type { State } from '../model/state.js'
import { NONE } from '../model/units.js'
import type { Bunch } from './bunch.js'

/** Whether a queue is tried before all others: an empty one that nobody knows yet. */
export const enum Trial {
  none,
  wanted,
  done,
}

/**
 * The pseudo-queues that may still get a bunch, in grid order until they are weighed. Steps refuse by position;
 * weighers multiply into `weight`. One object serves all brokerage: it is filled anew for each bunch.
 */
export class Candidates {
  count = 0
  /** Pseudo-queue at each position. */
  readonly face: Int32Array
  /** Its queue, by number. */
  readonly queue: Int32Array
  readonly weight: Float64Array
  /** Waiting jobs the queue may hold, and holds, for this work; Infinity and NaN where nothing has told. */
  readonly cap: Float64Array
  readonly queued: Float64Array
  /** Whether the queue is to be tried before all others (brokerage.md §B.4-6), or has been in this cycle. */
  readonly trial: Uint8Array
  /** 1 where the site holds all of the input, and for work without input. */
  private readonly local: Uint8Array
  /** Positions of the heaviest, in order. */
  private readonly best: Int32Array
  private readonly refused: Uint8Array
  private refusals = 0
  /** Of each site: whether it holds the bunch's input. */
  private readonly holdsInput: Uint8Array
  /** Those sites; undefined when the bunch reads nothing. What is known of a dataset may change, so they are remembered. */
  private marked: Int32Array | undefined

  constructor(private readonly state: State) {
    const faces = state.grid.faces.length
    this.face = new Int32Array(faces)
    this.queue = new Int32Array(faces)
    this.weight = new Float64Array(faces)
    this.cap = new Float64Array(faces)
    this.queued = new Float64Array(faces)
    this.trial = new Uint8Array(faces)
    this.local = new Uint8Array(faces)
    this.best = new Int32Array(faces)
    this.refused = new Uint8Array(faces)
    this.holdsInput = new Uint8Array(state.grid.sites.length)
  }

  /** Starts over with these pseudo-queues. */
  begin(faces: Int32Array, bunch: Bunch): void {
    const { face, queue, weight, cap, queued, trial, local, holdsInput } = this
    const { queueOfFace, siteOfFace } = this.state.grid
    const isRead = bunch.inputBytes > 0
    this.mark(isRead ? bunch.dataset : NONE)
    this.count = faces.length
    for (let i = 0; i < faces.length; i++) {
      const one = faces[i]
      face[i] = one
      queue[i] = queueOfFace[one]
      weight[i] = 1
      cap[i] = Infinity
      queued[i] = NaN
      trial[i] = Trial.none
      local[i] = isRead ? holdsInput[siteOfFace[one]] : 1
    }
  }

  /** Whether the job at this position would find all of its input at the site. True for work without input. */
  hasInput(position: number): boolean {
    return this.local[position] === 1
  }

  /** Takes the pseudo-queue at this position off the list when the step is done. */
  refuse(position: number): void {
    if (this.refused[position] === 1) return
    this.refused[position] = 1
    this.refusals++
  }

  /** How many were refused since the last `settle`. */
  get refusedNow(): number {
    return this.refusals
  }

  /** The first pseudo-queue refused since the last `settle`. */
  firstRefused(): number {
    return this.face[this.refused.indexOf(1)]
  }

  /** Forgets the refusals since the last `settle`: for a step that is off when nobody passes. */
  pardon(): void {
    this.refused.fill(0, 0, this.count)
    this.refusals = 0
  }

  /** Closes the gaps that refusals left. */
  settle(): void {
    if (this.refusals === 0) return
    let kept = 0
    for (let i = 0; i < this.count; i++) {
      if (this.refused[i] === 1) {
        this.refused[i] = 0
        continue
      }
      if (kept !== i) this.copy(i, kept)
      kept++
    }
    this.count = kept
    this.refusals = 0
  }

  /**
   * Keeps the heaviest, in falling order, equals in grid order; queues to be tried first go to the front
   * (brokerage.md §B.4).
   */
  keepHeaviest(most: number): void {
    const { weight, trial, best } = this
    let kept = 0
    for (let i = 0; i < this.count; i++) {
      let at = kept
      if (kept < most) kept++
      else {
        at = most - 1
        // Most candidates are lighter than all that are kept: they are passed over without a further look.
        if ((trial[i] === Trial.none && weight[i] < weight[best[at]]) || !this.isAhead(i, best[at])) continue
      }
      for (; at > 0 && this.isAhead(i, best[at - 1]); at--) best[at] = best[at - 1]
      best[at] = i
    }
    for (let to = 0; to < kept; to++) {
      let from = best[to]
      // What stood at a place that has been filled already went where its successor came from.
      while (from < to) from = best[from]
      if (from !== to) this.swap(from, to)
    }
    this.count = kept
  }

  private isAhead(one: number, other: number): boolean {
    if (this.trial[one] !== this.trial[other]) return this.trial[one] === Trial.wanted
    const a = this.weight[one]
    const b = this.weight[other]
    return a === b ? this.face[one] < this.face[other] : a > b
  }

  private swap(one: number, other: number): void {
    const { face, queue, weight, cap, queued, trial, local } = this
    const [f, n, w] = [face[one], queue[one], weight[one]]
    const [c, q, t, l] = [cap[one], queued[one], trial[one], local[one]]
    this.copy(other, one)
    face[other] = f
    queue[other] = n
    weight[other] = w
    cap[other] = c
    queued[other] = q
    trial[other] = t
    local[other] = l
  }

  private copy(from: number, to: number): void {
    this.face[to] = this.face[from]
    this.queue[to] = this.queue[from]
    this.weight[to] = this.weight[from]
    this.cap[to] = this.cap[from]
    this.queued[to] = this.queued[from]
    this.trial[to] = this.trial[from]
    this.local[to] = this.local[from]
  }

  private mark(dataset: number): void {
    if (this.marked !== undefined) for (const site of this.marked) this.holdsInput[site] = 0
    this.marked = dataset === NONE ? undefined : this.state.datasets.replicas[dataset]
    if (this.marked !== undefined) for (const site of this.marked) this.holdsInput[site] = 1
  }
}
