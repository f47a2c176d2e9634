/** Runs stopped at a moment: what can be asked then, and that questions change nothing. */
import test from 'ava'
import fc from 'fast-check'
import { aliveRows } from '../model/alive-rows.js'
import type { Core } from '../brokerage/core.js'
import { BadInput } from '../model/bad-input.js'
import { NONE } from '../model/units.js'
import { runUntil } from './run-until.js'
import { simulate } from './simulate.js'
import { gridSpecOf, ListWorkload, scenarioWith, siteOf, watching } from './testing/scenarios.js'
import { scenarioOf, smallWorlds } from './testing/small-worlds.js'

/** Two jobs for one core: the second waits for 600 s. */
const twoForOne = scenarioWith(
  gridSpecOf(siteOf('BNL', 1)),
  () => new ListWorkload([{ at: 100, run: 600, jobs: 2, name: 'reco' }]),
  { pilots: { startDelaySeconds: 10, startDelaySpreadSeconds: 0, timefloorSeconds: 0 } },
)

test('the core of a stopped run tells why a job waits, its world what the site is at', async (t) => {
  const { core, now, siteNow } = await runUntil(twoForOne, 400)
  t.is(now, 400)
  const explainer = core.explainer()
  const rows = [0, 1].map((ordinal) => explainer.rowOf({ task: 'reco', ordinal }))
  t.deepEqual(
    rows.map((row) => explainer.job(row, now).state),
    ['running', 'activated'],
  )
  t.is(explainer.job(rows[1], now).change, '1 pilot of BNL asked for a job')
  t.deepEqual(siteNow(0), { cores: 1, freeCores: 0, pilotsInLine: 1, outUntil: undefined })
})

test('a site that is out says until when', async (t) => {
  const outages = [
    { site: 'BNL', atSeconds: 50, forSeconds: 5_000, kind: 'compute', announced: true, noticeSeconds: 0 },
  ] as const
  const { core, siteNow } = await runUntil({ ...twoForOne, outages }, 400)
  t.is(siteNow(0).outUntil, 5_050)
  const explainer = core.explainer()
  const { state, change } = explainer.job(explainer.rowOf({ task: 'reco', ordinal: 0 }), 400)
  t.deepEqual([state, change], ['pending', 'at BNL the queue came online'])
})

test('what stood at a moment of a whole run stands at the end of a run to that moment', async (t) => {
  for (const until of [99, 100, 111, 500, 720]) {
    const seen: string[] = []
    const { core } = await runUntil(twoForOne, until)
    const { through } = watching(([kind, at, subject, a, b]) => {
      if (at <= until) seen.push([kind, subject, a, b].join())
    })
    await simulate(twoForOne, { through })
    t.is(core.state.journal.facts, seen.length, `${until} s`)
  }
})

test('a time outside the run is turned away, with the end of the run', async (t) => {
  const late = await t.throwsAsync(runUntil(twoForOne, 1e6), { instanceOf: BadInput })
  t.regex(late.message, /after the end of the run.*22 min/)
  await t.throwsAsync(runUntil(twoForOne, -1), { instanceOf: BadInput })
})

test('a run that is asked about everything at every turn is the same', async (t) => {
  const property = fc.asyncProperty(smallWorlds, async (drawn) => {
    const scenario = scenarioOf(drawn)
    const plain = await simulate(scenario, { policy: drawn.policy })
    let core: Core | undefined
    let asked = 0
    const askAll = (now: number): void => {
      const explainer = core!.explainer()
      for (const row of aliveRows(core!.state.jobs)) {
        explainer.job(row, now)
        asked++
      }
      for (const queue of core!.state.grid.queues) explainer.pilot(queue, now)
      t.is(explainer.rowOf(-7), NONE)
    }
    const result = await simulate(scenario, {
      policy: drawn.policy,
      checkEveryEvents: 17,
      onProgress: (now) => askAll(now),
      through: (build, orders) => {
        core = build(orders)
        return { reports: core, core }
      },
    })
    t.is(result.summary.journal.hash, plain.summary.journal.hash)
    return asked >= 0
  })
  await fc.assert(property, { numRuns: 25 })
})
