import { readCalendar } from './downtime-calendar.js'
import { gridYaml } from './grid-yaml.js'
import { linkLines } from './link-lines.js'
import { readNetworkTable } from './network-table.js'
import { chooseQueues, type LeftOut } from './queue-choice.js'
import { hasNonsenseMemory, readablePolicy } from './queue-declaration.js'
import { type PublishedQueue, readQueueTable } from './queue-table.js'
import * as rules from './rules.js'
import { type GatheredSite, gatherSites, siteEntries } from './site-declaration.js'
import { readStorageTable } from './storage-table.js'

/** Paths of the published tables that a grid is built of. */
export interface GridSources {
  readonly queues: string
  readonly matrix: string
  readonly storage: string
  readonly downtimes: string
  readonly resources: string
}

/** What is free to choose. */
export interface BuildRequest {
  readonly name: string
  readonly totalCores: number
  /** From when the tables are, in words. */
  readonly dated: string
  /** First day that is taken from the downtime calendar, as `2024-12-10`. */
  readonly firstDay: string
}

/** A built grid: the texts of its two files, and what became of the tables. */
export interface BuiltGrid {
  readonly yaml: string
  readonly links: string
  readonly sites: number
  readonly queues: number
  readonly cores: number
  readonly outages: number
  readonly leftOut: readonly LeftOut[]
}

/** Name of the table of links that belongs to a grid. */
export function linksFileOf(name: string): string {
  return `${name}-links.csv`
}

/** Builds a grid of published tables. Equal tables give equal texts. @throws BadInput when a table is not what it should be */
export function buildGrid(sources: GridSources, request: BuildRequest): BuiltGrid {
  const { name, totalCores, firstDay } = request
  const all = readQueueTable(sources.queues)
  const { kept, leftOut } = chooseQueues(all)
  const storage = readStorageTable(sources.storage, kept, all)
  const network = readNetworkTable(sources.matrix)
  const gathered = gatherSites(kept, storage, network)
  const sites = siteEntries(gathered, network, totalCores)
  const outages = readCalendar(sources, gathered, firstDay)
  const yaml = gridYaml({
    name,
    about: 'ATLAS sites and their PanDA queues, with network, storage and outages, as far as they are public.',
    remarks: [
      'yaml-language-server: $schema=../schema/grid.json',
      `Built by \`ailuro grid build\` of public tables; their credits and terms (Apache-2.0) stand in README.md beside it.`,
      'Build it anew instead of changing it.',
      ...leftOutLines(leftOut),
      ...gapLines(gathered),
      `Names in the storage table that are of no site that is kept: ${storage.unknown.join(', ') || 'none'}.`,
    ].flatMap(wrapped),
    assumptions: assumptionsOf(request, kept, gathered),
    matrix: linksFileOf(name),
    sites,
    outages,
  })
  const links = linkLines(gathered, network, [
    'Links between the sites of a grid, one way each: MB/s of one transfer (empty: as between any two), closeness, MB/s of all',
    'transfers over the last hour, day and week. Built by `ailuro grid build`; credits and terms stand in README.md.',
  ])
  const cores = sites.reduce((sum, site) => sum + site.cores, 0)
  return { yaml, links, sites: sites.length, queues: kept.length, cores, outages: outages.length, leftOut }
}

function leftOutLines(leftOut: readonly LeftOut[]): string[] {
  const all = leftOut.reduce((sum, { queues }) => sum + queues.length, 0)
  return [
    `Queues of the table that are left out (${all}):`,
    ...leftOut.map(({ reason, queues }) => `  ${queues.length} ${reason}: ${queues.join(', ')}`),
  ]
}

function gapLines(sites: readonly GatheredSite[]): string[] {
  const named = (chosen: (site: GatheredSite) => boolean): string => {
    const names = sites.filter(chosen).map(({ name }) => name)
    return names.length === 0 ? 'none' : `${names.length}: ${names.join(', ')}`
  }
  const other = (site: GatheredSite): boolean => site.matrixName !== undefined && site.matrixName !== site.name
  return [
    `Sites without storage of their own in the storage table: ${named(({ diskTB }) => diskTB === 0)}.`,
    `Sites of which the network matrix knows nothing: ${named(({ matrixName }) => matrixName === undefined)}.`,
    `Sites that stand in the matrix as the storage they use: ${named(other)}.`,
    `Sites without a computing capacity in the storage table: ${named(({ capacity }) => capacity === 0)}.`,
  ]
}

function assumptionsOf(
  { totalCores, firstDay, dated }: BuildRequest,
  queues: readonly PublishedQueue[],
  sites: readonly GatheredSite[],
): string[] {
  const least = rules.leastCoresOfTier
  const doors = rules.leastDoorOfTierGBps
  const unmeasured = queues.filter(({ corePower }) => corePower === rules.UNMEASURED_CORE_POWER).length
  const mended = queues.filter(({ fairSharePolicy }) => fairSharePolicy !== (readablePolicy(fairSharePolicy) ?? ''))
  const cramped = queues.filter(hasNonsenseMemory).map(({ name }) => name)
  const nuclei = sites.filter(({ isNucleus }) => isNucleus).length
  return [
    `mixture of tables of different years: ${dated}, downtimes from ${firstDay} on`,
    `slot counts are not public: ${totalCores} cores in all, at least ${least[0]} for a T0, ${least[1]} for a T1 and ${least[2]} for a T2, the rest by the estimated capacity of the storage table over core power`,
    `core power of ${unmeasured} of ${queues.length} queues is the default of ${rules.UNMEASURED_CORE_POWER} HS06, which nobody measured`,
    'queues of any number of cores give slots of one core and of their usual number; memory limits are shared out by cores',
    ...(cramped.length > 0
      ? [`memory limits of ${cramped.join(', ')} are below ${rules.LEAST_MEMORY_MB} MB a core and left out`]
      : []),
    `sites can take in and give out at least ${doors[0]} GB/s (T0), ${doors[1]} (T1), ${doors[2]} (T2), and ${rules.DOOR_OVER_MEASURED} times what monitors saw of all their links`,
    `one transfer gets ${rules.PLAIN_TRANSFER_MBPS} MB/s, and where more was measured that, up to ${rules.FASTEST_TRANSFER_MBPS} MB/s; links have no capacity of their own`,
    'pairs of which the network matrix knows nothing have the farthest closeness, 11; sites that share storage have 0',
    `${100 * rules.USED_FRACTION} % of the disk for data and scratch is taken by data that stay; sites without disk in the table have no limit`,
    `nuclei are the T0, the T1s and the T2s with at least ${rules.NUCLEUS_DISK_TB / 1000} PB of disk, ${nuclei} in all`,
    `outages are the downtimes declared by US sites in the ${rules.CALENDAR_DAYS} days from ${firstDay} on, when at least half of a site's resources for computing or disk were down; other sites declare theirs elsewhere`,
    ...(mended.length > 0
      ? [`fair share policies of ${mended.map(({ name }) => name).join(', ')} are written as they were meant`]
      : []),
  ]
}

/** Lines of at most so many characters. */
const LINE_WIDTH = 118

function wrapped(text: string): string[] {
  if (text.length <= LINE_WIDTH) return [text]
  const at = text.lastIndexOf(' ', LINE_WIDTH)
  return at <= 4 ? [text] : [text.slice(0, at), ...wrapped(`    ${text.slice(at + 1)}`)]
}
