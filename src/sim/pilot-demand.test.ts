/** What the rules for pilots make of one and the same half day: waits, pilots, and those that come for nothing. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { choosePilotDemand, type PilotDemandDefinition } from '../brokerage/pilot-demands/choose-pilot-demand.js'
import { pilotDemands } from '../brokerage/pilot-demands/index.js'
import { BadInput } from '../model/bad-input.js'
import { readScenario } from './scenario-file.js'
import type { RunSummary } from './run-result.js'
import { simulate } from './simulate.js'
import { gridSpecOf, ListWorkload, root, scenarioWith, siteOf } from './testing/scenarios.js'

const file = `${root}scenarios/pilot-demand.yaml`

async function runUnder(definition: PilotDemandDefinition): Promise<RunSummary> {
  const scenario = readScenario(file, { scale: 0.1, length: 1 })
  const { summary } = await simulate({ ...scenario, pilotDemand: choosePilotDemand(definition) })
  return summary
}

test('pilot-demand: every rule gets the same work done, and says which it was; they differ in pilots and waits', async (t) => {
  const runs = new Map<string, RunSummary>()
  for (const { name } of pilotDemands) {
    const summary = await runUnder(name)
    t.deepEqual(summary.jobs, { submitted: 2000, finished: 2000, failed: 0, cancelled: 0, unfinished: 0 }, name)
    t.is(summary.pilotDemand, name === 'one-per-job' ? undefined : name)
    t.deepEqual((await runUnder(name)).journal, summary.journal, `${name}: the same again`)
    runs.set(name, summary)
  }
  const [usual, factory, harvester] = [...runs.values()]
  t.is(new Set([...runs.values()].map(({ journal }) => journal.hash)).size, 3)
  t.is(new Set([...runs.values()].map(({ arrivals }) => arrivals)).size, 1, 'of the same submissions')
  t.true(usual.metrics.emptyPilotFraction! < 0.05 && factory.metrics.emptyPilotFraction! < 0.05)
  t.true(harvester.metrics.emptyPilotFraction! > 0.2, 'one pilot is always waiting, at every sort of slots')
  t.true(harvester.metrics.pilotsStarted > 1.2 * factory.metrics.pilotsStarted)
})

test('pilot-demand: a narrow chain keeps jobs waiting', async (t) => {
  const [wide, narrow] = [
    await runUnder('autopyfactory'),
    await runUnder({ name: 'autopyfactory', maxPending: 1, maxPerCycle: 1 }),
  ]
  t.true(narrow.metrics.slotWaitSeconds.p50! > 1.5 * wide.metrics.slotWaitSeconds.p50!)
})

test('a scenario names its rule, and is told with the line what is none', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'demand-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  const beginning =
    'name: x\ngrid: { synthetic: { sites: 1, cores: 10 } }\nworkload: { synthetic: { jobs: 1, over: 1 h, classes: [{ name: a, weight: 1, share: A, priority: 1, cores: 1, memoryPerCore: 1 GB, meanWalltime: 1 h }] } }\n'
  const read = (demand: string) => {
    writeFileSync(join(folder, 'x.yaml'), `${beginning}pilotDemand: ${demand}\n`)
    return readScenario(join(folder, 'x.yaml')).pilotDemand?.name
  }
  t.is(read('harvester-pull'), 'harvester-pull')
  t.is(read('{ name: autopyfactory, queues: { S1: { maxPending: 5 } } }'), 'autopyfactory')
  const wrong = [
    ['ups', /x\.yaml:4: pilotDemand is "?ups"?; allowed: one-per-job, autopyfactory, harvester-pull/],
    ['{ name: ups }', /x\.yaml:4: pilotDemand.name is "?ups"?; allowed: one-per-job, autopyfactory, harvester-pull/],
    [
      '{ name: autopyfactory, maxPnding: 5 }',
      /x\.yaml:4: pilotDemand: autopyfactory has no maxPnding; allowed: .*maxPending/,
    ],
  ] as const
  for (const [demand, message] of wrong) t.throws(() => read(demand), { instanceOf: BadInput, message })
})

test('a rule that names a queue which the grid has not is refused before the run', async (t) => {
  const pilotDemand = choosePilotDemand({ name: 'autopyfactory', queues: { NOWHERE: { maxPending: 1 } } })
  const scenario = scenarioWith(gridSpecOf(siteOf('A', 1)), () => new ListWorkload([]), { pilotDemand })
  await t.throwsAsync(simulate(scenario), { instanceOf: BadInput, message: /queues\.NOWHERE: it is not in the grid/ })
})
