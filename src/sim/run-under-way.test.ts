/** Runs that stop at one moment after the other: they go on as if nobody had stopped them, and tell of their pilots. */
import test from 'ava'
import fc from 'fast-check'
import { RunUnderWay } from './run-under-way.js'
import { simulate } from './simulate.js'
import { gridSpecOf, ListWorkload, scenarioWith, siteOf } from './testing/scenarios.js'
import { scenarioOf, smallWorlds } from './testing/small-worlds.js'

test('a run that stops at many moments ends as one that does not, and its pilots hold the cores that are not free', async (t) => {
  const property = fc.asyncProperty(smallWorlds, fc.array(fc.integer({ min: 1, max: 9_000 })), async (drawn, steps) => {
    const scenario = scenarioOf(drawn)
    const { summary } = await simulate(scenario, { policy: drawn.policy })
    const run = await RunUnderWay.begin(scenario, { policy: drawn.policy })
    let at = 0
    for (const step of steps) {
      at += step
      t.true(await run.goTo(at))
      const { core, siteNow, pilotsNow, pilots } = run.moment()
      const { sites, faces } = core.state.grid
      const held = sites.map(() => 0)
      for (const { face } of pilots()) held[faces[face].queue.siteIndex] += faces[face].cores
      t.deepEqual(
        held,
        sites.map(({ index }) => siteNow(index).cores - siteNow(index).freeCores),
      )
      for (const { index, queue } of faces)
        t.true(pilotsNow(index).waiting >= 0 && pilotsNow(index).waiting <= queue.pilotsUnderWay)
    }
    t.true(await run.goTo(1e12))
    if (summary.complete) t.is(run.end, summary.endSeconds)
    else t.true(run.end! >= summary.endSeconds)
    t.is(run.core.state.journal.hash(), summary.journal.hash)
  })
  await fc.assert(property, { numRuns: 40 })
})

const oneCore = scenarioWith(
  gridSpecOf(siteOf('BNL', 1)),
  () => new ListWorkload([{ at: 100, run: 600, jobs: 2, name: 'reco' }]),
  { pilots: { startDelaySeconds: 10, startDelaySpreadSeconds: 0, timefloorSeconds: 0 } },
)

test('pilots wait for a slot, hold one without a job, and run one', async (t) => {
  const run = await RunUnderWay.begin(oneCore)
  const standing: [waiting: number, jobs: (number | undefined)[]][] = []
  // A pilot gets its slot soon after the submission, and asks 10 s later.
  for (const at of [50, 105, 135, 740]) {
    await run.goTo(at)
    const { pilots, pilotsNow } = run.moment()
    standing.push([pilotsNow(0).waiting, [...pilots()].map(({ job }) => job?.id)])
  }
  t.deepEqual(standing, [
    [0, []],
    [1, [undefined]],
    [1, [1]],
    [0, [2]],
  ])
})

test('a run goes on and not back, and tells when it is over', async (t) => {
  const run = await RunUnderWay.begin(oneCore)
  await run.goTo(200)
  await t.throwsAsync(run.goTo(199), { message: /does not go back/ })
  t.is(run.madeUpTo, 200)
  t.is(run.end, undefined)
  t.true(await run.goTo(1e9))
  t.true(run.end! < 2_000)
})
