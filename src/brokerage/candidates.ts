import type { FaceList } from '../model/face-list.js'
import type { State } from '../model/state.js'
import { Aside } from './aside.js'
import type { Bunch } from './bunch.js'
import { InputMap } from './input-map.js'

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
  face: Int32Array
  /** Its queue, by number. */
  queue: Int32Array
  readonly weight: Float64Array
  /** Waiting jobs the queue may hold, and holds, for this work; Infinity and NaN where nothing has told. */
  readonly cap: Float64Array
  readonly queued: Float64Array
  /** Jobs assigned to it; NaN where nothing has told. */
  readonly assigned: Float64Array
  /** 1 where the queue takes no part in the next choice. */
  readonly barred: Uint8Array
  /** Whether the queue is to be tried before all others (brokerage.md §B.4-6), or has been in this cycle. */
  readonly trial: Uint8Array
  /** Running jobs of the share that the weight was reckoned with (brokerage.md §B.3); NaN before it was. */
  readonly running: Float64Array
  /** What the queue can read on disk of the input of all jobs, and what it could with tape. */
  readonly diskBytes: Float64Array
  readonly diskFiles: Float64Array
  readonly bytesWithTape: Float64Array
  readonly filesWithTape: Float64Array
  /** 1 where the site holds all of the input, and for work without input. */
  readonly local: Uint8Array
  /** Those that are out for now, and leave the list when all steps have looked at it (brokerage.md §B.2). */
  private readonly aside: Uint8Array
  /** Positions of the heaviest, in order. */
  private readonly best: Int32Array
  private readonly refused: Uint8Array
  private refusals = 0
  private readonly input: InputMap
  /** Whether the bunch reads anything: only then are the four columns of its input filled. */
  private readsInput = false

  constructor(private readonly state: State) {
    // One place more, for candidates that change places.
    const faces = state.grid.faces.length + 1
    this.face = new Int32Array(faces)
    this.queue = new Int32Array(faces)
    this.weight = new Float64Array(faces)
    this.cap = new Float64Array(faces)
    this.queued = new Float64Array(faces)
    this.assigned = new Float64Array(faces)
    this.barred = new Uint8Array(faces)
    this.trial = new Uint8Array(faces)
    this.running = new Float64Array(faces)
    this.diskBytes = new Float64Array(faces)
    this.diskFiles = new Float64Array(faces)
    this.bytesWithTape = new Float64Array(faces)
    this.filesWithTape = new Float64Array(faces)
    this.local = new Uint8Array(faces)
    this.aside = new Uint8Array(faces)
    this.best = new Int32Array(faces)
    this.refused = new Uint8Array(faces)
    this.input = new InputMap(state)
  }

  /**
   * Starts over with lists that belong to somebody else and are not copied: such candidates are weighed, marked and passed
   * on to `takeHeaviest`; none of them may be refused.
   */
  view(list: FaceList, bunch: Bunch): void {
    const count = (this.count = list.faces.length)
    this.face = list.faces
    this.queue = list.queues
    this.weight.fill(1, 0, count)
    this.queued.fill(NaN, 0, count)
    this.assigned.fill(NaN, 0, count)
    this.running.fill(NaN, 0, count)
    this.trial.fill(Trial.none, 0, count)
    this.beginInput(bunch, list)
  }

  /**
   * Starts over with these pseudo-queues.
   * @param list the same, where it is known
   */
  begin(faces: ArrayLike<number>, bunch: Bunch, list?: FaceList): void {
    const { face, queue } = this
    const { queueOfFace } = this.state.grid
    const count = (this.count = faces.length)
    face.set(faces)
    if (list === undefined) for (let i = 0; i < count; i++) queue[i] = queueOfFace[faces[i]]
    else queue.set(list.queues)
    this.weight.fill(1, 0, count)
    this.cap.fill(Infinity, 0, count)
    this.queued.fill(NaN, 0, count)
    this.assigned.fill(NaN, 0, count)
    this.running.fill(NaN, 0, count)
    this.trial.fill(Trial.none, 0, count)
    this.barred.fill(0, 0, count)
    this.aside.fill(Aside.no, 0, count)
    this.beginInput(bunch, list)
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

  /** Takes the pseudo-queue at this position off the list when all steps have seen it. */
  setAside(position: number): void {
    this.aside[position] = Aside.now
  }

  isAside(position: number): boolean {
    return this.aside[position] !== Aside.no
  }

  /** Whether it was set aside since this was last asked. */
  takeSetAside(position: number): boolean {
    if (this.aside[position] !== Aside.now) return false
    this.aside[position] = Aside.before
    return true
  }

  isRefused(position: number): boolean {
    return this.refused[position] === 1
  }

  /** How many were refused since the last `settle`. */
  get refusedNow(): number {
    return this.refusals
  }

  /** Position of the first that was refused since the last `settle`. */
  firstRefused(): number {
    return this.refused.indexOf(1)
  }

  /** Forgets the refusals since the last `settle`: for steps that are off when nobody passes. */
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
      if (kept !== i) this.copy(this, i, kept)
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
    const { best } = this
    const kept = this.findHeaviest(most)
    for (let to = 0; to < kept; to++) {
      let from = best[to]
      // What stood at a place that has been filled already went where its successor came from.
      while (from < to) from = best[from]
      if (from !== to) this.swap(from, to)
    }
    this.count = kept
  }

  /** Starts over with the heaviest of a longer list, in the same order as `keepHeaviest`; the list stays as it is. */
  takeHeaviest(list: Candidates, most: number): void {
    const count = (this.count = list.findHeaviest(most))
    this.readsInput = list.readsInput
    for (let i = 0; i < count; i++) this.copy(list, list.best[i], i)
    this.cap.fill(Infinity, 0, count)
    this.barred.fill(0, 0, count)
    this.aside.fill(Aside.no, 0, count)
  }

  /** Finds the positions of the heaviest, in order; returns how many they are. */
  private findHeaviest(most: number): number {
    const { weight, trial, best, count } = this
    let kept = 0
    // Most candidates are lighter than all that are kept: they are passed over without a further look.
    let least = 0
    for (let i = 0; i < count; i++) {
      if (weight[i] < least && trial[i] === Trial.none) continue
      let at = kept
      if (kept < most) kept++
      else if (this.isAhead(i, best[most - 1])) at = most - 1
      else continue
      for (; at > 0 && this.isAhead(i, best[at - 1]); at--) best[at] = best[at - 1]
      best[at] = i
      if (kept === most) least = weight[best[most - 1]]
    }
    return kept
  }

  private isAhead(one: number, other: number): boolean {
    if (this.trial[one] !== this.trial[other]) return this.trial[one] === Trial.wanted
    const a = this.weight[one]
    const b = this.weight[other]
    return a === b ? this.face[one] < this.face[other] : a > b
  }

  private beginInput(bunch: Bunch, list?: FaceList): void {
    this.readsInput = bunch.inputBytes > 0
    if (this.readsInput) this.input.tell(this, bunch, list)
    else this.local.fill(1, 0, this.count)
  }

  private swap(one: number, other: number): void {
    const spare = this.face.length - 1
    this.copy(this, one, spare)
    this.copy(this, other, one)
    this.copy(this, spare, other)
  }

  private copy(list: Candidates, from: number, to: number): void {
    this.face[to] = list.face[from]
    this.queue[to] = list.queue[from]
    this.weight[to] = list.weight[from]
    this.cap[to] = list.cap[from]
    this.queued[to] = list.queued[from]
    this.assigned[to] = list.assigned[from]
    this.barred[to] = list.barred[from]
    this.trial[to] = list.trial[from]
    this.running[to] = list.running[from]
    this.local[to] = list.local[from]
    this.aside[to] = list.aside[from]
    if (!this.readsInput) return
    this.diskBytes[to] = list.diskBytes[from]
    this.diskFiles[to] = list.diskFiles[from]
    this.bytesWithTape[to] = list.bytesWithTape[from]
    this.filesWithTape[to] = list.filesWithTape[from]
  }
}
