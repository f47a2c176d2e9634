import test from 'ava'
import { CostMatrix } from './cost-matrix.js'
import { Grid, plainTraits, type QueueTraits, type SiteTraits, slotsOf } from './grid.js'
import { gridOf } from './testing/small-grid.js'

test('a grid knows its sites, queues and pseudo-queues by name and number', (t) => {
  const grid = gridOf(`
    queue  site cores memory minmemory
    BNL_U  BNL  1+8   2000   500
    BNL_S  BNL  1     0      0
    CERN   CERN 8     3000   0
  `)
  t.deepEqual(
    grid.faces.map(({ queue, cores, maxMemoryMB, minMemoryMB }) => [queue.name, cores, maxMemoryMB, minMemoryMB]),
    [
      ['BNL_U', 1, 2000, 500],
      ['BNL_U', 8, 16000, 4000],
      ['BNL_S', 1, 0, 0],
      ['CERN', 8, 24000, 0],
    ],
  )
  t.deepEqual([...grid.queueOfFace], [0, 0, 1, 2])
  t.deepEqual([...grid.siteOfFace], [0, 0, 0, 1])
  t.deepEqual([...grid.unified], [1, 0, 0])
  t.is(grid.site('CERN')?.index, 1)
  t.is(grid.queue('BNL_S')?.siteIndex, 0)
  t.is(grid.site('FNAL') ?? grid.queue('FNAL'), undefined)
  const before = grid.version
  grid.setStatus(grid.queues[2], 'offline')
  t.is(grid.queues[2].status, 'offline')
  t.not(grid.version, before)
  t.is(grid.costs.rate(0, 0), Infinity)
  t.is(grid.costs.rate(0, 1), 1e8)
  const stray = { ...plainTraits, name: 'X', site: 'Y' }
  t.throws(() => new Grid([], [stray], new CostMatrix(0, () => 1)), {
    message: 'queue X names site Y, which is not in the grid',
  })
})

/** A grid of these sites, of tier 2, and these queues. */
function gridFrom(sites: Partial<SiteTraits>[], queues: Partial<QueueTraits>[]): Grid {
  return new Grid(
    sites.map((site, i) => ({ name: `S${i}`, tier: 2, ...site })),
    queues.map((queue, i) => ({ ...plainTraits, name: `Q${i}`, site: 'S0', ...queue })),
    new CostMatrix(sites.length, () => 1),
  )
}

test('sites up to tier 2 may be nuclei, unless something else is said', (t) => {
  const { sites } = gridFrom(
    [{ tier: 0 }, { tier: 2 }, { tier: 3 }, { tier: 3, isNucleus: true }, { isNucleus: false }],
    [],
  )
  t.deepEqual(
    sites.map(({ isNucleus }) => isNucleus),
    [true, true, false, true, false],
  )
})

test('outputs are collected in the storage of the queues, or in one of their own', (t) => {
  const { sites } = gridFrom([{}, { collectsApart: true }, { isInNetwork: false }], [])
  t.deepEqual(
    sites.map(({ storage, destination }) => storage === destination),
    [true, false, true],
  )
  t.deepEqual(
    sites.map(({ isInNetwork }) => isInNetwork),
    [true, true, false],
  )
  t.not(sites[0].storage, sites[2].storage, 'each site has a storage of its own')
})

test('a queue counts among its site and reads its storage first, and others as declared', (t) => {
  const { queues, firstOfNucleus } = gridFrom(
    [{}, {}, {}],
    [{}, { site: 'S1', nucleus: 'S2', readsFrom: ['S0', 'S2'] }, { site: 'S2' }],
  )
  t.deepEqual(
    queues.map(({ nucleusIndex, readableSites }) => [nucleusIndex, readableSites]),
    [
      [0, [0]],
      [2, [1, 0, 2]],
      [2, [2]],
    ],
  )
  t.deepEqual([firstOfNucleus[0], firstOfNucleus[1], firstOfNucleus[2]], [queues[0], undefined, queues[1]])
  for (const stray of [{ nucleus: 'MOON' }, { readsFrom: ['MOON'] }]) {
    t.throws(() => gridFrom([{}], [stray]), { message: 'queue Q0 names site MOON, which is not in the grid' })
  }
})

test('several sorts of slots make a unified queue; its usual slot is the widest unless declared', (t) => {
  const { queues, unified } = gridFrom(
    [{}],
    [{}, { isUnified: true }, { slots: slotsOf([8, 1]) }, { slots: slotsOf([8, 1]), cores: 1 }],
  )
  t.deepEqual([...unified], [0, 1, 1, 1])
  t.deepEqual(
    queues.map(({ cores }) => cores),
    [1, 1, 8, 1],
  )
})
