import type { State } from '../model/state.js'
import { NONE } from '../model/units.js'
import type { Bunch } from './bunch.js'

/**
 * The pseudo-queues that may still get a bunch, in grid order until they are weighed. Steps refuse by position;
 * weighers multiply into `weight`. One object serves all brokerage: it is filled anew for each bunch.
 */
export class Candidates {
  count = 0
  /** Pseudo-queue at each position. */
  readonly face: Int32Array
  readonly weight: Float64Array
  /** Waiting jobs the queue may hold, and holds, for this work; Infinity and 0 when no step set them. */
  readonly cap: Float64Array
  readonly queued: Float64Array
  private readonly refused: Uint8Array
  private refusals = 0
  /** Of each site: whether it holds the bunch's input. */
  private readonly holdsInput: Uint8Array
  private markedDataset = NONE

  constructor(private readonly state: State) {
    const faces = state.grid.faces.length
    this.face = new Int32Array(faces)
    this.weight = new Float64Array(faces)
    this.cap = new Float64Array(faces)
    this.queued = new Float64Array(faces)
    this.refused = new Uint8Array(faces)
    this.holdsInput = new Uint8Array(state.grid.sites.length)
  }

  /** Starts over with these pseudo-queues. */
  begin(faces: Int32Array, bunch: Bunch): void {
    this.count = faces.length
    this.face.set(faces)
    this.weight.fill(1, 0, this.count)
    this.cap.fill(Infinity, 0, this.count)
    this.queued.fill(0, 0, this.count)
    this.mark(bunch.inputBytes > 0 ? bunch.dataset : NONE)
  }

  /** Whether the job at this position would find all of its input at the site. True for work without input. */
  hasInput(position: number): boolean {
    return this.markedDataset === NONE || this.holdsInput[this.state.grid.siteOfFace[this.face[position]]] === 1
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
   * Keeps the heaviest, in falling order, equals in grid order; weight 0 (an empty queue to be tried first) goes
   * to the front (brokerage.md §B.4).
   */
  keepHeaviest(most: number): void {
    let kept = 0
    for (let i = 0; i < this.count; i++) {
      if (kept === most && !this.isAhead(i, kept - 1)) continue
      // The list up to `kept` is in order; the newcomer moves up from its end.
      let at = kept < most ? kept++ : kept - 1
      if (at !== i) this.swap(i, at)
      while (at > 0 && this.isAhead(at, at - 1)) {
        this.swap(at, at - 1)
        at--
      }
    }
    this.count = kept
  }

  private isAhead(one: number, other: number): boolean {
    const a = this.weight[one]
    const b = this.weight[other]
    if (a === b) return this.face[one] < this.face[other]
    return a === 0 || (b !== 0 && a > b)
  }

  private swap(one: number, other: number): void {
    const { face, weight, cap, queued } = this
    const [f, w, c, q] = [face[one], weight[one], cap[one], queued[one]]
    this.copy(other, one)
    face[other] = f
    weight[other] = w
    cap[other] = c
    queued[other] = q
  }

  private copy(from: number, to: number): void {
    this.face[to] = this.face[from]
    this.weight[to] = this.weight[from]
    this.cap[to] = this.cap[from]
    this.queued[to] = this.queued[from]
  }

  private mark(dataset: number): void {
    const { replicas } = this.state.datasets
    if (this.markedDataset !== NONE) for (const site of replicas[this.markedDataset]) this.holdsInput[site] = 0
    if (dataset !== NONE) for (const site of replicas[dataset]) this.holdsInput[site] = 1
    this.markedDataset = dataset
  }
}
