/** Random small networks and what happens on them, drawn from a number. */
import { keyOf, uniform } from '../../../model/draws.js'
import type { NetworkParts, Rate } from '../network.js'

/** One thing that happens to a network from outside. */
export type Happening = { at: number } & (
  | { kind: 'start'; transfer: number; from: number; to: number; bytes: number; cap: Rate }
  | { kind: 'cancel'; transfer: number }
  | { kind: 'site'; site: number; ingress: Rate; egress: Rate }
  | { kind: 'link'; from: number; to: number; capacity: Rate }
)

export interface Story {
  parts: NetworkParts
  happenings: Happening[]
}

/** What of a network a story needs. */
export interface Player {
  start(now: number, transfer: number, from: number, to: number, bytes: number, cap: Rate): void
  cancel(now: number, transfer: number): void
  nextEnd(): number
  popEnded(now: number): number
  setCapacity(now: number, site: number, ingress: Rate, egress: Rate): void
  setLinkCapacity(now: number, from: number, to: number, capacity: Rate): void
  rateOf(transfer: number): Rate
}

/** A source of numbers for one story. */
export class Luck {
  private drawn = 0

  constructor(private readonly story: number) {}

  next(): number {
    return uniform({ a: 1, b: 2 }, keyOf('network.story'), this.story, this.drawn++, 0)
  }

  below(most: number): number {
    return Math.floor(this.next() * most)
  }

  oneOf<T>(choices: readonly T[]): T {
    return choices[this.below(choices.length)]
  }
}

/**
 * A story of a few sites in which rates collide: caps and capacities are of like size, some of them equal, some
 * things happen at the same time, some transfers stay within a site, and everything returns in the end.
 */
export function randomStory(number: number, transfers = 60): Story {
  const luck = new Luck(number)
  const sites = 2 + luck.below(6)
  const capacity = (): Rate => luck.oneOf([0, 5, 10, 10, 20, 50 * luck.next(), 100 * luck.next()])
  const links = Array.from({ length: luck.below(sites) }, () => {
    const from = luck.below(sites)
    return { from, to: (from + 1 + luck.below(sites - 1)) % sites, capacity: capacity() }
  })
  const parts = {
    sites,
    egress: Array.from({ length: sites }, capacity),
    ingress: Array.from({ length: sites }, capacity),
    links,
    slotsPerLink: 1 + luck.below(3),
  }
  const happenings: Happening[] = []
  let at = 0
  const started: number[] = []
  const closed = new Set<number>()
  for (let transfer = 0; transfer < transfers; transfer++) {
    if (luck.next() < 0.7) at += 3 * luck.next()
    const chance = luck.next()
    const site = luck.below(sites)
    if (chance < 0.1 && started.length > 0) happenings.push({ at, kind: 'cancel', transfer: luck.oneOf(started) })
    if (chance > 0.9) {
      happenings.push({
        at,
        kind: 'site',
        site,
        ingress: luck.oneOf([0, 10, Infinity]),
        egress: luck.oneOf([0, 5, 30]),
      })
      closed.add(site)
    }
    if (chance > 0.4 && chance < 0.45 && links.length > 0)
      happenings.push({
        at,
        kind: 'link',
        from: links[0].from,
        to: links[0].to,
        capacity: luck.oneOf([0, 3, Infinity]),
      })
    const bytes = luck.next() < 0.03 ? 0 : luck.oneOf([10, 20, 20 + 100 * luck.next()])
    const cap = luck.oneOf([1, 2, 5, 5, 10, 20 * luck.next(), 1e12])
    happenings.push({ at, kind: 'start', transfer, from: site, to: luck.below(sites), bytes, cap })
    started.push(transfer)
  }
  for (const site of closed) happenings.push({ at, kind: 'site', site, ingress: 20, egress: 20 })
  if (links.length > 0) happenings.push({ at, kind: 'link', from: links[0].from, to: links[0].to, capacity: 7 })
  return { parts, happenings }
}

/** Plays what happens and what follows; returns when each transfer ended. Looks before and after all that happens. */
export function play(
  player: Player,
  happenings: readonly Happening[],
  look: (underWay: ReadonlySet<number>) => void = () => undefined,
): Map<number, number> {
  const ends = new Map<number, number>()
  const underWay = new Set<number>()
  const endBefore = (at: number): void => {
    for (let now = player.nextEnd(); now <= at && now < Infinity; now = player.nextEnd()) {
      const transfer = player.popEnded(now)
      if (!underWay.delete(transfer)) throw new Error(`transfer ${transfer} was not under way`)
      ends.set(transfer, now)
    }
  }
  for (const happening of happenings) {
    endBefore(happening.at)
    look(underWay)
    happen(player, happening, underWay)
    look(underWay)
  }
  endBefore(Infinity)
  if (underWay.size > 0) throw new Error(`transfers ${[...underWay].join(', ')} never end`)
  return ends
}

function happen(player: Player, happening: Happening, underWay: Set<number>): void {
  const { at } = happening
  switch (happening.kind) {
    case 'start':
      player.start(at, happening.transfer, happening.from, happening.to, happening.bytes, happening.cap)
      underWay.add(happening.transfer)
      break
    case 'cancel':
      if (underWay.delete(happening.transfer)) player.cancel(at, happening.transfer)
      break
    case 'site':
      player.setCapacity(at, happening.site, happening.ingress, happening.egress)
      break
    case 'link':
      player.setLinkCapacity(at, happening.from, happening.to, happening.capacity)
  }
}
