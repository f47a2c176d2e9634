import { NONE, type Seconds, type TransferRow } from '../../model/units.js'
import { Crowding } from './crowding.js'
import { FairNetwork } from './fair-network.js'
import type { NetworkModel, NetworkParts } from './network.js'
import { WaitingDoors } from './waiting-doors.js'

/** Levels that differ by less, as part of them, count as equal: what rounding does. */
const SAME = 1e-12
/** What rounding may do along a chain of doors. */
const ROUNDING = 1e-9

/** A door is no longer crowded when no more than this part of its capacity is wanted: a margin, lest it flutters. */
const CLEAR = 0.9

/**
 * Max–min fair: no transfer can get more unless one that has no more than it gets less (perf.md §4).
 *
 * Each door has a level, the most that a transfer gets there, Infinity while the door has room. A transfer gets the
 * least of its cap and the levels of its two doors, and the level of a full door is such that its transfers take all
 * of the capacity: the rates that fulfil this are the max–min fair ones. When something changes, the levels of its
 * doors are reckoned anew from those at the far ends, then the levels of the doors that this makes a difference to,
 * until none changes. So only those are touched that share a bottleneck, directly or through others.
 *
 * At full doors groups go in crowds where they can, so that a change costs little however many there are.
 */
class ExactNetwork extends FairNetwork {
  private readonly levels: Float64Array
  /** The levels before those that were reckoned last. */
  private readonly lastLevels: Float64Array
  /** Doors to reckon anew. */
  private readonly doors: WaitingDoors
  private readonly crowding: Crowding
  /** When the pending changes were made. */
  private pendingSince: Seconds = 0

  constructor(parts: NetworkParts) {
    super(parts)
    const doors = 2 * parts.sites
    this.levels = new Float64Array(doors).fill(Infinity)
    this.lastLevels = new Float64Array(doors).fill(Infinity)
    this.doors = new WaitingDoors(this.levels)
    this.crowding = new Crowding(doors, this.groups, this.ends, (group) =>
      this.isLimited(this.groups.fromOf(group), this.groups.toOf(group)),
    )
  }

  protected rebalance(now: Seconds, egress: number, ingress: number): void {
    const { groups } = this
    this.pendingSince = now
    this.crowdOrClear(now, egress)
    this.crowdOrClear(now, ingress)
    const to = ingress - this.sites
    for (let group = groups.firstOnLink(egress, to); group !== NONE; group = groups.nextOnLink[group])
      this.crowding.place(now, group)
    this.doors.add(egress)
    this.doors.add(ingress)
  }

  protected reopen(now: Seconds, door: number): void {
    const { groups } = this
    const nodes = groups.nodes.at(door)
    this.pendingSince = now
    this.crowdOrClear(now, door)
    this.doors.add(door)
    for (let i = groups.nodes.counts[door] - 1; i >= 0; i--) {
      const far = groups.doorOf[nodes[i] ^ 1]
      this.crowdOrClear(now, far)
      this.crowding.place(now, nodes[i] >> 1)
      this.doors.add(far)
    }
  }

  protected settleBefore(now: Seconds): void {
    if (now !== this.pendingSince) this.settle()
  }

  protected settle(): void {
    while (this.doors.count > 0) {
      const door = this.doors.takeLowest()
      const old = this.levels[door]
      const level = this.levelOf(door)
      if (Math.abs(level - old) <= SAME * Math.min(level, old) || level === old) continue
      this.lastLevels[door] = old
      this.levels[door] = level
      this.spread(door)
    }
    if (this.crowding.touched.count > 0) this.setRates()
    if (this.crowding.touchedCrowds.count > 0) this.setCrowdRates()
  }

  protected override isHot(from: number, to: number): boolean {
    const { isCrowded } = this.crowding
    return isCrowded[from] === 1 || isCrowded[this.sites + to] === 1 || super.isHot(from, to)
  }

  protected override count(group: number, by: number): void {
    super.count(group, by)
    const crowd = this.groups.crowd[group]
    if (crowd !== NONE) this.groups.crowds.count[crowd] += by
  }

  protected override firstEnd(): Seconds {
    return Math.min(this.ends.firstTime(), this.crowding.ends.firstTime())
  }

  protected override firstToEnd(): TransferRow {
    const { groups, ends } = this
    const crowdEnds = this.crowding.ends
    const [alone, together] = [ends.firstTime(), crowdEnds.firstTime()]
    if (together > alone) return groups.first[ends.first()]
    const first = groups.crowds.first[crowdEnds.first()]
    return together < alone ? first : Math.min(first, groups.first[ends.first()])
  }

  protected override queueEnd(group: number): void {
    const crowd = this.groups.crowd[group]
    if (crowd === NONE) {
      super.queueEnd(group)
      return
    }
    this.groups.tellCrowd(group)
    this.crowding.touchedCrowds.add(crowd)
  }

  protected loosen(now: Seconds, group: number): void {
    this.crowding.loosen(now, group)
  }

