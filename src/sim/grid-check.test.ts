/** Grid files with an error each: what is said of it and on which line, by the check and when the file is read. */
import test from 'ava'
import { BadInput } from '../model/bad-input.js'
import { checkGrid } from './grid-check.js'
import { readGrid } from './grid-file.js'
import { type Case, edited, folderOf, goodGrid, queue, said, site } from './testing/bad-grids.js'
import { root } from './testing/scenarios.js'

const amount = 'an amount such as "500 MB", "1.5 GB" (B, kB, MB, GB, TB, PB)'
const memory = 'an amount such as "2000 MB" or "14 GB"'
const rate = 'a rate such as "20 MB/s"'
const statuses = 'online, standby, brokeroff, test, offline'
const types = 'SCORE_LOMEM, SCORE, SCORE_HIMEM, SCORE_VHIMEM, MCORE_LOMEM, MCORE, MCORE_HIMEM, MCORE_VHIMEM'
const policies =
  'entries such as "type=simul:100%" or "priority>500:0" with commas between them (type, group, gshare, priority)'
const queueKeys =
  'name, status, cores, slots, unified, usualCores, maxMemoryPerCore, minMemoryPerCore, maxWalltime, minWalltime, maxScratch, corePower, vos, labels, fairSharePolicy, directIo, maxDiskIo, maxIoIntensity, transferringLimit, pledgedCores, localDataOnly, jobSeed, connectivity, serverControlled, standbySlots, bunchJobs, nucleus, readsFrom'
const linkKeys = 'between, rate, closeness, MBps, capacity, from, to, rate, closeness, MBps, capacity'

