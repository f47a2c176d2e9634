/** A grid built of made-up tables: the text of its files, and what the rules have made of each row. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { BadInput } from '../../model/bad-input.js'
import { checkGrid } from '../grid-check.js'
import type { GridSpec, QueueSpec, SiteSpec } from '../grid-spec.js'
import { root } from '../testing/scenarios.js'
import { type BuiltGrid, buildGrid, type GridSources, linksFileOf } from './build-grid.js'

const folder = `${root}src/sim/grid-build/testing/`
const sources: GridSources = {
  queues: `${folder}queues.csv`,
  matrix: `${folder}matrix.csv`,
  storage: `${folder}storage.csv`,
  downtimes: `${folder}downtimes.csv`,
  resources: `${folder}resources.csv`,
}
const request = { name: 'small', totalCores: 6000, firstDay: '2024-12-10', dated: 'tables of today' }
const isRenewed = process.env['AILURO_RENEW_GRID'] === '1'

function scratch(t: ExecutionContext): string {
  const path = mkdtempSync(join(tmpdir(), 'ailuro-build-'))
  t.teardown(() => rmSync(path, { recursive: true }))
  return path
}

/** The grid that a built file holds, which must be without faults. */
function read(t: ExecutionContext, built: BuiltGrid): GridSpec {
  const path = scratch(t)
  writeFileSync(join(path, 'small.yaml'), built.yaml)
  writeFileSync(join(path, linksFileOf('small')), built.links)
  const { grid, faults } = checkGrid(join(path, 'small.yaml'))
  t.deepEqual(faults, [])
  return grid!
}

const siteOf = (grid: GridSpec, name: string): SiteSpec => grid.sites.find((site) => site.name === name)!
const queueOf = (grid: GridSpec, name: string): QueueSpec =>
  grid.sites.flatMap(({ queues }) => queues).find((queue) => queue.name === name)!

test('the same tables give the same files', (t) => {
  const built = buildGrid(sources, request)
  for (const [file, text] of [
    ['small.yaml', built.yaml],
    ['small-links.csv', built.links],
  ]) {
    if (isRenewed) writeFileSync(folder + file, text)
    t.is(text, readFileSync(folder + file, 'utf8'), `${file}: renew it with AILURO_RENEW_GRID=1 if this is meant`)
  }
})

test('queues are left out for the first reason that holds', (t) => {
  t.deepEqual(buildGrid(sources, request).leftOut, [
    { reason: 'offline', queues: ['GONE'] },
    { reason: 'in test, or for tests only', queues: ['BIG_TEST', 'MIDDLE_HC', 'STAGE'] },
    { reason: 'of a T3, which serves its own users', queues: ['HOME'] },
    { reason: 'for special work', queues: ['ODD'] },
    { reason: 'with GPUs, which no work here asks for', queues: ['BIG_GPU'] },
    { reason: 'of ARM cores, for which not all software is built', queues: ['BIG_ARM'] },
  ])
})

test('limits of queues', (t) => {
  const grid = read(t, buildGrid(sources, request))
  const slot = (cores: number, maxMemoryMB: number, minMemoryMB = 0) => ({ cores, maxMemoryMB, minMemoryMB })
  t.like(queueOf(grid, 'BIG'), {
    slots: [slot(1, 2000), slot(8, 16_000)],
    isUnified: true,
    maxWalltimeSeconds: 172_800,
    maxScratchMB: 100_000,
    transferringLimitJobs: 8000,
    directIoLan: true,
    directIoWan: false,
    alwaysDirectIo: false,
    jobSeed: 'std',
    connectivity: 'full',
    serverControlled: true,
    labels: [],
  })
  t.like(queueOf(grid, 'BIG_VP'), { localDataOnly: true, corePower: 10, labels: ['user', 'panda', 'install'] })
  t.like(queueOf(grid, 'BIG_HPC'), {
    slots: [slot(64, 128_000)],
    isUnified: false,
    pledgedCores: -1,
    alwaysDirectIo: true,
    connectivity: 'none',
    serverControlled: false,
    // Written as it was meant.
    fairSharePolicy: 'type=simul:100%,type=evgen:100%,type=any:0%',
    labels: ['managed', 'test', 'prod_test', 'install'],
  })
  t.like(queueOf(grid, 'MIDDLE'), {
    status: 'brokeroff',
    slots: [slot(1, 4000, 2001)],
    minWalltimeSeconds: 600,
    maxWalltimeSeconds: 86_400,
    maxDiskIoKBps: 500,
    jobSeed: 'std',
  })
  // 500 MB a core is no limit that anybody can have meant.
  t.like(queueOf(grid, 'CLOUD'), { slots: [slot(1, 0), slot(32, 0)], readsFrom: ['BIG-T1'], nucleus: 'BIG-T1' })
})