  protected checkRates(used: Float64Array): void {
    const { groups, levels, capacity, crowding } = this
    for (let door = 0; door < levels.length; door++) {
      const isFull = used[door] >= capacity[door] * (1 - ROUNDING)
      if (levels[door] < Infinity && !(isFull && crowding.isCrowded[door] === 1))
        throw new Error(`door ${door} has a level and room`)
      const nodes = groups.nodes.at(door)
      for (let i = groups.nodes.counts[door] - 1; i >= 0; i--) {
        const node = nodes[i]
        const rate = groups.rateOf(node >> 1)
        const most = Math.min(groups.bound[node >> 1], levels[door], levels[groups.doorOf[node ^ 1]])
        if (Math.abs(rate - most) > ROUNDING * rate) throw new Error(`group ${node >> 1} gets ${rate}, not ${most}`)
        crowding.checkNode(node)
      }
      crowding.checkCrowds(door)
    }
  }

  private levelOf(door: number): number {
    const { groups, water, levels } = this
    const { loners } = this.crowding
    if (this.demand[door] <= this.capacity[door]) return Infinity
    const { bound, doorOf, count, crowds } = groups
    const own = crowds.ofDoors.at(door)
    const length = crowds.ofDoors.counts[door]
    const nodes = loners.at(door)
    const lonely = loners.counts[door]
    const { wants, counts } = water.begin(length + lonely)
    for (let i = 0; i < length; i++) {
      wants[i] = crowds.bound[own[i]]
      counts[i] = crowds.count[own[i]]
    }
    for (let i = 0; i < lonely; i++) {
      const node = nodes[i]
      const farLevel = levels[doorOf[node ^ 1]]
      wants[length + i] = bound[node >> 1] < farLevel ? bound[node >> 1] : farLevel
      counts[length + i] = count[node >> 1]
    }
    return water.of(this.capacity[door])
  }

  /** Touches the crowds and groups to which the new level of a door makes a difference, and the doors at their far ends. */
  private spread(door: number): void {
    const { levels, demand, capacity } = this
    const { loners, touched, touchedCrowds } = this.crowding
    const { bound: bounds, doorOf, crowds } = this.groups
    const old = this.lastLevels[door]
    const level = levels[door]
    const own = crowds.ofDoors.at(door)
    for (let i = crowds.ofDoors.counts[door] - 1; i >= 0; i--) {
      const bound = crowds.bound[own[i]]
      if (bound > old || bound > level) touchedCrowds.add(own[i])
    }
    const nodes = loners.at(door)
    for (let i = loners.counts[door] - 1; i >= 0; i--) {
      const node = nodes[i]
      const bound = bounds[node >> 1]
      const before = bound < old ? bound : old
      const after = bound < level ? bound : level
      if (before === after) continue
      touched.add(node >> 1)
      const far = doorOf[node ^ 1]
      if (demand[far] <= capacity[far]) continue
      const farLevel = levels[far]
      const matters = farLevel === Infinity ? after > before : before < farLevel || after < farLevel
      if (matters) this.doors.add(far)
    }
  }

  private setRates(): void {
    const { groups, levels } = this
    const { touched } = this.crowding
    for (let i = 0; i < touched.count; i++) {
      const group = touched.rows[i]
      if (groups.count[group] === 0 || groups.isLocal(group) || groups.crowd[group] !== NONE) continue
      const egressLevel = levels[groups.doorOf[2 * group]]
      const ingressLevel = levels[groups.doorOf[2 * group + 1]]
      const level = egressLevel < ingressLevel ? egressLevel : ingressLevel
      groups.due[group] = groups.bound[group] < level ? groups.bound[group] : level
      if (groups.due[group] !== groups.rate[group]) this.takeRate(this.pendingSince, group)
    }
    touched.clear()
  }

  private setCrowdRates(): void {
    const { crowds } = this.groups
    const { touchedCrowds, ends } = this.crowding
    for (let i = 0; i < touchedCrowds.count; i++) {
      const crowd = touchedCrowds.rows[i]
      if (crowds.first[crowd] === NONE) continue
      crowds.setRate(this.pendingSince, crowd, Math.min(crowds.bound[crowd], this.levels[crowds.door[crowd]]))
      ends.set(crowd, crowds.endOf(crowd), crowds.first[crowd])
    }
    touchedCrowds.clear()
  }

  /** Doors are crowded while more is wanted than they carry, and until they have had some room for a while. */
  private crowdOrClear(now: Seconds, door: number): void {
    const { demand, capacity, levels } = this
    if (demand[door] > capacity[door]) this.crowding.set(now, door, true)
    else if (!(demand[door] > CLEAR * capacity[door]) && levels[door] === Infinity) this.crowding.set(now, door, false)
  }
}

/** Max–min fair shares of what sites take in and give out, without error. */
export const exact: NetworkModel = {
  name: 'exact',
  about: 'max–min fair over what sites take in and give out and links carry, without error',
  create: (parts) => new ExactNetwork(parts),
}
