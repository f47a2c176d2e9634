import { grown } from '../../model/rows.js'

/**
 * Nodes (see `FlowGroups`) by door, in the order in which they came. Lists lie in one piece of memory each, since a full door
 * is walked over whenever anything changes there, from the newest node on.
 */
export class DoorNodes {
  /** Nodes at each door. */
  readonly counts: Int32Array
  private readonly lists: Int32Array[]

  constructor(doors: number) {
    this.counts = new Int32Array(doors)
    this.lists = Array.from({ length: doors }, () => new Int32Array(8))
  }

  /** The nodes of a door; only the first of them count, as many as `counts` says. */
  at(door: number): Int32Array {
    return this.lists[door]
  }

  add(door: number, node: number): void {
    const count = this.counts[door]++
    if (count === this.lists[door].length) this.lists[door] = grown(this.lists[door], 2 * count)
    this.lists[door][count] = node
  }

  /** Takes a node away; the others keep their order. */
  remove(door: number, node: number): void {
    const list = this.lists[door]
    const last = --this.counts[door]
    let at = last
    while (list[at] !== node) at--
    list.copyWithin(at, at + 1, last + 1)
  }
}
