/** What grid files may say, what is odd but allowed, and tables of links that are wrong. */
import { gzipSync } from 'node:zlib'
import test from 'ava'
import { BadInput } from '../model/bad-input.js'
import { readGrid } from './grid-file.js'
import { type Case, edited, folderOf, goodGrid, queue, said, site } from './testing/bad-grids.js'

const header = 'from,to,rate,closeness,hour,day,week,capacity\n'
const columns = 'a header with from, to and some of rate, closeness, hour, day, week, capacity'
const numbers = 'a number of MB/s above 0'

const tables: readonly (readonly [title: string, table: string, message: string])[] = [
  [
    'a pair missing',
    `${header}A,B,,4,,,,\n`,
    'FILE:10: no link leads from B to A; allowed: a link for every pair of sites',
  ],
  ['an empty table', header, `TABLE: there is no column from; allowed: ${columns}`],
  ['an unknown column', 'from,to,mbps\nA,B,3\n', `TABLE: there is a column mbps; allowed: ${columns}`],
  [
    'a rate of 0',
    `${header}A,B,0,4,,,,\nB,A,,4,,,,\n`,
    `TABLE:2: rate of the link from A to B is 0; allowed: ${numbers}`,
  ],
  [
    'a capacity that is a word',
    `# words\n${header}A,B,,4,,,,\nB,A,,4,,,,fast\n`,
    `TABLE:4: capacity of the link from B to A is fast; allowed: ${numbers}`,
  ],
  [
    'a closeness out of range',
    `${header}A,B,,4,,,,\nB,A,,-2,,,,\n`,
    'TABLE:3: closeness of the link from B to A is -2; allowed: a whole number from -1 to 11',
  ],
  [
    'a negative measurement',
    `${header}A,B,,4,,-1,,\nB,A,,4,,,,\n`,
    'TABLE:2: day of the link from A to B is -1; allowed: a number of MB/s from 0',
  ],
  [
    'a site that is not there',
    `${header}A,B,,4,,,,\nB,A,,4,,,,\nA,C,,4,,,,\n`,
    'TABLE:4: a link names site C, which is not there; allowed: sites of the grid',
  ],
  [
    'a pair twice',
    `${header}A,B,,4,,,,\nB,A,,4,,,,\nA,B,,5,,,,\n`,
    'TABLE:4: the link from A to B occurs twice; allowed: one for each direction',
  ],
  [
    'half a row',
    `${header}A,B\n`,
    'TABLE: Invalid Record Length: columns length is 8, got 2 on line 2; allowed: a CSV table of links',
  ],
]

const warnings: readonly Case[] = [
  ['a site without a queue', '    queues: []', 'FILE:8: site B has no queue: nothing can run there; allowed: a queue'],
  [
    'an isolated site',
    'network: { links: [{ between: [A, B], closeness: -1 }] }',
    'FILE:3: site A is isolated: all its links are blocked; allowed: a link that is not blocked',
  ],
  [
    'memory that fits no usual job',
    queue('maxMemoryPerCore: 2 MB'),
    'FILE:8: a slot of 1 cores of queue A1 gives 2 MB: no usual job fits; allowed: room for jobs of 900 to 7200 MB a core',
  ],
  [
    'memory that every usual job lacks',
    queue('minMemoryPerCore: 64 GB'),
    'FILE:8: a slot of 1 cores of queue A1 wants at least 64000 MB: no usual job fits; allowed: room for jobs of 900 to 7200 MB a core',
  ],
  [
    'unheard-of power',
    site('corePower: 1351'),
    'FILE:5: a core of site A has 1351 HS06; allowed: 2 to 60 HS06, as cores of grids have',
  ],
  [
    'unheard-of power of a queue',
    queue('corePower: 0.1'),
    'FILE:8: a core of queue A1 has 0.1 HS06; allowed: 2 to 60 HS06, as cores of grids have',
  ],
  [
    'nothing online',
    [/queues:[^]*/, 'queues: [{ name: A1, status: test }]\n'],
    'FILE:3: no queue is online; allowed: a queue that takes work',
  ],
]

test('errors of the table of links', (t) => {
  const write = folderOf(t)
  const file = write('g.yaml', `${goodGrid}network: { matrix: links.csv }\n`)
  for (const [title, table, message] of tables) {
    write('links.csv', table)
    t.deepEqual(said(file, 'error'), [message], title)
    t.throws(() => readGrid(file), { instanceOf: BadInput }, title)
  }
})

