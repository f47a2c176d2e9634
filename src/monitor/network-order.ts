/** In which order the network's sites and links are shown: what moves most stands first. */
import { holds } from './parts/filter-form.js'
import type { LinkTold, NetworkTold } from './readings/data.js'

/** Links whose ends hold the words that are asked for, the busiest first. */
export function busyLinks(links: readonly LinkTold[], from: string | undefined, to: string | undefined): LinkTold[] {
  return links
    .filter((link) => holds(link.from, from) && holds(link.to, to))
    .sort(
      (one, other) =>
        other.bytes - one.bytes ||
        other.transfers - one.transfers ||
        (other.bytesPerSecond ?? 0) - (one.bytesPerSecond ?? 0),
    )
}

/** Sites whose name holds a word: those with most bytes on their links first, then those with the fastest links. */
export function busySites({ sites, links }: NetworkTold, word: string | undefined): string[] {
  const bytes = new Map<string, number>()
  const speed = new Map<string, number>()
  for (const link of links) {
    for (const site of [link.from, link.to]) {
      bytes.set(site, (bytes.get(site) ?? 0) + link.bytes)
      speed.set(site, (speed.get(site) ?? 0) + (link.bytesPerSecond ?? 0))
    }
  }
  const more = (of: Map<string, number>, one: string, other: string) => (of.get(other) ?? 0) - (of.get(one) ?? 0)
  return sites
    .filter((site) => holds(site, word))
    .sort((one, other) => more(bytes, one, other) || more(speed, one, other) || one.localeCompare(other, 'en'))
}
