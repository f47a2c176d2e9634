import { readTable } from './csv-table.js'
import type { PublishedQueue } from './queue-table.js'

/** Disk that production and analysis write to; tape, caches and disk for local users do not count. */
const usualDisk = /_(DATADISK|SCRATCHDISK)$/

/** Storage whose name does not tell the site that it stands at. */
const otherNames: Readonly<Record<string, string>> = {
  'BNL-OSG2': 'BNL-ATLAS',
  'KIT-T2': 'FZK-LCG2',
  SLACXRD: 'WT2',
  'TW-LCG2': 'TW-FTT',
}

/** Storage and computing of sites as published by queue. */
export interface StorageTable {
  /** Disk of a site, TB; 0 when the table has none. */
  diskTB(site: string): number
  /** Relative computing capacity of a site; 0 when the table has none. */
  capacity(site: string): number
  /** Names in the table that belong to no site of the grid. */
  readonly unknown: readonly string[]
}

/**
 * Reads storage and relative capacity by queue or site, and adds them up for the sites of a grid.
 * @throws BadInput when the file is not such a table
 */
export function readStorageTable(
  file: string,
  queues: readonly PublishedQueue[],
  allQueues: readonly PublishedQueue[],
): StorageTable {
  const sites = siteNames(queues)
  const others = new Set(
    allQueues
      .filter((queue) => !queues.includes(queue))
      .flatMap(({ name, site }) => [name, ...(sites.includes(site) ? [] : [site])]),
  )
  const siteOfQueue = new Map(queues.map(({ name, site }) => [name, site]))
  // Queues that are gone since then are told by their names; those that were for tests never ran work.
  const siteOf = (name: string): string | undefined =>
    siteOfQueue.get(name) ?? (others.has(name) || /test/i.test(name) ? undefined : siteOfName(name, sites))
  const disks = new Map<string, number>()
  const capacities = new Map<string, number>()
  const unknown = new Set<string>()
  for (const row of readTable(file, ['queue', 'relative_capacity_gflops', 'rse', 'rse_capacity_tb'])) {
    const name = row.text('queue')
    if (siteOf(name) === undefined) unknown.add(name)
    else capacities.set(name, row.number('relative_capacity_gflops', 0))
    // One storage stands in the table once for each queue that uses it.
    disks.set(row.text('rse'), row.number('rse_capacity_tb', 0))
  }
  return {
    diskTB: (site) =>
      sum([...disks].filter(([rse]) => usualDisk.test(rse) && siteOfStorage(rse, sites) === site).map(([, tb]) => tb)),
    capacity: (site) => sum([...capacities].filter(([name]) => siteOf(name) === site).map(([, value]) => value)),
    unknown: [...unknown].sort(),
  }
}

/** The site that a storage element stands at, by its name; undefined when it is none of these. */
export function siteOfStorage(rse: string, sites: readonly string[]): string | undefined {
  return siteOfName(storagePrefix(rse), sites)
}

/** The site that a name begins with, or that begins with the name. */
function siteOfName(given: string, sites: readonly string[]): string | undefined {
  const name = (otherNames[given] ?? given).toUpperCase()
  const upper = (site: string): string => site.toUpperCase()
  return (
    sites.find((site) => upper(site) === name) ??
    longest(sites.filter((site) => name.startsWith(`${upper(site)}-`) || name.startsWith(`${upper(site)}_`))) ??
    [...sites].sort().find((site) => upper(site).startsWith(`${name}-`))
  )
}

/** The name of a storage element without its kind: `BNL-OSG2` of `BNL-OSG2_DATADISK`. */
export function storagePrefix(rse: string): string {
  return rse.replace(/_[^_]*$/, '')
}

/** Names of the sites of queues, sorted. */
export function siteNames(queues: readonly PublishedQueue[]): string[] {
  return [...new Set(queues.map(({ site }) => site))].sort()
}

function longest(names: readonly string[]): string | undefined {
  return [...names].sort((a, b) => b.length - a.length)[0]
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
