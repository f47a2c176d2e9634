import { grown } from '../../model/rows.js'
import { NONE, type Seconds } from '../../model/units.js'
import { FairNetwork } from './fair-network.js'
import type { NetworkModel, NetworkParts } from './network.js'

/** Levels that differ by less, as part of them, count as equal: what rounding does. */
const SAME = 1e-12
/** What rounding may do along a chain of doors. */
const ROUNDING = 1e-9

/**
 * Max–min fair: no transfer can get more unless one that has no more than it gets less (perf.md §4).
 *
 * Each door has a level, the most that a transfer gets there, Infinity while the door has room. A transfer gets the
 * least of its cap and the levels of its two doors, and the level of a full door is such that its transfers take all
 * of the capacity: the rates that fulfil this are the max–min fair ones. When something changes, the levels of its
 * doors are reckoned anew from those at the far ends, then the levels of the doors that this makes a difference to,
 * until none changes. So only those are touched that share a bottleneck, directly or through others.
 */
class ExactNetwork extends FairNetwork {
  private readonly levels: Float64Array
  /** The levels before those that were reckoned last. */
  private readonly lastLevels: Float64Array
  /** Doors to reckon anew. */
  private readonly doors: Int32Array
  private readonly isWaiting: Uint8Array
  private waitingDoors = 0
  /** Groups whose rate may have changed. */
  private touched = new Int32Array(256)
  private touchedCount = 0
  private isTouched = new Uint8Array(256)
  /** When the pending changes were made. */
  private pendingSince: Seconds = 0

  constructor(parts: NetworkParts) {
    super(parts)
    const doors = 2 * parts.sites
    this.levels = new Float64Array(doors).fill(Infinity)
    this.lastLevels = new Float64Array(doors).fill(Infinity)
    this.doors = new Int32Array(doors)
    this.isWaiting = new Uint8Array(doors)
  }

  protected rebalance(now: Seconds, egress: number, ingress: number): void {
    const { groups } = this
    const to = ingress - this.levels.length / 2
    for (let group = groups.firstOnLink(egress, to); group !== NONE; group = groups.nextOnLink[group]) this.touch(group)
    this.enqueue(egress)
    this.enqueue(ingress)
    this.pendingSince = now
  }

  protected reopen(now: Seconds, door: number): void {
    const { groups } = this
    const nodes = groups.nodes.at(door)
    this.enqueue(door)
    for (let i = groups.nodes.counts[door] - 1; i >= 0; i--) {
      this.touch(nodes[i] >> 1)
      this.enqueue(groups.doorOf[nodes[i] ^ 1])
    }
    this.pendingSince = now
  }

  protected settleBefore(now: Seconds): void {
    if (now !== this.pendingSince) this.settle()
  }

  protected settle(): void {
    while (this.waitingDoors > 0) {
      const door = this.dequeue()
      const old = this.levels[door]
      const level = this.levelOf(door)
      if (Math.abs(level - old) <= SAME * Math.min(level, old) || level === old) continue
      this.lastLevels[door] = old
      this.levels[door] = level
      this.spread(door)
    }
    if (this.touchedCount > 0) this.setRates()
  }

  protected checkRates(): void {
    const { groups, levels, capacity, used } = this
    for (let door = 0; door < levels.length; door++) {
      const isFull = used[door] >= capacity[door] * (1 - ROUNDING)
      if (levels[door] < Infinity && !isFull) throw new Error(`door ${door} has a level and room`)
      const nodes = groups.nodes.at(door)
      for (let i = groups.nodes.counts[door] - 1; i >= 0; i--) {
        const node = nodes[i]
        const rate = groups.rate[node >> 1]
        const most = Math.min(groups.bound[node >> 1], levels[door], levels[groups.doorOf[node ^ 1]])
        if (Math.abs(rate - most) > ROUNDING * rate) throw new Error(`group ${node >> 1} gets ${rate}, not ${most}`)
      }
    }
  }

  private levelOf(door: number): number {
    const { groups, water, levels } = this
    if (this.demand[door] <= this.capacity[door]) return Infinity
    const { bound, doorOf, count } = groups
    const nodes = groups.nodes.at(door)
    const length = groups.nodes.counts[door]
    const { wants, counts } = water.begin(length)
    for (let i = length - 1, to = 0; i >= 0; i--, to++) {
      const node = nodes[i]
      const farLevel = levels[doorOf[node ^ 1]]
      wants[to] = bound[node >> 1] < farLevel ? bound[node >> 1] : farLevel
      counts[to] = count[node >> 1]
    }
    return water.of(this.capacity[door])
  }

  /** Touches the groups to which the new level of a door makes a difference, and the doors at their far ends. */
  private spread(door: number): void {
    const { levels, demand, capacity } = this
    const { bound: bounds, doorOf, nodes: allNodes } = this.groups
    const old = this.lastLevels[door]
    const level = levels[door]
    const nodes = allNodes.at(door)
    for (let i = allNodes.counts[door] - 1; i >= 0; i--) {
      const node = nodes[i]
      const bound = bounds[node >> 1]
      const before = bound < old ? bound : old
      const after = bound < level ? bound : level
      if (before === after) continue
      this.touch(node >> 1)
      const far = doorOf[node ^ 1]
      if (demand[far] <= capacity[far]) continue
      const farLevel = levels[far]
      const matters = farLevel === Infinity ? after > before : before < farLevel || after < farLevel
      if (matters) this.enqueue(far)
    }
  }

  private setRates(): void {
    const { groups, levels, touched } = this
    for (let i = 0; i < this.touchedCount; i++) {
      const group = touched[i]
      this.isTouched[group] = 0
      if (groups.count[group] === 0 || groups.isLocal(group)) continue
      const egressLevel = levels[groups.doorOf[2 * group]]
      const ingressLevel = levels[groups.doorOf[2 * group + 1]]
      const level = egressLevel < ingressLevel ? egressLevel : ingressLevel
      groups.due[group] = groups.bound[group] < level ? groups.bound[group] : level
      if (groups.due[group] !== groups.rate[group]) this.takeRate(this.pendingSince, group)
    }
    this.touchedCount = 0
  }

  private touch(group: number): void {
    if (group >= this.isTouched.length) this.grow(group)
    if (this.isTouched[group] === 1) return
    this.isTouched[group] = 1
    this.touched[this.touchedCount++] = group
  }

  private enqueue(door: number): void {
    if (this.isWaiting[door] === 1) return
    this.isWaiting[door] = 1
    this.doors[this.waitingDoors++] = door
  }

  /** The lowest door: levels depend on lower ones only, so most doors need to be reckoned but once. */
  private dequeue(): number {
    const { doors, levels } = this
    let lowest = 0
    for (let i = 1; i < this.waitingDoors; i++) if (levels[doors[i]] < levels[doors[lowest]]) lowest = i
    const door = doors[lowest]
    doors[lowest] = doors[--this.waitingDoors]
    this.isWaiting[door] = 0
    return door
  }

  private grow(group: number): void {
    let length = this.isTouched.length
    while (length <= group) length *= 2
    this.touched = grown(this.touched, length)
    this.isTouched = grown(this.isTouched, length)
  }
}

/** Max–min fair shares of what sites take in and give out, without error. */
export const exact: NetworkModel = {
  name: 'exact',
  about: 'max–min fair over what sites take in and give out and links carry, without error',
  create: (parts) => new ExactNetwork(parts),
}
