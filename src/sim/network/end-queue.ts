import { grown } from '../../model/rows.js'
import { NONE, type Seconds } from '../../model/units.js'

/**
 * Things that end at some time, earliest first, equal times by their tie number; times may change. A 4-ary heap that
 * knows the place of each thing. What never ends, as matters stand, is not in it.
 */
export class EndQueue {
  private size = 0
  private capacity = 256
  private times = new Float64Array(this.capacity)
  private ties = new Int32Array(this.capacity)
  private items = new Int32Array(this.capacity)
  /** Place of each thing in the heap, NONE when it is not there. */
  private places = new Int32Array(this.capacity).fill(NONE)

  /** Infinity when nothing ends. */
  firstTime(): Seconds {
    return this.size > 0 ? this.times[0] : Infinity
  }

  /** Meaningless when nothing ends. */
  first(): number {
    return this.items[0]
  }

  timeOf(item: number): Seconds {
    const place = item < this.capacity ? this.places[item] : NONE
    return place === NONE ? Infinity : this.times[place]
  }

  /** Says when a thing ends, from now on; Infinity: never. */
  set(item: number, time: Seconds, tie: number): void {
    if (item >= this.capacity) this.grow(item)
    if (time === Infinity) {
      this.remove(item)
      return
    }
    const place = this.places[item]
    if (place === NONE) this.rise(this.size++, time, tie, item)
    else this.settle(place, time, tie, item)
  }

  remove(item: number): void {
    if (item >= this.capacity) return
    const place = this.places[item]
    if (place === NONE) return
    this.places[item] = NONE
    const last = --this.size
    if (place < last) this.settle(place, this.times[last], this.ties[last], this.items[last])
  }

  private settle(place: number, time: Seconds, tie: number, item: number): void {
    if (place > 0 && this.isBefore(time, tie, (place - 1) >> 2)) this.rise(place, time, tie, item)
    else this.sink(place, time, tie, item)
  }

  private rise(from: number, time: Seconds, tie: number, item: number): void {
    let place = from
    while (place > 0) {
      const parent = (place - 1) >> 2
      if (!this.isBefore(time, tie, parent)) break
      this.put(place, this.times[parent], this.ties[parent], this.items[parent])
      place = parent
    }
    this.put(place, time, tie, item)
  }

  private sink(from: number, time: Seconds, tie: number, item: number): void {
    const { size, times, ties } = this
    let place = from
    for (;;) {
      const firstChild = 4 * place + 1
      if (firstChild >= size) break
      const end = firstChild + 4 < size ? firstChild + 4 : size
      let best = firstChild
      for (let child = firstChild + 1; child < end; child++) {
        if (times[child] < times[best] || (times[child] === times[best] && ties[child] < ties[best])) best = child
      }
      if (this.isBefore(time, tie, best)) break
      this.put(place, times[best], ties[best], this.items[best])
      place = best
    }
    this.put(place, time, tie, item)
  }

  private isBefore(time: Seconds, tie: number, place: number): boolean {
    const other = this.times[place]
    return time < other || (time === other && tie < this.ties[place])
  }

  private put(place: number, time: Seconds, tie: number, item: number): void {
    this.times[place] = time
    this.ties[place] = tie
    this.items[place] = item
    this.places[item] = place
  }

  private grow(item: number): void {
    const before = this.capacity
    while (this.capacity <= item) this.capacity *= 2
    this.times = grown(this.times, this.capacity)
    this.ties = grown(this.ties, this.capacity)
    this.items = grown(this.items, this.capacity)
    this.places = grown(this.places, this.capacity).fill(NONE, before)
  }
}
