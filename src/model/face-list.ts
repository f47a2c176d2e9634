import type { Grid } from './grid.js'
import { NONE } from './units.js'

/** A list of pseudo-queues that is walked over again and again, with what such walks want to know of them. */
export class FaceList {
  /** Queue at each position. */
  readonly queues: Int32Array
  /** Position of each pseudo-queue of the grid; NONE where it is not in the list. */
  readonly positions: Int32Array
  /** Positions whose queues read storage of other sites as their own. */
  readonly readingElsewhere: readonly number[]

  /** @param faces pseudo-queues, in grid order */
  constructor(
    readonly faces: Int32Array,
    { faces: { length }, queueOfFace, columns }: Grid,
  ) {
    this.queues = faces.map((face) => queueOfFace[face])
    this.positions = new Int32Array(length).fill(NONE)
    faces.forEach((face, position) => (this.positions[face] = position))
    this.readingElsewhere = [...faces.keys()].filter((position) => columns.readsElsewhere[this.queues[position]] === 1)
  }
}
