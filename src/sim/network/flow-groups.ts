import { grown, Rows } from '../../model/rows.js'
import { NONE, type Bytes, type Seconds, type TransferRow } from '../../model/units.js'
import { DoorNodes } from './door-nodes.js'
import { Crowds } from './crowds.js'
import { FinishHeaps } from './finish-heaps.js'
import type { Rate } from './network.js'

/**
 * Transfers under way, gathered into groups that share source, destination and cap, and so the rate. A group's clock
 * counts the bytes that each of its transfers has got; a transfer ends when the clock reaches its finish value. So a
 * change of rate costs the same for a group of one as for a group of thousands (perf.md §4).
 *
 * A group passes two doors (see `doorCapacities`) and stands in the list of each that has a limit. Its entry in such a
 * list is a node: 2 × group at the door out of its source, 2 × group + 1 at the door into its destination.
 */
export class FlowGroups {
  /** One above the highest group. */
  get top(): number {
    return this.rows.top
  }

  private readonly rows = new Rows()
  private capacity = 256
  /** The most that each transfer of the group can get by itself. */
  cap = new Float64Array(this.capacity)
  /** The same, when the limit of the link counts too. */
  bound = new Float64Array(this.capacity)
  /** What each transfer gets, while the group goes by itself (see `rateOf`). */
  rate = new Float64Array(this.capacity)
  /** What each transfer is to get from now on: written before `takeRate`. */
  due = new Float64Array(this.capacity)
  count = new Int32Array(this.capacity)
  /** The transfer that ends first. */
  first = new Int32Array(this.capacity)
  /** The crowd that the group goes with, NONE while it goes by itself (see `Crowds`). */
  crowd = new Int32Array(this.capacity).fill(NONE)
  /** The next group of the same source and destination. */
  nextOnLink = new Int32Array(this.capacity)
  /** While it goes with a crowd: what it is ahead of the crowd's clock. */
  private clock = new Float64Array(this.capacity)
  private since = new Float64Array(this.capacity)

  doorOf = new Int32Array(2 * this.capacity)
  /** The nodes at each door. */
  readonly nodes: DoorNodes
  private readonly firstOnLinks: Int32Array

  private readonly heaps = new FinishHeaps()
  private transfers = 1024
  private groups = new Int32Array(this.transfers).fill(NONE)
  private sizes = new Float64Array(this.transfers)
  private starts = new Float64Array(this.transfers)

  /** Groups that go together, where a model lets them. */
  readonly crowds: Crowds

  constructor(private readonly sites: number) {
    this.crowds = new Crowds(2 * sites)
    this.nodes = new DoorNodes(2 * sites)
    this.firstOnLinks = new Int32Array(sites * sites).fill(NONE)
  }

  fromOf(group: number): number {
    return this.doorOf[2 * group]
  }

  toOf(group: number): number {
    return this.doorOf[2 * group + 1] - this.sites
  }

  /** Whether a group stays within a site. */
  isLocal(group: number): boolean {
    return this.doorOf[2 * group + 1] - this.doorOf[2 * group] === this.sites
  }

  firstOnLink(from: number, to: number): number {
    return this.firstOnLinks[from * this.sites + to]
  }

  /** Group of a transfer, NONE when it is not under way. */
  groupOf(transfer: TransferRow): number {
    return transfer < this.transfers ? this.groups[transfer] : NONE
  }

  bytesOf(transfer: TransferRow): Bytes {
    return this.sizes[transfer]
  }

  startedAt(transfer: TransferRow): Seconds {
    return this.starts[transfer]
  }

  /** Adds a transfer to its group, which may be new and then has rate 0; returns the group. */
  join(now: Seconds, transfer: TransferRow, from: number, to: number, bytes: Bytes, cap: Rate): number {
    if (transfer >= this.transfers) this.growTransfers(transfer)
    const link = from * this.sites + to
    let group = this.firstOnLinks[link]
    while (group !== NONE && this.cap[group] !== cap) group = this.nextOnLink[group]
    if (group === NONE) group = this.open(now, from, to, cap)
    else if (this.crowd[group] === NONE) this.advance(now, group)
    this.count[group]++
    this.first[group] = this.heaps.push(this.first[group], transfer, this.clockOf(now, group) + bytes)
    this.groups[transfer] = group
    this.sizes[transfer] = bytes
    this.starts[transfer] = now
    return group
  }

  /** Takes a transfer out of its group; the group stays, perhaps empty. */
  leave(transfer: TransferRow): void {
    const group = this.groups[transfer]
    this.groups[transfer] = NONE
    this.count[group]--
    this.first[group] = this.heaps.remove(this.first[group], transfer)
  }

