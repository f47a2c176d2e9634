import type { Seconds } from './units.js'

const CHILDREN = 4

/**
 * A queue of (time, code) pairs, earliest first, equal times by code: a total order that does not depend on
 * the order of insertion. A 4-ary heap on typed arrays (perf.md §1); codes are non-negative 31-bit integers.
 */
export class TimeHeap {
  size = 0
  private times: Float64Array
  private codes: Int32Array

  constructor(capacity = 1024) {
    this.times = new Float64Array(capacity)
    this.codes = new Int32Array(capacity)
  }

  /** Time of the earliest entry; Infinity when there is none. */
  firstTime(): Seconds {
    return this.size > 0 ? this.times[0] : Infinity
  }

  /** Code of the earliest entry. Meaningless when the queue is empty. */
  firstCode(): number {
    return this.codes[0]
  }

  push(time: Seconds, code: number): void {
    if (this.size === this.times.length) this.grow()
    const times = this.times
    const codes = this.codes
    let at = this.size++
    while (at > 0) {
      const parent = (at - 1) >> 2
      const parentTime = times[parent]
      if (parentTime < time || (parentTime === time && codes[parent] <= code)) break
      times[at] = parentTime
      codes[at] = codes[parent]
      at = parent
    }
    times[at] = time
    codes[at] = code
  }

  /** Removes the earliest entry and returns its code; its time was `firstTime()`. */
  pop(): number {
    const times = this.times
    const codes = this.codes
    const first = codes[0]
    const size = --this.size
    const time = times[size]
    const code = codes[size]
    let at = 0
    for (;;) {
      const firstChild = at * CHILDREN + 1
      if (firstChild >= size) break
      const end = firstChild + CHILDREN < size ? firstChild + CHILDREN : size
      let best = firstChild
      let bestTime = times[firstChild]
      for (let child = firstChild + 1; child < end; child++) {
        const childTime = times[child]
        if (childTime < bestTime || (childTime === bestTime && codes[child] < codes[best])) {
          best = child
          bestTime = childTime
        }
      }
      if (bestTime > time || (bestTime === time && codes[best] >= code)) break
      times[at] = bestTime
      codes[at] = codes[best]
      at = best
    }
    times[at] = time
    codes[at] = code
    return first
  }

  private grow(): void {
    const times = new Float64Array(this.times.length * 2)
    const codes = new Int32Array(this.codes.length * 2)
    times.set(this.times)
    codes.set(this.codes)
    this.times = times
    this.codes = codes
  }
}
