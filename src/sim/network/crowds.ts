import { grown, Rows } from '../../model/rows.js'
import { NONE, type Bytes, type Seconds, type TransferRow } from '../../model/units.js'
import { DoorNodes } from './door-nodes.js'
import { FinishHeaps } from './finish-heaps.js'
import type { Rate } from './network.js'

/**
 * Groups of transfers (see `FlowGroups`) that pass one full door with one bound, and that nothing else holds back: they all
 * get the same rate, wherever they come from or go to. A crowd has a clock like that of a group, so that a change of the
 * door's level costs the same for a crowd of one group as for one of hundreds.
 */
export class Crowds {
  /** The crowds of each door. */
  readonly ofDoors: DoorNodes
  private readonly rows = new Rows()
  private capacity = 64
  door = new Int32Array(this.capacity)
  bound = new Float64Array(this.capacity)
  rate = new Float64Array(this.capacity)
  /** Transfers in it; 0 once it is closed. */
  count = new Int32Array(this.capacity)
  /** The transfer that ends first. */
  first = new Int32Array(this.capacity)
  private clock = new Float64Array(this.capacity)
  private since = new Float64Array(this.capacity)
  private readonly heaps = new FinishHeaps()
  /** By group in a crowd, its transfer that ends first, which stands in the crowd's heap for all of the group. */
  private standing = new Int32Array(256)

  constructor(doors: number) {
    this.ofDoors = new DoorNodes(doors)
  }

  /** The crowd of a door and a bound, made when there is none. */
  at(now: Seconds, door: number, bound: Rate): number {
    const crowds = this.ofDoors.at(door)
    for (let i = this.ofDoors.counts[door] - 1; i >= 0; i--) if (this.bound[crowds[i]] === bound) return crowds[i]
    const crowd = this.rows.take()
    if (crowd >= this.capacity) this.grow()
    this.door[crowd] = door
    this.bound[crowd] = bound
    this.rate[crowd] = 0
    this.count[crowd] = 0
    this.first[crowd] = NONE
    this.clock[crowd] = 0
    this.since[crowd] = now
    this.ofDoors.add(door, crowd)
    return crowd
  }

  /** What a transfer has got that was there all the time. */
  clockAt(now: Seconds, crowd: number): Bytes {
    return this.clock[crowd] + this.rate[crowd] * (now - this.since[crowd])
  }

  setRate(now: Seconds, crowd: number, rate: Rate): void {
    this.clock[crowd] = this.clockAt(now, crowd)
    this.since[crowd] = now
    this.rate[crowd] = rate
  }

  /** @param finish when the group's first transfer ends, by the crowd's clock */
  enter(crowd: number, group: number, transfers: number, first: TransferRow, finish: Bytes): void {
    if (group >= this.standing.length) this.standing = grown(this.standing, 2 * group)
    this.count[crowd] += transfers
    this.standing[group] = first
    this.first[crowd] = this.heaps.push(this.first[crowd], first, finish)
  }

  /** The group's first transfer is another one. */
  change(crowd: number, group: number, first: TransferRow, finish: Bytes): void {
    if (this.standing[group] === first) return
    this.first[crowd] = this.heaps.remove(this.first[crowd], this.standing[group])
    this.standing[group] = first
    this.first[crowd] = this.heaps.push(this.first[crowd], first, finish)
  }

  /** A group leaves; a crowd without transfers is closed. */
  leave(crowd: number, group: number, transfers: number): void {
    this.count[crowd] -= transfers
    this.first[crowd] = this.heaps.remove(this.first[crowd], this.standing[group])
    if (this.first[crowd] !== NONE) return
    this.ofDoors.remove(this.door[crowd], crowd)
    this.rows.giveBack(crowd)
  }

  /** When the first transfer ends at the rate of the crowd. */
  endOf(crowd: number): Seconds {
    const left = this.heaps.finish[this.first[crowd]] - this.clock[crowd]
    return left > 0 ? this.since[crowd] + left / this.rate[crowd] : this.since[crowd]
  }

  private grow(): void {
    const length = (this.capacity *= 2)
    this.door = grown(this.door, length)
    this.bound = grown(this.bound, length)
    this.rate = grown(this.rate, length)
    this.count = grown(this.count, length)
    this.first = grown(this.first, length)
    this.clock = grown(this.clock, length)
    this.since = grown(this.since, length)
  }
}
