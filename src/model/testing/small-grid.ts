/** Small grids and states for tests, written as tables: a line of column names, then one line a queue. */
import { type Constants, type ConstantsByShare, defaultConstants } from '../constants.js'
import { CostMatrix } from '../cost-matrix.js'
import { Grid, type JobSeed, plainTraits, type QueueStatus, type QueueTraits, slotsOf } from '../grid.js'
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
 * The grid of a table's queues. Columns, each with a wide default:
 *
 *     queue   site (the queue's name)   tier (2)   network (no: its tables do not know the site)
 *     status   cores (`1`, `1+8`)   unified (yes)   usualcores   memory and minmemory (MB a core)   walltime and minwalltime (s)
 *     scratch (MB)   power   vos, labels (`a+b`)   policy (fair share policy)   direct (no, lan, wan, always)
 *     maxdiskio, maxio (kB/s)   transferlimit   pledged   localonly (yes)   seed   reach   server (yes: it starts the pilots)
 *     standby (slots for SCORE jobs of the share simulation; - for none)   nucleus, readsfrom (sites)
 *
 * Sites that are neighbours in the table are the fastest to reach.
 */
export function gridOf(table: string): Grid {
  return gridsOf(table)()
}

/** The same for tests that make one grid after the other: the table is read once. */
export function gridsOf(table: string): () => Grid {
  const lines = linesOf(table)
  const sites = new Map<string, Line>()
  for (const line of lines) if (!sites.has(siteOf(line))) sites.set(siteOf(line), line)
  const names = [...sites].map(([name, { tier = '2', network }]) => {
    return { name, tier: Number(tier), isInNetwork: network !== 'no' }
  })
  const traits = lines.map(traitsOf)
  return () => new Grid(names, traits, new CostMatrix(sites.size, (from, to) => 1e8 / Math.abs(from - to)))
}

function siteOf({ queue, site = queue }: Line): string {
  return site
}

function traitsOf(line: Line): QueueTraits {
  const number = (column: string, otherwise = 0) => Number(line[column] ?? otherwise)
  const list = (column: string) => ((line[column] ?? 'all') === 'all' ? [] : line[column].split('+'))
  const is = (column: string, word = 'yes') => line[column] === word
  const { status = 'online', cores = '1', policy = '-', seed = 'all', reach = '-', standby = '-', nucleus = '' } = line
  return {
    ...plainTraits,
    name: line['queue'],
    site: siteOf(line),
    status: status as QueueStatus,
    slots: slotsOf(cores.split('+').map(Number), number('memory'), number('minmemory')),
    isUnified: is('unified'),
    cores: number('usualcores'),
    maxWalltimeSeconds: number('walltime'),
    minWalltimeSeconds: number('minwalltime'),
    maxScratchMB: number('scratch'),
    corePower: number('power', 10),
    vos: list('vos'),
    labels: list('labels'),
    fairSharePolicy: policy === '-' ? '' : policy,
    directIoLan: is('direct', 'lan') || is('direct', 'wan'),
    directIoWan: is('direct', 'wan'),
    alwaysDirectIo: is('direct', 'always'),
    maxDiskIoKBps: number('maxdiskio'),
    maxIoIntensityKBps: number('maxio'),
    transferringLimitJobs: number('transferlimit'),
    pledgedCores: number('pledged'),
    localDataOnly: is('localonly'),
    jobSeed: seed as JobSeed,
    connectivity: reach === '-' ? '' : reach,
    serverControlled: is('server'),
    standbySlots: standby === '-' ? {} : { simulation: { SCORE: Number(standby) } },
    nucleus,
    readsFrom: (line['readsfrom'] ?? '-') === '-' ? [] : line['readsfrom'].split('+'),
  }
}

/** An empty state over a grid. */
export function stateOf(grid: Grid, constants: Partial<Constants> = {}, byShare: ConstantsByShare = {}): State {
  return new State(grid, seed, { ...defaultConstants, ...constants }, byShare)
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
