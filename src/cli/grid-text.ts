/** A grid, and what is wrong with a grid file, as text for a terminal. */
import { formatBytes, formatCount, formatSeconds } from '../model/format.js'
import type { Slot } from '../model/grid.js'
import type { GridCheck } from '../sim/grid-check.js'
import { type GridSpec, type SiteSpec, totalCores } from '../sim/grid-spec.js'
import { renderTable } from './table.js'

/** Sites and queues as a table, totals before it, assumptions behind. */
export function gridText(spec: GridSpec, width: number): string {
  const rows = spec.sites.flatMap((site) =>
    site.queues.map((queue) => [
      site.name,
      `T${site.tier}`,
      formatCount(site.cores),
      site.storage === undefined ? 'any' : formatBytes(site.storage.totalBytes),
      String(queue.corePower ?? site.corePower),
      queue.name,
      queue.status,
      queue.slots.map(({ cores }) => cores).join(', '),
      memoryText(queue.slots[0]),
      queue.maxWalltimeSeconds === 0 ? 'any' : `${Number((queue.maxWalltimeSeconds / 3600).toFixed(1))} h`,
    ]),
  )
  const table = renderTable(
    [
      { title: 'Site', align: 'left', importance: 9 },
      { title: 'Tier', align: 'left', importance: 3 },
      { title: 'Cores', align: 'right', importance: 8 },
      { title: 'Disk', align: 'right', importance: 2 },
      { title: 'HS06/core', align: 'right', importance: 4 },
      { title: 'Queue', align: 'left', importance: 7 },
      { title: 'Status', align: 'left', importance: 6 },
      { title: 'Slots of', align: 'left', importance: 5 },
      { title: 'Memory/core', align: 'right', importance: 2 },
      { title: 'Wall time', align: 'right', importance: 1 },
    ],
    rows,
    width,
  )
  const assumptions = spec.assumptions.map((assumption) => `\n- ${assumption}`).join('')
  return `${totalsText(spec)}\n\n${table}\n${assumptions === '' ? '' : `\nAssumptions:${assumptions}\n`}`
}

/** All that was found in a grid file, a line each, and how much that is. */
export function checkText(file: string, { grid, faults }: GridCheck): string {
  const lines = faults.map(
    ({ severity, where, found, allowed }) => `${severity}: ${where}: ${found}; allowed: ${allowed}\n`,
  )
  const count = (severity: string) => faults.filter((fault) => fault.severity === severity).length
  const size = grid === undefined ? '' : `${sizeText(grid)}; `
  return `${lines.join('')}${file}: ${size}${plural(count('error'), 'error')}, ${plural(count('warning'), 'warning')}\n`
}

function totalsText(spec: GridSpec): string {
  const { latencySeconds, bytesPerSecond, links } = spec.network
  const { sites, outages = [] } = spec
  const queues = sites.flatMap((site) => site.queues)
  const online = queues.filter(({ status }) => status === 'online').length
  const disk = sites.reduce((sum, { storage }) => sum + (storage?.totalBytes ?? 0), 0)
  const own = links.filter((link) => link.bytesPerSecond !== undefined).length
  const out = outages.map(({ site, kind, atSeconds, forSeconds }) => {
    return `\nout: ${kind === 'all' ? '' : `${kind} of `}${site} after ${formatSeconds(atSeconds)} for ${formatSeconds(forSeconds)}`
  })
  return (
    `${spec.name}: ${sizeText(spec)} of ${formatCount(Math.round(totalPower(sites)))} HS06, ${online} of the queues online, ` +
    `${sites.filter(({ tier, isNucleus = tier <= 2 }) => isNucleus).length} nuclei${disk > 0 ? `, ${formatBytes(disk)} of disk` : ''}\n` +
    `transfers take ${latencySeconds} s and run at ${formatBytes(bytesPerSecond)}/s, ${own} of the links with a rate of their own${out.join('')}`
  )
}

function sizeText(spec: GridSpec): string {
  const queues = spec.sites.reduce((sum, site) => sum + site.queues.length, 0)
  return `${plural(spec.sites.length, 'site')}, ${plural(queues, 'queue')}, ${formatCount(totalCores(spec))} cores`
}

function totalPower(sites: readonly SiteSpec[]): number {
  return sites.reduce((sum, { cores, corePower }) => sum + cores * corePower, 0)
}

function plural(count: number, what: string): string {
  return `${formatCount(count)} ${what}${count === 1 ? '' : 's'}`
}

function memoryText({ cores, maxMemoryMB }: Slot): string {
  return maxMemoryMB === 0 ? 'any' : `${formatCount(maxMemoryMB / cores)} MB`
}
