import test from 'ava'
import { readScenario } from './scenario-file.js'
import { simulate } from './simulate.js'
import { root } from './testing/scenarios.js'

test('a tenth of the size: a tenth of the jobs and cores, at fewer sites, in more tasks than a tenth', async (t) => {
  const file = `${root}scenarios/day-2014.yaml`
  const whole = await readScenario(file).prepare({ a: 1, b: 2 })
  const tenth = await readScenario(file, { scale: 0.1, length: 1 }).prepare({ a: 1, b: 2 })
  const cores = (grid: typeof whole.grid): number => grid.sites.reduce((sum, site) => sum + site.cores, 0)
  t.is(whole.grid.sites.length, 150)
  t.is(tenth.grid.sites.length, 47)
  t.true(Math.abs(cores(tenth.grid) / cores(whole.grid) - 0.1) < 0.001)
  const tiny = await readScenario(file, { scale: 0.001, length: 1 }).prepare({ a: 1, b: 2 })
  t.is(tiny.grid.sites.length, 25)
})

test('a part of a grid of a file: cores, doors and disks of its sites', async (t) => {
  const file = `${root}scenarios/storage-full-day.yaml`
  const { grid } = await readScenario(file, { scale: 0.1, length: 1 }).prepare({ a: 1, b: 2 })
  const [north] = grid.sites
  t.like(north, { name: 'NORTH', cores: 1000, ingressBytesPerSecond: 4e8 })
  t.deepEqual(north.storage, { totalBytes: 8e14, usedBytes: 6e14 })
})

test('twice the length: twice the jobs in twice the time', async (t) => {
  const file = `${root}scenarios/storage-full-day.yaml`
  const { summary } = await simulate(readScenario(file, { scale: 0.01, length: 2 }))
  t.is(summary.jobs.submitted, 3000)
  t.true(summary.endSeconds > 1.9 * 86_400)
})
