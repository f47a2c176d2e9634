import { NONE, type Bytes, type Seconds, type TransferRow } from '../../model/units.js'
import { doorCapacities, FASTEST, linkCapacities, unlimitedLinks } from './capacities.js'
import { EndQueue } from './end-queue.js'
import { FlowGroups } from './flow-groups.js'
import { Measurements } from './measurements.js'
import type { Network, NetworkParts, Rate } from './network.js'
import { WaterLevel } from './water-level.js'

/** What rounding may do to sums, as part of them. */
const ROUNDING = 1e-9

/**
 * What fair networks have in common. Every door has a demand: what its transfers would take if no door had a limit. A
 * door is hot when that exceeds its capacity. A transfer that comes or goes where no door is hot changes nobody else's
 * rate, and that costs next to nothing; otherwise `rebalance` shares anew. Transfers within a site pass no door.
 */
export abstract class FairNetwork implements Network {
  readonly measurements: Measurements
  protected readonly groups: FlowGroups
  protected readonly capacity: Float64Array
  protected readonly demand: Float64Array
  protected readonly water = new WaterLevel()
  protected readonly sites: number
  /** When the groups end that go by themselves. */
  protected readonly ends = new EndQueue()
  /** Transfers through each door. */
  protected readonly flows: Int32Array
  private links: Float64Array | undefined

  constructor(parts: NetworkParts) {
    const { sites } = parts
    this.sites = sites
    this.measurements = new Measurements(sites)
    this.groups = new FlowGroups(sites)
    this.capacity = doorCapacities(parts)
    this.links = linkCapacities(parts)
    this.demand = new Float64Array(2 * sites)
    this.flows = new Int32Array(2 * sites)
  }

  /** Shares anew what passes these doors, now or at the next `settle`. Groups between the two have changed. */
  protected abstract rebalance(now: Seconds, egress: number, ingress: number): void
  /** Shares anew what passes one door, whose capacity has changed. */
  protected abstract reopen(now: Seconds, door: number): void
  /** Lets a group go by itself, where groups may go together, before its bound changes or it closes. */
  protected abstract loosen(now: Seconds, group: number): void
  /** Does what was put off. */
  protected abstract settle(): void
  /** Does what was put off at an earlier time. */
  protected abstract settleBefore(now: Seconds): void
  /** Throws when the rates are not what the model promises. @param used what the transfers of each door get together */
  protected abstract checkRates(used: Float64Array): void

  start(now: Seconds, transfer: TransferRow, from: number, to: number, bytes: Bytes, cap: Rate): void {
    if (!(cap > 0)) refuseCap(transfer, cap)
    if (this.groups.groupOf(transfer) !== NONE) throw new Error(`transfer ${transfer} is under way already`)
    this.settleBefore(now)
    const { groups } = this
    const wasHot = this.isHot(from, to)
    const group = groups.join(now, transfer, from, to, bytes, cap < FASTEST ? cap : FASTEST)
    this.measurements.ordered(from, to)
    if (from !== to) {
      if (groups.count[group] === 1) {
        groups.attach(2 * group)
        groups.attach(2 * group + 1)
      }
      this.count(group, 1)
      if (groups.count[group] === 1 || this.isLimited(from, to)) this.bound(from, to)
    }
    this.queueEnd(group)
    this.adapt(now, from, to, wasHot)
  }

  cancel(now: Seconds, transfer: TransferRow): void {
    this.settleBefore(now)
    const group = this.groups.groupOf(transfer)
    if (group === NONE) throw new Error(`transfer ${transfer} is not under way`)
    this.measurements.cancelled(this.groups.fromOf(group), this.groups.toOf(group))
    this.remove(now, transfer, group)
  }

  nextEnd(): Seconds {
    this.settle()
    return this.firstEnd()
  }

  popEnded(now: Seconds): TransferRow {
    this.settle()
    const { groups } = this
    const transfer = this.firstToEnd()
    const group = groups.groupOf(transfer)
    const seconds = now - groups.startedAt(transfer)
    this.measurements.ended(now, groups.fromOf(group), groups.toOf(group), groups.bytesOf(transfer), seconds)
    this.remove(now, transfer, group)
    return transfer
  }

