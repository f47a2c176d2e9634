import { grown } from '../../model/rows.js'
import { NONE, type Seconds } from '../../model/units.js'
import { DoorNodes } from './door-nodes.js'
import { EndQueue } from './end-queue.js'
import type { FlowGroups } from './flow-groups.js'
import { TouchedRows } from './touched-rows.js'

/**
 * Which groups go together (see `Crowds`): at a crowded door, those whose other door is not. Those that pass two crowded
 * doors, or a link with a limit of its own, go by themselves and are listed at the crowded ones. All full doors are crowded;
 * whoever shares the network says which.
 */
export class Crowding {
  /** By door. */
  readonly isCrowded: Uint8Array
  /** Nodes at crowded doors that go by themselves. */
  readonly loners: DoorNodes
  /** When the crowds' first transfers end. */
  readonly ends = new EndQueue()
  /** Groups by themselves, and crowds, whose rate is to be looked at. */
  readonly touched = new TouchedRows()
  readonly touchedCrowds = new TouchedRows()
  private isListed = new Uint8Array(512)

  /**
   * @param ownEnds when groups end that go by themselves
   * @param isLimited whether the link of a group has a limit of its own
   */
  constructor(
    doors: number,
    private readonly groups: FlowGroups,
    private readonly ownEnds: EndQueue,
    private readonly isLimited: (group: number) => boolean,
  ) {
    this.isCrowded = new Uint8Array(doors)
    this.loners = new DoorNodes(doors)
  }

  /** Makes a door crowded, or no longer so. */
  set(now: Seconds, door: number, isCrowded: boolean): void {
    if ((this.isCrowded[door] === 1) === isCrowded) return
    this.isCrowded[door] = isCrowded ? 1 : 0
    const { nodes } = this.groups
    for (let i = nodes.counts[door] - 1; i >= 0; i--) this.place(now, nodes.at(door)[i] >> 1)
  }

  /** Lets a group go as it should now, and its rate be looked at. */
  place(now: Seconds, group: number): void {
    const { groups } = this
    const door = this.doorOf(group)
    const crowd = groups.crowd[group]
    if (door === NONE) {
      if (crowd !== NONE) this.loosen(now, group)
      for (let node = 2 * group; node <= 2 * group + 1; node++)
        this.list(node, this.isCrowded[groups.doorOf[node]] === 1)
      this.touched.add(group)
    } else if (crowd === NONE || groups.crowds.door[crowd] !== door) {
      this.loosen(now, group)
      this.ownEnds.remove(group)
      groups.joinCrowd(now, group, groups.crowds.at(now, door, groups.bound[group]))
      this.touchedCrowds.add(groups.crowd[group])
    }
  }

  /** Lets a group go by itself, listed nowhere. */
  loosen(now: Seconds, group: number): void {
    const { groups } = this
    const crowd = groups.crowd[group]
    if (crowd !== NONE) {
      groups.leaveCrowd(now, group)
      if (groups.crowds.first[crowd] === NONE) this.ends.remove(crowd)
      else this.touchedCrowds.add(crowd)
      if (groups.count[group] > 0) this.ownEnds.set(group, groups.endOf(group), groups.first[group])
    }
    this.list(2 * group, false)
    this.list(2 * group + 1, false)
  }

  /** Throws when a node's group does not go as it should. */
  checkNode(node: number): void {
    const { groups, isCrowded } = this
    const group = node >> 1
    const crowd = groups.crowd[group]
    const door = this.doorOf(group)
    const shouldList = door === NONE && isCrowded[groups.doorOf[node]] === 1
    if ((crowd === NONE) !== (door === NONE)) throw new Error(`group ${group} stands in crowd ${crowd} at door ${door}`)
    if ((this.isListed[node] === 1) !== shouldList) throw new Error(`node ${node} is listed wrongly`)
    if (this.ownEnds.timeOf(group) !== (crowd === NONE ? groups.endOf(group) : Infinity))
      throw new Error(`group ${group} has a wrong end`)
    if (crowd === NONE) return
    if (groups.crowds.door[crowd] !== door || groups.crowds.bound[crowd] !== groups.bound[group])
      throw new Error(`group ${group} is in a crowd of others`)
  }

  /** Throws when a door's crowds do not add up. */
  checkCrowds(door: number): void {
    const { crowds, nodes, crowd: crowdOf, count } = this.groups
    const transfers = new Map<number, number>()
    for (let i = nodes.counts[door] - 1; i >= 0; i--) {
      const group = nodes.at(door)[i] >> 1
      transfers.set(crowdOf[group], (transfers.get(crowdOf[group]) ?? 0) + count[group])
    }
    for (let i = crowds.ofDoors.counts[door] - 1; i >= 0; i--) {
      const crowd = crowds.ofDoors.at(door)[i]
      if (crowds.count[crowd] !== transfers.get(crowd))
        throw new Error(`crowd ${crowd} counts ${crowds.count[crowd]} transfers, not ${transfers.get(crowd) ?? 0}`)
      if (this.ends.timeOf(crowd) !== crowds.endOf(crowd)) throw new Error(`crowd ${crowd} has a wrong end`)
    }
  }

  /** The door at which a group goes in a crowd; NONE when it goes by itself. */
  private doorOf(group: number): number {
    const { groups, isCrowded } = this
    const egress = groups.doorOf[2 * group]
    const ingress = groups.doorOf[2 * group + 1]
    if (isCrowded[egress] === isCrowded[ingress] || groups.isLocal(group) || this.isLimited(group)) return NONE
    return isCrowded[egress] === 1 ? egress : ingress
  }

  private list(node: number, isListed: boolean): void {
    if (node >= this.isListed.length) this.isListed = grown(this.isListed, 2 * node)
    if ((this.isListed[node] === 1) === isListed) return
    const door = this.groups.doorOf[node]
    if (isListed) this.loners.add(door, node)
    else this.loners.remove(door, node)
    this.isListed[node] = isListed ? 1 : 0
  }
}
