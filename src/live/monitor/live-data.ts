/** The network and the datasets of a live server for the monitor. */
import { setImmediate } from 'node:timers/promises'
import type { Core } from '../../brokerage/core.js'
import { findDatasets, namedDataset } from '../../model/find-datasets.js'
import { type DatasetRow, NONE } from '../../model/units.js'
import type { Page } from '../../monitor/readings/about.js'
import type { DatasetFilter, DatasetInList, LinkTold, NetworkTold } from '../../monitor/readings/data.js'
import type { Asking } from '../../monitor/source.js'
import type { LiveParts } from './live-parts.js'

/** Up to so many sites all links are told whose rates were declared; of more those alone that were measured or are used. */
const FEW_SITES = 30
/** Datasets that are looked at in one question, and for one page. */
const SLICE = 20_000
const MOST_LOOKED_AT = 400_000

/** Links between sites, with the transfers that are under way. */
export function networkTold({ door }: LiveParts): Promise<NetworkTold> {
  return door.ask((core, now) => {
    const { sites } = core.state.grid
    const loads = loadsOf(core)
    const links: LinkTold[] = []
    for (const from of sites)
      for (const to of sites) {
        const load = loads.get(from.index * sites.length + to.index)
        const link = from === to ? undefined : linkOf(core, from.index, to.index, load, now)
        if (link !== undefined) links.push(link)
      }
    return { sites: sites.map(({ name }) => name), links }
  })
}

interface Load {
  transfers: number
  bytes: number
}

/** Transfers under way by pair of sites. */
function loadsOf({ state: { transfers, grid } }: Core): Map<number, Load> {
  const loads = new Map<number, Load>()
  for (let row = 0; row < transfers.top; row++) {
    if (transfers.number[row] === 0) continue
    const pair = transfers.from[row] * grid.sites.length + transfers.to[row]
    const load = loads.get(pair) ?? { transfers: 0, bytes: 0 }
    load.transfers++
    load.bytes += transfers.bytes[row]
    loads.set(pair, load)
  }
  return loads
}

/** @returns undefined where nothing is known of a link that is worth telling */
function linkOf(
  { state: { grid } }: Core,
  from: number,
  to: number,
  load: Load | undefined,
  now: number,
): LinkTold | undefined {
  const { costs, sites } = grid
  const { at, hourMBps, dayMBps, weekMBps } = costs.measured(from, to)
  const measured = [hourMBps, dayMBps, weekMBps].find((rate) => !Number.isNaN(rate))
  const closeness = costs.closeness[from * sites.length + to]
  if (measured === undefined && load === undefined && Number.isNaN(closeness) && sites.length > FEW_SITES)
    return undefined
  const rate = measured === undefined ? costs.rate(from, to) : measured * 1e6
  return {
    from: sites[from].name,
    to: sites[to].name,
    bytesPerSecond: Number.isFinite(rate) ? rate : null,
    transfers: load?.transfers ?? 0,
    bytes: load?.bytes ?? 0,
    closeness: Number.isNaN(closeness) ? null : closeness,
    ageSeconds: measured === undefined ? null : Math.max(0, now - at),
  }
}

/**
 * Datasets in the order in which they became known. Users see those that their tasks read which are alive. A page may have fewer
 * than were asked for though others follow.
 */
export async function datasetPage(
  { door, history }: LiveParts,
  { viewer }: Asking,
  filter: DatasetFilter,
): Promise<Page<DatasetInList>> {
  const { seesAll, user } = viewer
  const own = seesAll ? undefined : await door.ask((core) => datasetsOf(core, user))
  const { datasets: reads } = history.within(0)
  const readers = await door.ask(readersNow)
  const items: DatasetInList[] = []
  let next: number | null = filter.from
  const end = filter.from + MOST_LOOKED_AT
  while (next !== null && next < end && items.length < filter.limit) {
    if (next > filter.from) await setImmediate()
    const start: number = next
    next = await door.ask((core, now) =>
      look(core, start, filter, own, items, (row) => {
        const { reads: before = 0, lastAt = null } = reads.get(core.state.datasets.nameOf(row)) ?? {}
        const { alive = 0, running = 0 } = readers.get(row) ?? {}
        return { uses: before + alive, lastUsedAt: running > 0 ? now : lastAt }
      }),
    )
  }
  return { items, next }
}

/** Looks at a slice. @returns where to go on; null: that was all */
function look(
  { state }: Core,
  from: number,
  filter: DatasetFilter,
  own: ReadonlySet<number> | undefined,
  items: DatasetInList[],
  usesOf: (row: DatasetRow) => Pick<DatasetInList, 'uses' | 'lastUsedAt'>,
): number | null {
  const { length } = state.datasets.bytes
  const end = Math.min(from + SLICE, length)
  for (const row of findDatasets(state, filter, from, end)) {
    if (items.length === filter.limit) return row
    if (own?.has(row) !== false) items.push({ ...namedDataset(state, row), ...usesOf(row) })
  }
  return end < length ? end : null
}

/** Jobs alive of the tasks that read each dataset, and those of them that run. */
function readersNow({ state: { tasks } }: Core): ReadonlyMap<DatasetRow, { alive: number; running: number }> {
  const readers = new Map<DatasetRow, { alive: number; running: number }>()
  for (let row = 0; row < tasks.top; row++) {
    if (tasks.number[row] === 0 || tasks.dataset[row] === NONE) continue
    const found = readers.get(tasks.dataset[row]) ?? { alive: 0, running: 0 }
    readers.set(tasks.dataset[row], found)
    found.alive += tasks.jobs[row] - tasks.ended(row)
    found.running += tasks.running[row]
  }
  return readers
}

/** Datasets that tasks of a user read which are alive. */
function datasetsOf({ state: { tasks, users } }: Core, user: string): ReadonlySet<number> {
  const owner = users.find(user)
  const found = new Set<number>()
  for (let row = 0; row < tasks.top; row++) {
    if (tasks.number[row] !== 0 && tasks.user[row] === owner && tasks.dataset[row] !== NONE)
      found.add(tasks.dataset[row])
  }
  return found
}