  setCapacity(now: Seconds, site: number, ingress: Rate, egress: Rate): void {
    this.settleBefore(now)
    this.setDoor(now, site, egress)
    this.setDoor(now, this.sites + site, ingress)
  }

  setLinkCapacity(now: Seconds, from: number, to: number, capacity: Rate): void {
    this.settleBefore(now)
    const wasHot = this.isHot(from, to)
    const { groups } = this
    for (let group = groups.firstOnLink(from, to); group !== NONE; group = groups.nextOnLink[group])
      this.loosen(now, group)
    this.links ??= unlimitedLinks(this.sites)
    this.links[from * this.sites + to] = capacity
    this.bound(from, to)
    this.adapt(now, from, to, wasHot)
  }

  activeOn(from: number, to: number): number {
    return this.measurements.filesQueued(from, to)
  }

  rateOf(transfer: TransferRow): Rate {
    this.settle()
    const group = this.groups.groupOf(transfer)
    return group === NONE ? 0 : this.groups.rateOf(group)
  }

  startedAt(transfer: TransferRow): Seconds {
    return this.groups.startedAt(transfer)
  }

  check(): void {
    this.settle()
    const { groups, sites } = this
    const [demand, used, flows] = [0, 0, 0].map(() => new Float64Array(2 * sites))
    for (let door = 0; door < 2 * sites; door++) {
      const nodes = groups.nodes.at(door)
      for (let i = groups.nodes.counts[door] - 1; i >= 0; i--) {
        const node = nodes[i]
        const group = node >> 1
        const count = groups.count[group]
        if (count <= 0 || groups.doorOf[node] !== door) throw new Error(`node ${node} does not belong to door ${door}`)
        flows[door] += count
        demand[door] += count * groups.bound[group]
        used[door] += count * groups.rateOf(group)
      }
      if (flows[door] !== this.flows[door])
        throw new Error(`door ${door}: ${this.flows[door]} flows, not ${flows[door]}`)
      if (this.capacity[door] === Infinity) continue
      const slack = ROUNDING * this.capacity[door]
      if (Math.abs(demand[door] - this.demand[door]) > slack) throw new Error(`door ${door} has a wrong demand`)
      if (used[door] > this.capacity[door] * (1 + ROUNDING)) throw new Error(`door ${door} carries more than it can`)
    }
    this.checkRates(used)
  }

  /** When the next transfer ends at the rates that are set. */
  protected firstEnd(): Seconds {
    return this.ends.firstTime()
  }

  /** The transfer that ends then. */
  protected firstToEnd(): TransferRow {
    return this.groups.first[this.ends.first()]
  }

  /** Notes when a group ends whose transfers have become others. */
  protected queueEnd(group: number): void {
    this.ends.set(group, this.groups.endOf(group), this.groups.first[group])
  }

  protected setRate(now: Seconds, group: number, rate: Rate): void {
    this.groups.due[group] = rate
    this.takeRate(now, group)
  }

  /** Gives a group the rate that is due to it. In a call of its own for all others: it is the innermost of all loops. */
  protected takeRate(now: Seconds, group: number): void {
    const { groups, ends } = this
    groups.takeRate(now, group)
    ends.column()[group] = groups.endOf(group)
    ends.hasMoved(group)
  }

  private remove(now: Seconds, transfer: TransferRow, group: number): void {
    const { groups } = this
    const from = groups.fromOf(group)
    const to = groups.toOf(group)
    const wasHot = this.isHot(from, to)
    groups.leave(transfer)
    if (from !== to) this.count(group, -1)
    if (groups.count[group] > 0) this.queueEnd(group)
    else this.close(now, group)
    if (from !== to && this.isLimited(from, to)) this.bound(from, to)
    this.adapt(now, from, to, wasHot)
  }

  private close(now: Seconds, group: number): void {
    const { groups } = this
    this.loosen(now, group)
    this.ends.remove(group)
    if (!groups.isLocal(group)) {
      groups.detach(2 * group)
      groups.detach(2 * group + 1)
    }
    groups.close(group)
  }

