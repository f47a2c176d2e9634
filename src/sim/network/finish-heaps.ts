import { grown } from '../../model/rows.js'
import { NONE, type Bytes, type TransferRow } from '../../model/units.js'

/**
 * Many small heaps of transfers, the one with the least finish value first, equal ones by row. A heap is known by its
 * first transfer, NONE when it is empty, and lives in columns shared by all: pairing heaps, since most hold one
 * transfer, some hold thousands, and any transfer may be taken out.
 */
export class FinishHeaps {
  private capacity = 1024
  finish = new Float64Array(this.capacity)
  private child = new Int32Array(this.capacity)
  private next = new Int32Array(this.capacity)
  /** The sibling before, or the parent of a first child. */
  private previous = new Int32Array(this.capacity)

  /** Puts a transfer into a heap; returns the heap. */
  push(heap: TransferRow, transfer: TransferRow, finish: Bytes): TransferRow {
    if (transfer >= this.capacity) this.grow(transfer)
    this.finish[transfer] = finish
    this.child[transfer] = NONE
    this.next[transfer] = NONE
    this.previous[transfer] = NONE
    return heap === NONE ? transfer : this.meld(heap, transfer)
  }

  /** Takes a transfer out of its heap; returns the heap. */
  remove(heap: TransferRow, transfer: TransferRow): TransferRow {
    const orphans = this.meldAll(this.child[transfer])
    if (transfer === heap) return orphans
    const before = this.previous[transfer]
    const after = this.next[transfer]
    if (this.child[before] === transfer) this.child[before] = after
    else this.next[before] = after
    if (after !== NONE) this.previous[after] = before
    return orphans === NONE ? heap : this.meld(heap, orphans)
  }

  private meld(one: TransferRow, other: TransferRow): TransferRow {
    const { finish } = this
    const oneFirst = finish[one] < finish[other] || (finish[one] === finish[other] && one < other)
    const first = oneFirst ? one : other
    const second = oneFirst ? other : one
    const oldest = this.child[first]
    this.next[second] = oldest
    if (oldest !== NONE) this.previous[oldest] = second
    this.previous[second] = first
    this.child[first] = second
    this.next[first] = NONE
    this.previous[first] = NONE
    return first
  }

  /** Makes one heap of siblings: melds neighbours, then the pairs from the last to the first. */
  private meldAll(firstSibling: TransferRow): TransferRow {
    const { next } = this
    let pairs = NONE
    let sibling = firstSibling
    while (sibling !== NONE) {
      const partner = next[sibling]
      const following = partner === NONE ? NONE : next[partner]
      const pair = partner === NONE ? sibling : this.meld(sibling, partner)
      next[pair] = pairs
      pairs = pair
      sibling = following
    }
    if (pairs === NONE) return NONE
    let heap = pairs
    let pair = next[pairs]
    this.next[heap] = NONE
    this.previous[heap] = NONE
    while (pair !== NONE) {
      const following = next[pair]
      heap = this.meld(heap, pair)
      pair = following
    }
    return heap
  }

  private grow(transfer: TransferRow): void {
    while (this.capacity <= transfer) this.capacity *= 2
    this.finish = grown(this.finish, this.capacity)
    this.child = grown(this.child, this.capacity)
    this.next = grown(this.next, this.capacity)
    this.previous = grown(this.previous, this.capacity)
  }
}
