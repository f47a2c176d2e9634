/** The day on real sites, small: it ends, says that it is a mixture, and looks as the records do. */
import test from 'ava'
import { readGrid } from './grid-file.js'
import { gridOf, totalCores } from './grid-spec.js'
import { scaledGrid } from './scaled-grid.js'
import { readScenario } from './scenario-file.js'
import { seedOf } from './seed.js'
import { simulate } from './simulate.js'
import { root } from './testing/scenarios.js'

const file = `${root}scenarios/atlas-day.yaml`
const grid = readGrid(`${root}scenarios/grids/atlas-2025.yaml`)

test('a small part of the day runs to its end', async (t) => {
  const { summary } = await simulate(readScenario(file, { scale: 0.004, length: 1 }))
  t.is(summary.jobs.submitted, 4000)
  t.is(summary.jobs.unfinished, 0)
  t.true(summary.jobs.finished > 0.95 * 4000, `${summary.jobs.finished} finished`)
  const { attemptFailureFraction } = summary.metrics
  t.true(
    attemptFailureFraction! > 0.07 && attemptFailureFraction! < 0.25,
    `${attemptFailureFraction} of the attempts failed`,
  )
  t.true(summary.assumptions.some((words) => words.startsWith('the work is a mixture of records of different years')))
  t.true(summary.assumptions.some((words) => words.startsWith('slot counts are not public: 500000 cores')))
})

test('a scaled grid has a part of the cores and of the doors, and room for its widest slots', async (t) => {
  const { grid: small } = await readScenario(file, { scale: 0.1, length: 1 }).prepare(seedOf('scaled'))
  t.true(Math.abs(totalCores(small) / totalCores(grid) - 0.1) < 0.001)
  t.is(small.sites[0].ingressBytesPerSecond, 0.1 * grid.sites[0].ingressBytesPerSecond!)
  const tiny = scaledGrid(grid, 1e-6)
  for (const site of tiny.sites) {
    const widest = Math.max(...site.queues.flatMap(({ slots }) => slots.map(({ cores }) => cores)))
    t.is(site.cores, widest, site.name)
  }
  t.is(
    scaledGrid({ ...grid, sites: [{ name: 'A', tier: 2, cores: 100, corePower: 10, queues: [] }] }, 0.5).sites[0].cores,
    50,
  )
})

test("the core's view of the real grid", (t) => {
  const view = gridOf(grid)
  t.is(view.sites.length, 72)
  const bnl = view.site('BNL-ATLAS')!
  t.is(bnl.storage.totalBytes, 3.114e16)
  t.true(bnl.storage.freeBytes > 7e15 && bnl.storage.freeBytes < 8e15)
  t.is(view.queue('BNL')!.corePower, 14.437)
  t.is(view.queue('ANALY_BNL_VP')!.corePower, 12.69)
  const index = (name: string): number => view.site(name)!.index
  t.deepEqual(view.queue('Vega')!.readableSites, [index('Vega'), index('NDGF-T1')])
  t.is(view.queue('Vega')!.nucleusIndex, index('NDGF-T1'))
  t.is(view.costs.rate(index('Vega'), index('NDGF-T1')), 1e8)
  t.is(view.costs.rate(index('AU-Melbourne'), index('NDGF-T1')), 1e7)
})
