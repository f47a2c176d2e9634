import { grown } from './rows.js'

/**
 * Which parts of a whole are there. Parts are numbered in a division into so many; askers may divide more coarsely or more
 * finely than the set: a part is there when all of the set's parts that it touches are, and adding one adds only those that
 * it covers. Memory goes up to the highest part that is there: most sets begin at their first and never get far.
 */
export class PartSet {
  private bits = new Uint8Array(8)
  count = 0

  constructor(readonly total: number) {}

  has(part: number, of: number): boolean {
    const { total } = this
    if (of === total) return this.isSet(part)
    const end = Math.ceil(((part + 1) * total) / of)
    for (let at = Math.floor((part * total) / of); at < end; at++) if (!this.isSet(at)) return false
    return true
  }

  /** The parts that are there, in runs from a first to a last. */
  runs(): (readonly [first: number, last: number])[] {
    const runs: (readonly [number, number])[] = []
    const end = Math.min(this.total, this.bits.length * 8)
    let first = -1
    for (let at = 0; at <= end; at++) {
      const isThere = at < end && this.isSet(at)
      if (isThere && first < 0) first = at
      if (isThere || first < 0) continue
      runs.push([first, at - 1])
      first = -1
    }
    return runs
  }

  /** Counts the parts anew. */
  recount(): number {
    let parts = 0
    for (const byte of this.bits) for (let bits = byte; bits > 0; bits >>= 1) parts += bits & 1
    return parts
  }

  /** Returns whether anything was new. */
  add(part: number, of: number): boolean {
    const { total } = this
    const before = this.count
    const start = of === total ? part : Math.ceil((part * total) / of)
    const end = of === total ? part + 1 : Math.floor(((part + 1) * total) / of)
    for (let at = start; at < end; at++) {
      if (this.isSet(at)) continue
      if (at >> 3 >= this.bits.length) this.bits = grown(this.bits, Math.max((at >> 3) + 1, 2 * this.bits.length))
      this.bits[at >> 3] |= 1 << (at & 7)
      this.count++
    }
    return this.count > before
  }

  private isSet(at: number): boolean {
    const byte = at >> 3
    return byte < this.bits.length && (this.bits[byte] & (1 << (at & 7))) !== 0
  }
}