const errors: readonly Case[] = [
  ['a site twice', ['name: B', 'name: A'], 'FILE:8: site A occurs twice; allowed: site names that differ'],
  ['a queue twice', '    queues: [{ name: A1 }]', 'FILE:10: queue A1 occurs twice; allowed: queue names that differ'],
  ['no sites', [/sites:[^]*/, ''], 'FILE:1: sites is missing; allowed: a list'],
  ['an unknown key', ['cores: [1', 'core: [1'], `FILE:7: unknown key sites.0.queues.0.core; allowed: ${queueKeys}`],
  [
    'a unit for a rate that has none',
    site('network: { ingress: 3 GB }'),
    `FILE:5: sites.0.network.ingress is "3 GB"; allowed: ${rate}`,
  ],
  [
    'a capacity of 0',
    site('network: { egress: 0 GB/s }'),
    `FILE:5: sites.0.network.egress is "0 GB/s"; allowed: ${rate}`,
  ],
  ['a rate of 0', 'network: { rate: 0 MB/s }', `FILE:10: network.rate is "0 MB/s"; allowed: ${rate}`],
  ['no cores', ['cores: 16', 'cores: 0'], 'FILE:4: sites.0.cores is 0; allowed: a whole number from 1'],
  [
    'storage of no size',
    site('storage: { size: 0 TB }'),
    'FILE:5: sites.0.storage.size is "0 TB"; allowed: an amount above 0',
  ],
  [
    'storage of negative size',
    site('storage: { size: -2 TB }'),
    `FILE:5: sites.0.storage.size is "-2 TB"; allowed: ${amount}`,
  ],
  [
    'storage that holds more than its size',
    site('storage: { size: 2 TB, used: 3 TB }'),
    'FILE:5: storage of site A holds 3000000000000 bytes; allowed: at most its size of 2000000000000',
  ],
  ['an unknown tier', site('tier: 4'), 'FILE:5: sites.0.tier is 4; allowed: a whole number from 0 to 3'],
  ['negative power', site('corePower: -1'), 'FILE:5: sites.0.corePower is -1; allowed: a number above 0'],
  [
    'a queue of the common list without a site',
    'queues: [{ name: Q }]',
    'FILE:10: queues.0.site is missing; allowed: a text',
  ],
  [
    'a queue in no site',
    'queues: [{ name: Q, site: B }, { name: R, site: C }]',
    'FILE:10: queue R is at site C, which is not there; allowed: sites of the grid',
  ],
  [
    'a fault of a queue of the common list',
    'queues: [{ name: Q, site: B }, { name: R, site: B, cores: [8] }]',
    "FILE:10: queue R has slots of 8 cores; allowed: at most the site's 4",
  ],
  [
    'slots wider than their site',
    ['[1, 8]', '[1, 32]'],
    "FILE:7: queue A1 has slots of 32 cores; allowed: at most the site's 16",
  ],
  [
    'a width twice',
    ['[1, 8]', '[8, 8]'],
    'FILE:7: queue A1 names slots of the same width twice; allowed: widths that differ',
  ],
  [
    'both forms of slots',
    queue('slots: [{ cores: 1 }]'),
    'FILE:8: sites.0.queues.0.slots is [{"cores":1}]; allowed: either slots or cores, not both',
  ],
  [
    'memory without a unit',
    queue('maxMemoryPerCore: 2000'),
    `FILE:8: sites.0.queues.0.maxMemoryPerCore is 2000; allowed: ${memory}`,
  ],
  [
    'less memory than is asked for',
    ['cores: [1, 8]', 'slots: [{ cores: 8, minMemory: 20 GB, maxMemory: 16 GB }]'],
    'FILE:6: a slot of 8 cores of queue A1 wants at least 20000 MB; allowed: at most the 16000 it gives',
  ],
  [
    'less time than is asked for',
    queue('minWalltime: 2 h\n        maxWalltime: 1 h'),
    'FILE:8: queue A1 wants jobs of at least 7200 s; allowed: at most its maxWalltime of 3600 s',
  ],
  ['a number for a list', ['[1, 8]', '8'], 'FILE:7: sites.0.queues.0.cores is 8; allowed: a list'],
  ['an unknown status', queue('status: up'), `FILE:8: sites.0.queues.0.status is "up"; allowed: ${statuses}`],
  [
    'a policy without a value',
    queue('fairSharePolicy: "type=simul:100%,type=any"'),
    `FILE:8: queue A1: entry "type=any" has no value behind a colon; allowed: ${policies}`,
  ],
  [
    'a policy with an unknown key',
    queue('fairSharePolicy: "any:0%"'),
    `FILE:8: queue A1: "any" of entry "any:0%" is not a condition; allowed: ${policies}`,
  ],
  [
    'a policy with a comparison that is none',
    queue('fairSharePolicy: "priority=500:0"'),
    `FILE:8: queue A1: "priority=500" of entry "priority=500:0" is not a condition; allowed: ${policies}`,
  ],
  [
    'a policy with a pattern that cannot be read',
    queue('fairSharePolicy: "group=(:0"'),
    `FILE:8: queue A1: "group=(" of entry "group=(:0" is not a condition; allowed: ${policies}`,
  ],
  [
    'a policy that gives more than all',
    queue('fairSharePolicy: "type=simul:120%"'),
    `FILE:8: queue A1: the value of entry "type=simul:120%" is not one from 0% to 100%; allowed: ${policies}`,
  ],
  [
    'storage of nobody',
    queue('readsFrom: [B, C]'),
    'FILE:8: queue A1 reads from C, which is not there; allowed: sites of the grid',
  ],
  [
    'an unknown nucleus',
    queue('nucleus: C'),
    'FILE:8: queue A1 counts for C, which is not there; allowed: sites of the grid',
  ],
  [
    'stand-by for work of no type',
    queue('standbySlots: { Simulation: { MCORES: 4 } }'),
    `FILE:8: queue A1 keeps slots for MCORES on stand-by; allowed: ${types}`,
  ],
  [
    'a link to a site that is not there',
    'network: { links: [{ between: [A, Z], rate: 1 MB/s }] }',
    'FILE:10: a link names site Z, which is not there; allowed: sites of the grid',
  ],
  [
    'a link to itself',
    'network: { links: [{ between: [A, B] }, { from: A, to: A }] }',
    'FILE:10: a link leads from A to itself; allowed: two different sites',
  ],
  [
    'a link twice',
    'network: { links: [{ between: [A, B] }, { from: B, to: A }] }',
    'FILE:10: the link from B to A occurs twice; allowed: one for each direction',
  ],
  [
    'a link that leads nowhere',
    'network: { links: [{ from: B }] }',
    'FILE:10: network.links.0.to is missing; allowed: a text',
  ],
  [
    'a link with an unknown key',
    'network: { links: [{ from: B, to: A, MBs: 3 }] }',
    `FILE:10: unknown key network.links.0.MBs; allowed: ${linkKeys}`,
  ],
  [
    'a closeness out of range',
    'network: { links: [{ from: B, to: A, closeness: 12 }] }',
    'FILE:10: network.links.0.closeness is 12; allowed: a whole number from -1 to 11',
  ],
  [
    'a negative measurement',
    'network: { links: [{ from: B, to: A, MBps: { hour: -3 } }] }',
    'FILE:10: network.links.0.MBps.hour is -3; allowed: a number of MB/s from 0',
  ],
  [
    'an outage of nobody',
    'outages: [{ site: C, at: 1 h, for: 1 h }]',
    'FILE:10: an outage names site C, which is not there; allowed: sites of the grid',
  ],
  [
    'no table of links',
    'network: { matrix: none.csv }',
    'FOLDER/none.csv: there is no such file; allowed: a CSV table of links, gzip or not',
  ],
]

test('the grid that the bad ones differ from is good', (t) => {
  const file = folderOf(t)('g.yaml', goodGrid)
  t.deepEqual(checkGrid(file).faults, [])
  t.is(readGrid(file).sites.length, 2)
})

test('errors, which also turn the file away when it is read', (t) => {
  const write = folderOf(t)
  for (const [title, edit, message] of errors) {
    const file = write('g.yaml', edited(edit))
    t.is(said(file, 'error')[0], message, title)
    t.throws(
      () => readGrid(file),
      { instanceOf: BadInput, message: message.replace('FILE', file).replace('FOLDER/', file.replace('g.yaml', '')) },
      title,
    )
  }
})

test('all faults of a file are told, each once', (t) => {
  const text = `${goodGrid.replace('[1, 8]', '[1, 32]')}network: { links: [{ between: [A, Y] }, { between: [Z, B] }] }\n`
  t.deepEqual(said(folderOf(t)('g.yaml', text), 'error'), [
    "FILE:7: queue A1 has slots of 32 cores; allowed: at most the site's 16",
    'FILE:10: a link names site Y, which is not there; allowed: sites of the grid',
    'FILE:10: a link names site Z, which is not there; allowed: sites of the grid',
  ])
})

test('the shipped grids have neither errors nor warnings', (t) => {
  for (const name of ['three-sites', 'atlas-2025']) {
    t.deepEqual(checkGrid(`${root}scenarios/grids/${name}.yaml`).faults, [], name)
  }
})
