/** Small grids and states for tests, written as tables: a line of column names, then one line a queue. */
import { type Constants, defaultConstants } from '../constants.js'
import { CostMatrix } from '../cost-matrix.js'
import { Grid, type QueueStatus, type QueueTraits } from '../grid.js'
import { State } from '../state.js'
import type { WorkNeeds } from '../work-kind.js'

/** One line of a table, by column. */
export type Line = Readonly<Record<string, string>>

export const seed = { a: 0x12345678, b: 0x0badcafe }

/** Reads a table: words apart by spaces; what follows a `|` is one last column of free text. */
export function linesOf(table: string): Line[] {
  const [header, ...rows] = table
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map(cellsOf)
  return rows.map((cells) => {
    if (cells.length !== header.length) throw new Error(`a line with ${cells.length} cells: ${cells.join(' ')}`)
    return Object.fromEntries(header.map((column, i) => [column, cells[i]]))
  })
}

function cellsOf(line: string): string[] {
  const bar = line.indexOf('|')
  if (bar < 0) return line.split(/\s+/)
  return [...line.slice(0, bar).trim().split(/\s+/), line.slice(bar + 1).trim()]
}

/**
 * The grid of a table's queues. Columns, each with a wide default: queue, site (the queue's name), status, cores (`1`,
 * `1+8`), memory and minmemory (MB a core), walltime and minwalltime (s), scratch (MB), power, vos, labels (`a+b`).
 * Sites that are neighbours in the table are the fastest to reach.
 */
export function gridOf(table: string): Grid {
  const lines = linesOf(table)
  const sites = [...new Set(lines.map(({ queue, site = queue }) => site))]
  const costs = new CostMatrix(sites.length, (from, to) => 1e8 / Math.abs(from - to))
  return new Grid(
    sites.map((name) => ({ name, tier: 2 })),
    lines.map(traitsOf),
    costs,
  )
}

function traitsOf(line: Line): QueueTraits {
  const number = (column: string, otherwise: number) => Number(line[column] ?? otherwise)
  const list = (column: string) => (line[column] === undefined || line[column] === 'all' ? [] : line[column].split('+'))
  return {
    name: line['queue'],
    site: line['site'] ?? line['queue'],
    status: (line['status'] ?? 'online') as QueueStatus,
    cores: (line['cores'] ?? '1').split('+').map(Number),
    maxMemoryMBPerCore: number('memory', 0),
    minMemoryMBPerCore: number('minmemory', 0),
    maxWalltimeSeconds: number('walltime', 0),
    minWalltimeSeconds: number('minwalltime', 0),
    maxScratchMB: number('scratch', 0),
    corePower: number('power', 10),
    vos: list('vos'),
    labels: list('labels'),
  }
}

/** An empty state over a grid. */
export function stateOf(grid: Grid, constants: Partial<Constants> = {}): State {
  return new State(grid, seed, { ...defaultConstants, ...constants })
}

/** What plain single-core production work needs, except as told. */
export function needsOf(needs: Partial<WorkNeeds> = {}): WorkNeeds {
  return {
    cores: 1,
    memoryMBPerCore: 2000,
    baseMemoryMB: 0,
    scratchMB: 1000,
    vo: 'atlas',
    label: 'managed',
    share: 'simulation',
    ...needs,
  }
}
