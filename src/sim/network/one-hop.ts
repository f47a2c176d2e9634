import { grown } from '../../model/rows.js'
import { NONE, type Seconds } from '../../model/units.js'
import { FairNetwork } from './fair-network.js'
import type { NetworkModel, NetworkParts, Rate } from './network.js'

/** What rounding may do to sums, as part of them. */
const ROUNDING = 1e-9

/**
 * Shares fairly what passes the two doors of the transfer that came or went, while all others keep their rates: a
 * transfer through one of the doors can get no more than what the door at its far end has left (perf.md §4b). What
 * becomes free at far ends is shared when something happens there.
 */
class OneHopNetwork extends FairNetwork {
  /** What the transfers of each group could take if the doors in hand had no limit. */
  private reach = new Float64Array(256)
  /** What the transfers through a door get together. */
  private readonly used: Float64Array

  constructor(parts: NetworkParts) {
    super(parts)
    this.used = new Float64Array(2 * parts.sites)
  }

  protected rebalance(now: Seconds, egress: number, ingress: number): void {
    this.look(egress, ingress)
    this.look(ingress, egress)
    let egressLevel = this.levelOf(egress, ingress, Infinity)
    let ingressLevel = this.levelOf(ingress, egress, Infinity)
    // What passes both doors gets the lower of the two levels, which is then right; the other door has more for the rest.
    if (egressLevel < ingressLevel) ingressLevel = this.levelOf(ingress, egress, egressLevel)
    else egressLevel = this.levelOf(egress, ingress, ingressLevel)
    this.share(now, egress, ingress, egressLevel, ingressLevel)
    this.share(now, ingress, egress, ingressLevel, egressLevel)
  }

  protected reopen(now: Seconds, door: number): void {
    this.look(door, NONE)
    this.share(now, door, NONE, this.levelOf(door, NONE, Infinity), Infinity)
  }

  protected loosen(): void {
    // Every group does.
  }

  protected settle(): void {
    // Nothing is put off.
  }

  protected settleBefore(): void {
    // Nothing is put off.
  }

  protected checkRates(used: Float64Array): void {
    const { groups } = this
    for (let door = 0; door < this.capacity.length; door++) {
      if (Math.abs(used[door] - this.used[door]) > ROUNDING * this.capacity[door])
        throw new Error(`door ${door} has a wrong sum of rates`)
      const nodes = groups.nodes.at(door)
      for (let i = groups.nodes.counts[door] - 1; i >= 0; i--) {
        const group = nodes[i] >> 1
        if (this.ends.timeOf(group) !== groups.endOf(group)) throw new Error(`group ${group} has a wrong end`)
        if (!(groups.rate[group] >= 0 && groups.rate[group] <= groups.bound[group]))
          throw new Error(`group ${group} gets ${groups.rate[group]} of at most ${groups.bound[group]}`)
      }
    }
  }

  protected override takeRate(now: Seconds, group: number): void {
    const { groups, used } = this
    if (!groups.isLocal(group)) {
      const more = groups.count[group] * (groups.due[group] - groups.rate[group])
      used[groups.doorOf[2 * group]] += more
      used[groups.doorOf[2 * group + 1]] += more
    }
    super.takeRate(now, group)
  }

  protected override count(group: number, by: number): void {
    super.count(group, by)
    const { groups, used } = this
    for (let node = 2 * group; node <= 2 * group + 1; node++) {
      const door = groups.doorOf[node]
      used[door] = this.flows[door] === 0 ? 0 : used[door] + by * groups.rate[group]
    }
  }

  protected override sumUp(door: number): void {
    super.sumUp(door)
    const { groups } = this
    const nodes = groups.nodes.at(door)
    this.used[door] = 0
    for (let i = groups.nodes.counts[door] - 1; i >= 0; i--) {
      const group = nodes[i] >> 1
      this.used[door] += groups.count[group] * groups.rate[group]
    }
  }

  /** Reckons the reach of all groups through a door. */
  private look(door: number, otherDoor: number): void {
    const { groups, capacity, used, reach } = this
    if (groups.top > reach.length) this.reach = grown(reach, 2 * groups.top)
    const nodes = groups.nodes.at(door)
    for (let i = groups.nodes.counts[door] - 1; i >= 0; i--) {
      const node = nodes[i]
      const group = node >> 1
      const far = groups.doorOf[node ^ 1]
      const bound = groups.bound[group]
      this.reach[group] = bound
      if (far === otherDoor || groups.rate[group] === bound) continue
      // The transfers of a link take equal parts of what its far end has left.
      const left = Math.max(0, capacity[far] - used[far])
      const within = groups.rate[group] + left / this.activeOn(groups.fromOf(group), groups.toOf(group))
      if (within < bound) this.reach[group] = within
    }
  }

  /** Level of a door, when what passes the other door too gets no more than that level. */
  private levelOf(door: number, otherDoor: number, otherLevel: Rate): Rate {
    const { groups, water, reach } = this
    if (this.demand[door] <= this.capacity[door]) return Infinity
    water.clear()
    const nodes = groups.nodes.at(door)
    for (let i = groups.nodes.counts[door] - 1; i >= 0; i--) {
      const node = nodes[i]
      const group = node >> 1
      const isShared = groups.doorOf[node ^ 1] === otherDoor
      water.add(isShared && otherLevel < reach[group] ? otherLevel : reach[group], groups.count[group])
    }
    return water.of(this.capacity[door])
  }

  private share(now: Seconds, door: number, otherDoor: number, level: Rate, otherLevel: Rate): void {
    const { groups, reach } = this
    const nodes = groups.nodes.at(door)
    for (let i = groups.nodes.counts[door] - 1; i >= 0; i--) {
      const node = nodes[i]
      const group = node >> 1
      const lowest = groups.doorOf[node ^ 1] === otherDoor && otherLevel < level ? otherLevel : level
      const rate = reach[group] < lowest ? reach[group] : lowest
      if (rate !== groups.rate[group]) this.setRate(now, group, rate)
    }
  }
}

/** Max–min fair at the doors where something happens, while all others keep their rates. */
export const oneHop: NetworkModel = {
  name: 'one-hop',
  about: 'max–min fair at the two sites where something happens, while others keep their rates',
  create: (parts) => new OneHopNetwork(parts),
}