  /** Gives an empty group's row back. It must stand in no list of a door. */
  close(group: number): void {
    const link = this.fromOf(group) * this.sites + this.toOf(group)
    if (this.firstOnLinks[link] === group) this.firstOnLinks[link] = this.nextOnLink[group]
    else {
      let before = this.firstOnLinks[link]
      while (this.nextOnLink[before] !== group) before = this.nextOnLink[before]
      this.nextOnLink[before] = this.nextOnLink[group]
    }
    this.rows.giveBack(group)
  }

  /** Changes what each transfer of a group gets to what is due to it. */
  takeRate(now: Seconds, group: number): void {
    this.advance(now, group)
    this.rate[group] = this.due[group]
  }

  /** When the first transfer of a group ends at the group's rate. */
  endOf(group: number): Seconds {
    const left = this.heaps.finish[this.first[group]] - this.clock[group]
    return left > 0 ? this.since[group] + left / this.rate[group] : this.since[group]
  }

  /** Lets a group that goes by itself go with a crowd. */
  joinCrowd(now: Seconds, group: number, crowd: number): void {
    const { crowds } = this
    this.advance(now, group)
    this.crowd[group] = crowd
    this.clock[group] -= crowds.clockAt(now, crowd)
    crowds.enter(crowd, group, this.count[group], this.first[group], this.crowdFinishOf(group))
  }

  /** Tells the crowd of a group that another transfer of it ends first, if that is so. */
  tellCrowd(group: number): void {
    this.crowds.change(this.crowd[group], group, this.first[group], this.crowdFinishOf(group))
  }

  /** Lets a group go by itself, at the rate of the crowd that it leaves. */
  leaveCrowd(now: Seconds, group: number): void {
    const crowd = this.crowd[group]
    this.clock[group] = this.clockOf(now, group)
    this.since[group] = now
    this.rate[group] = this.crowds.rate[crowd]
    this.crowd[group] = NONE
    this.crowds.leave(crowd, group, this.count[group])
  }

  /** What each transfer of a group gets. */
  rateOf(group: number): Rate {
    const crowd = this.crowd[group]
    return crowd === NONE ? this.rate[group] : this.crowds.rate[crowd]
  }

  /** When the first transfer of a group in a crowd ends, by the crowd's clock. */
  private crowdFinishOf(group: number): Bytes {
    return this.heaps.finish[this.first[group]] - this.clock[group]
  }

  /** Enters a node into the list of its door. */
  attach(node: number): void {
    this.nodes.add(this.doorOf[node], node)
  }

  detach(node: number): void {
    this.nodes.remove(this.doorOf[node], node)
  }

  private open(now: Seconds, from: number, to: number, cap: Rate): number {
    const group = this.rows.take()
    if (group >= this.capacity) this.grow()
    const link = from * this.sites + to
    this.cap[group] = cap
    this.bound[group] = from === to ? cap : 0
    this.rate[group] = 0
    this.count[group] = 0
    this.first[group] = NONE
    this.clock[group] = 0
    this.since[group] = now
    this.doorOf[2 * group] = from
    this.doorOf[2 * group + 1] = this.sites + to
    this.nextOnLink[group] = this.firstOnLinks[link]
    this.firstOnLinks[link] = group
    return group
  }

  /** What each transfer has got since the group began; a group by itself must have been brought up to now. */
  private clockOf(now: Seconds, group: number): Bytes {
    const crowd = this.crowd[group]
    return crowd === NONE ? this.clock[group] : this.clock[group] + this.crowds.clockAt(now, crowd)
  }

  private advance(now: Seconds, group: number): void {
    this.clock[group] += this.rate[group] * (now - this.since[group])
    this.since[group] = now
  }

  private grow(): void {
    const length = (this.capacity *= 2)
    this.cap = grown(this.cap, length)
    this.bound = grown(this.bound, length)
    this.rate = grown(this.rate, length)
    this.due = grown(this.due, length)
    this.count = grown(this.count, length)
    this.first = grown(this.first, length)
    this.nextOnLink = grown(this.nextOnLink, length)
    this.clock = grown(this.clock, length)
    this.since = grown(this.since, length)
    this.doorOf = grown(this.doorOf, 2 * length)
    this.crowd = grown(this.crowd, length).fill(NONE, length / 2)
  }

  private growTransfers(transfer: TransferRow): void {
    const before = this.transfers
    while (this.transfers <= transfer) this.transfers *= 2
    this.groups = grown(this.groups, this.transfers).fill(NONE, before)
    this.sizes = grown(this.sizes, this.transfers)
    this.starts = grown(this.starts, this.transfers)
  }
}