test('sites: cores by capacity, disk for data and scratch, doors, nuclei', (t) => {
  const grid = read(t, buildGrid(sources, request))
  // 1000 for the T1, 200 for each T2; the other 4400 as 3.5 : 1.25 : 0.4 (all of 12.5 HS06), in eights.
  t.deepEqual(
    grid.sites.map(({ name, cores }) => [name, cores]),
    [
      ['BIG-T1', 1000 + 2992],
      ['LONELY', 200],
      ['MIDDLE', 200 + 1064],
      ['NEAR-BIG', 200 + 344],
    ],
  )
  t.like(siteOf(grid, 'BIG-T1'), {
    tier: 1,
    isNucleus: true,
    isInNetwork: true,
    corePower: 12.5,
    storage: { totalBytes: 5.2e15, usedBytes: 3.9e15 },
    // Twice the 8900 MB/s that left it.
    ingressBytesPerSecond: 12.5e9,
    egressBytesPerSecond: 17.8e9,
  })
  t.like(siteOf(grid, 'MIDDLE'), { isNucleus: false, storage: { totalBytes: 6.4e14, usedBytes: 4.8e14 } })
  t.like(siteOf(grid, 'LONELY'), { isNucleus: false, isInNetwork: false, storage: undefined })
  t.like(siteOf(grid, 'NEAR-BIG'), { isInNetwork: true, storage: undefined, egressBytesPerSecond: 17.8e9 })
})

test('links: as the matrix has them, as those of the storage used, farthest where nothing is known', (t) => {
  const { network } = read(t, buildGrid(sources, request))
  t.is(network.links.length, 12)
  const link = (from: string, to: string) => {
    const { bytesPerSecond, closeness, measured } = network.links.find((one) => one.from === from && one.to === to)!
    return [closeness, bytesPerSecond, measured?.hourMBps, measured?.dayMBps, measured?.weekMBps]
  }
  t.deepEqual(link('BIG-T1', 'MIDDLE'), [3, 1e8, 12.5, 900, 40])
  t.deepEqual(link('MIDDLE', 'BIG-T1'), [4, undefined, NaN, 0.02, 3.5])
  t.deepEqual(link('NEAR-BIG', 'MIDDLE'), [3, 1e8, 12.5, 900, 40])
  t.deepEqual(link('NEAR-BIG', 'BIG-T1'), [0, 1e8, undefined, undefined, undefined])
  t.deepEqual(link('MIDDLE', 'LONELY'), [11, undefined, undefined, undefined, undefined])
})

test('outages: half of the resources, joined, cut off at the first day', (t) => {
  const { outages = [] } = read(t, buildGrid(sources, request))
  const h = 3600
  t.deepEqual(
    outages.map(({ site, kind, atSeconds, forSeconds, announced }) => [
      site,
      kind,
      atSeconds / h,
      forSeconds / h,
      announced,
    ]),
    [
      ['BIG-T1', 'storage', 0, 2.5, true],
      ['BIG-T1', 'compute', 32, 4, false],
      ['MIDDLE', 'all', 6 * 24 + 22, 30, true],
    ],
  )
})

test('tables that are none are told by file, line and column', (t) => {
  const path = scratch(t)
  const bad = (table: keyof GridSources, edit: (text: string) => string): GridSources => {
    const file = join(path, `${table}.csv`)
    writeFileSync(file, edit(readFileSync(sources[table], 'utf8')))
    return { ...sources, [table]: file }
  }
  for (const [given, message] of [
    [
      { ...sources, matrix: join(path, 'none.csv') },
      'none.csv: there is no such file; allowed: a CSV table, gzip or not',
    ],
    [
      bad('resources', (text) => text.replace('active', 'alive')),
      'resources.csv: there is no column active; allowed: a table with resource_group, resource, active, services',
    ],
    [
      bad('storage', (text) => text.replace('5000.5', 'much')),
      'storage.csv:2: rse_capacity_tb is much; allowed: a number',
    ],
    [
      bad('queues', (text) => text.replace('unified,GRID', '"unified,GRID')),
      'queues.csv: Invalid Closing Quote: got "{" at line 2 instead of delimiter, record delimiter, trimable character (if activated) or comment; allowed: a CSV table, gzip or not',
    ],
  ] as const) {
    t.throws(() => buildGrid(given, request), { instanceOf: BadInput, message: join(path, message) }, message)
  }
})
