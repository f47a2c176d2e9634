import { grown } from '../../model/rows.js'
import { NONE, type Seconds } from '../../model/units.js'

/**
 * Things that end at some time, earliest first, equal times by their tie number; times may change. A 4-ary heap that
 * knows the place of each thing, sorted by keys that are never above the times: where many ends move away again and again,
 * as rates fall, a thing is put in its place only when it comes up. What never ends, as matters stand, is not told.
 */
export class EndQueue {
  private size = 0
  private capacity = 256
  private keys = new Float64Array(this.capacity)
  private items = new Int32Array(this.capacity)
  /** Of each thing: when it ends, its tie number, and its place in the heap, NONE when it is not there. */
  private times = new Float64Array(this.capacity).fill(Infinity)
  private ties = new Int32Array(this.capacity)
  private places = new Int32Array(this.capacity).fill(NONE)

  /** Infinity when nothing ends. */
  firstTime(): Seconds {
    if (this.size > 0 && this.keys[0] !== this.times[this.items[0]]) this.refresh()
    return this.size > 0 ? this.keys[0] : Infinity
  }

  /** Meaningless when nothing ends. */
  first(): number {
    if (this.keys[0] !== this.times[this.items[0]]) this.refresh()
    return this.items[0]
  }

  timeOf(item: number): Seconds {
    return item < this.capacity ? this.times[item] : Infinity
  }

  /** Says when a thing ends, from now on; Infinity: never. */
  set(item: number, time: Seconds, tie: number): void {
    if (item >= this.capacity) this.grow(item)
    const isOrdered = this.places[item] !== NONE && this.ties[item] === tie
    this.times[item] = time
    this.ties[item] = tie
    if (isOrdered) this.hasMoved(item)
    else this.enter(item)
  }

  /**
   * The same for a thing of which it was said before and whose tie number stays: its new time has been written to the
   * column of times.
   */
  hasMoved(item: number): void {
    const place = this.places[item]
    if (place === NONE) this.enter(item)
    else if (this.times[item] < this.keys[place]) this.rise(place, item)
  }

  /** When each thing ends: to be written to with a call of `hasMoved`, where a walk over many things has no time for calls. */
  column(): Float64Array {
    return this.times
  }

  remove(item: number): void {
    if (item >= this.capacity) return
    this.times[item] = Infinity
    if (this.places[item] !== NONE) this.leave(item)
  }

  /** Puts the things in their places whose times have moved away, as far as they are first. */
  private refresh(): void {
    while (this.size > 0) {
      const item = this.items[0]
      if (this.keys[0] === this.times[item]) return
      if (this.times[item] === Infinity) this.leave(item)
      else this.sink(0, item)
    }
  }

  /** Puts a thing in its place, be it there or not. */
  private enter(item: number): void {
    if (this.places[item] !== NONE) this.leave(item)
    if (this.times[item] < Infinity) this.rise(this.size++, item)
  }

  private leave(item: number): void {
    const place = this.places[item]
    this.places[item] = NONE
    const last = --this.size
    if (place === last) return
    const moved = this.items[last]
    if (place > 0 && this.isBefore(moved, (place - 1) >> 2)) this.rise(place, moved)
    else this.sink(place, moved)
  }

  private rise(from: number, item: number): void {
    let place = from
    while (place > 0) {
      const parent = (place - 1) >> 2
      if (!this.isBefore(item, parent)) break
      this.put(place, this.keys[parent], this.items[parent])
      place = parent
    }
    this.put(place, this.times[item], item)
  }

  private sink(from: number, item: number): void {
    const { size, keys, items, ties } = this
    let place = from
    for (;;) {
      const firstChild = 4 * place + 1
      if (firstChild >= size) break
      const end = firstChild + 4 < size ? firstChild + 4 : size
      let best = firstChild
      for (let child = firstChild + 1; child < end; child++) {
        if (keys[child] < keys[best] || (keys[child] === keys[best] && ties[items[child]] < ties[items[best]]))
          best = child
      }
      if (this.isBefore(item, best)) break
      this.put(place, keys[best], items[best])
      place = best
    }
    this.put(place, this.times[item], item)
  }

  /** Whether a thing by its own time comes before what stands at a place. */
  private isBefore(item: number, place: number): boolean {
    const time = this.times[item]
    const other = this.keys[place]
    return time < other || (time === other && this.ties[item] < this.ties[this.items[place]])
  }

  private put(place: number, key: Seconds, item: number): void {
    this.keys[place] = key
    this.items[place] = item
    this.places[item] = place
  }

  private grow(item: number): void {
    const before = this.capacity
    while (this.capacity <= item) this.capacity *= 2
    this.keys = grown(this.keys, this.capacity)
    this.items = grown(this.items, this.capacity)
    this.times = grown(this.times, this.capacity).fill(Infinity, before)
    this.ties = grown(this.ties, this.capacity)
    this.places = grown(this.places, this.capacity).fill(NONE, before)
  }
}