test('warnings, with which the file can be used', (t) => {
  const write = folderOf(t)
  for (const [title, edit, message] of warnings) {
    const file = write('g.yaml', edited(edit))
    t.is(said(file, 'warning')[0], message, title)
    t.deepEqual(said(file, 'error'), [], title)
    t.true(readGrid(file).sites.length > 0, title)
  }
})

test('everything that a grid file can say arrives', (t) => {
  const write = folderOf(t)
  write('links.csv.gz', gzipSync(`${header}A,B,60,4,8,,12.5,900\nB,A,,-1,,,,\n`))
  const file = write(
    'g.yaml',
    `name: g
network: { latency: 2 s, rate: 10 MB/s, matrix: links.csv.gz }
sites:
  - name: A
    tier: 1
    nucleus: false
    inNetwork: false
    cores: 64
    corePower: 12
    network: { ingress: 3 GB/s }
    storage: { size: 2 PB, used: 500 TB }
  - name: B
    cores: 8
    queues: [{ name: B1 }]
queues:
  - name: A1
    site: A
    status: brokeroff
    slots: [{ cores: 1, maxMemory: 4 GB }, { cores: 16, minMemory: 10 GB, maxMemory: 64 GB }]
    unified: true
    usualCores: 8
    corePower: 14
    maxWalltime: 2 days
    minWalltime: 10 min
    maxScratch: 20 GB
    vos: [atlas]
    labels: [user]
    fairSharePolicy: "type=evgen:0%"
    directIo: [lan, always]
    maxDiskIo: 5 MB/s
    maxIoIntensity: 300 kB/s
    transferringLimit: 30
    pledgedCores: -1
    localDataOnly: true
    jobSeed: eshigh
    connectivity: http
    serverControlled: true
    standbySlots: { Simulation: { MCORE: 0 } }
    bunchJobs: 40
    nucleus: B
    readsFrom: [B]
outages: [{ site: B, at: 2 h, for: 30 min, kind: storage }]
`,
  )
  const spec = readGrid(file)
  t.deepEqual(spec.sites[0], {
    name: 'A',
    tier: 1,
    isNucleus: false,
    isInNetwork: false,
    cores: 64,
    corePower: 12,
    ingressBytesPerSecond: 3e9,
    egressBytesPerSecond: undefined,
    storage: { totalBytes: 2e15, usedBytes: 5e14 },
    queues: [
      {
        name: 'A1',
        status: 'brokeroff',
        slots: [
          { cores: 1, maxMemoryMB: 4000, minMemoryMB: 0 },
          { cores: 16, maxMemoryMB: 64_000, minMemoryMB: 10_000 },
        ],
        isUnified: true,
        cores: 8,
        maxWalltimeSeconds: 172_800,
        minWalltimeSeconds: 600,
        maxScratchMB: 20_000,
        corePower: 14,
        vos: ['atlas'],
        labels: ['user'],
        fairSharePolicy: 'type=evgen:0%',
        directIoLan: true,
        directIoWan: false,
        alwaysDirectIo: true,
        maxDiskIoKBps: 5000,
        maxIoIntensityKBps: 300,
        transferringLimitJobs: 30,
        pledgedCores: -1,
        localDataOnly: true,
        jobSeed: 'eshigh',
        connectivity: 'http',
        serverControlled: true,
        standbySlots: { Simulation: { MCORE: 0 } },
        bunchJobs: 40,
        nucleus: 'B',
        readsFrom: ['B'],
      },
    ],
  })
  t.deepEqual(spec.network, {
    latencySeconds: 2,
    bytesPerSecond: 1e7,
    isMatrix: true,
    links: [
      {
        from: 'A',
        to: 'B',
        bytesPerSecond: 6e7,
        closeness: 4,
        measured: { hourMBps: 8, dayMBps: NaN, weekMBps: 12.5 },
        capacityBytesPerSecond: 9e8,
      },
      {
        from: 'B',
        to: 'A',
        bytesPerSecond: undefined,
        closeness: -1,
        measured: undefined,
        capacityBytesPerSecond: undefined,
      },
    ],
  })
  t.is(spec.outages?.[0].atSeconds, 7200)
})