  /** One transfer more or less in a group. */
  protected count(group: number, by: number): void {
    const { groups } = this
    for (let node = 2 * group; node <= 2 * group + 1; node++) {
      const door = groups.doorOf[node]
      const flows = (this.flows[door] += by)
      this.demand[door] = flows === 0 ? 0 : this.demand[door] + by * groups.bound[group]
    }
  }

  /** Whether what passes from one site to another may be held back by others. */
  protected isHot(from: number, to: number): boolean {
    const ingress = this.sites + to
    return this.demand[from] > this.capacity[from] || this.demand[ingress] > this.capacity[ingress]
  }

  /** Whether the link has a limit of its own, by which the bounds of its groups change with each transfer. */
  protected isLimited(from: number, to: number): boolean {
    return this.links !== undefined && this.links[from * this.sites + to] < Infinity
  }

  /** Gives the groups of a link, of which one has changed, the rates that are due to them, and others what follows. */
  private adapt(now: Seconds, from: number, to: number, wasHot: boolean): void {
    const { groups } = this
    if (from !== to && (wasHot || this.isHot(from, to))) {
      this.rebalance(now, from, this.sites + to)
      return
    }
    for (let group = groups.firstOnLink(from, to); group !== NONE; group = groups.nextOnLink[group]) {
      if (groups.rate[group] !== groups.bound[group]) this.setRate(now, group, groups.bound[group])
    }
  }

  /**
   * Bounds the transfers of a link by their caps and by what its doors and the link itself can carry. Nothing but they
   * share the link's own capacity, so its limit is as good as caps of theirs.
   */
  private bound(from: number, to: number): void {
    const { groups, demand } = this
    const ingress = this.sites + to
    const most = Math.min(this.capacity[from], this.capacity[ingress], this.linkLevel(from, to))
    for (let group = groups.firstOnLink(from, to); group !== NONE; group = groups.nextOnLink[group]) {
      const bound = groups.cap[group] < most ? groups.cap[group] : most
      if (bound === groups.bound[group]) continue
      const more = groups.count[group] * (bound - groups.bound[group])
      demand[from] += more
      demand[ingress] += more
      groups.bound[group] = bound
    }
  }

  /** The most that a transfer can get by the limit of its link. */
  private linkLevel(from: number, to: number): Rate {
    const { groups, water } = this
    const capacity = this.links === undefined ? Infinity : this.links[from * this.sites + to]
    if (capacity === Infinity) return Infinity
    water.clear()
    for (let group = groups.firstOnLink(from, to); group !== NONE; group = groups.nextOnLink[group])
      water.add(groups.cap[group], groups.count[group])
    return water.of(capacity)
  }

  private setDoor(now: Seconds, door: number, capacity: Rate): void {
    if (this.capacity[door] === capacity) return
    this.capacity[door] = capacity
    const { groups } = this
    const nodes = groups.nodes.at(door)
    for (let i = groups.nodes.counts[door] - 1; i >= 0; i--) {
      const group = nodes[i] >> 1
      this.loosen(now, group)
      this.bound(groups.fromOf(group), groups.toOf(group))
      if (groups.rate[group] > groups.bound[group]) this.setRate(now, group, groups.bound[group])
    }
    this.sumUp(door)
    this.reopen(now, door)
  }

  /** Sums of unlimited doors are used by nobody, and rounding may have spoilt them: a door with a limit needs true ones. */
  protected sumUp(door: number): void {
    const { groups } = this
    this.demand[door] = 0
    const nodes = groups.nodes.at(door)
    for (let i = groups.nodes.counts[door] - 1; i >= 0; i--) {
      const group = nodes[i] >> 1
      this.demand[door] += groups.count[group] * groups.bound[group]
    }
  }
}

/** Apart from `start`, since optimised code may make the words for a throw before it knows whether to. */
function refuseCap(transfer: TransferRow, cap: Rate): never {
  throw new Error(`transfer ${transfer} has a cap of ${cap} bytes a second`)
}
