import { readTable } from './csv-table.js'

/** What is published of a link, MB/s; NaN where nothing was measured. */
export interface PublishedLink {
  /** 0 best to 11 farthest or unknown, -1 blocked; NaN where the matrix has none. */
  readonly closeness: number
  readonly hourMBps: number
  readonly dayMBps: number
  readonly weekMBps: number
}

/** The published network matrix. */
export interface NetworkTable {
  link(from: string, to: string): PublishedLink | undefined
  /** Whether anything but "unknown" stands in the rows of a site. */
  knows(site: string): boolean
  /** What monitors saw of all links from a site, and of those to it, together, MB/s. */
  outMBps(site: string): number
  inMBps(site: string): number
}

const FARTHEST = 11

/** Reads the network matrix. @throws BadInput when it is not one */
export function readNetworkTable(file: string): NetworkTable {
  const links = new Map<string, Map<string, PublishedLink>>()
  const known = new Set<string>()
  const out = new Map<string, number>()
  const into = new Map<string, number>()
  for (const row of readTable(file, ['src', 'dst', 'closeness', 'MBps_1h', 'MBps_1d', 'MBps_1w'])) {
    const [from, to] = [row.text('src'), row.text('dst')]
    const link = {
      closeness: row.number('closeness', NaN),
      hourMBps: row.number('MBps_1h', NaN),
      dayMBps: row.number('MBps_1d', NaN),
      weekMBps: row.number('MBps_1w', NaN),
    }
    links.set(from, (links.get(from) ?? new Map<string, PublishedLink>()).set(to, link))
    if (from === to) continue
    const most = highestMBps(link)
    out.set(from, (out.get(from) ?? 0) + most)
    into.set(to, (into.get(to) ?? 0) + most)
    if (most > 0 || link.closeness < FARTHEST) known.add(from).add(to)
  }
  return {
    link: (from, to) => links.get(from)?.get(to),
    knows: (site) => known.has(site),
    outMBps: (site) => out.get(site) ?? 0,
    inMBps: (site) => into.get(site) ?? 0,
  }
}

/** The highest of the rates that were measured; 0 when none was. */
export function highestMBps({ hourMBps, dayMBps, weekMBps }: PublishedLink): number {
  return Math.max(0, ...[hourMBps, dayMBps, weekMBps].filter((rate) => !Number.isNaN(rate)))
}
