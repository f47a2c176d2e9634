/** What belongs to a window of time, in runs that are small enough to be worked out by hand. */
import test from 'ava'
import { SECONDS_PER_DAY } from '../model/units.js'
import { readScenario } from './scenario-file.js'
import { simulate } from './simulate.js'
import { siteOf, testScenario } from './testing/scenarios.js'
import { runOf } from './testing/small-runs.js'

test('a window counts the jobs submitted in it to their ends, and use while it lasts', async (t) => {
  const tasks = [
    { at: 0, run: 100 },
    { at: 480, run: 100 },
    { at: 500, run: 200 },
    { at: 1_450, run: 100 },
    { at: 1_500, run: 70 },
    { at: 1_501, run: 1_000 },
  ]
  const { summary, sites, errors } = await runOf([siteOf('A', 1)], tasks, { window: { from: 500, until: 1_500 } })
  const { metrics, window, jobs } = summary
  t.is(jobs.finished, 6)
  t.deepEqual(window, { fromSeconds: 500, untilSeconds: 1_500, counted: 3, censored: 0 })
  t.is(metrics.waitSeconds.count, 3)
  t.is(metrics.waitSeconds.mean, (80 + 0 + 50) / 3)
  t.is(metrics.runSeconds.max, 200)
  t.is(sites[0].busyCoreSeconds, 80 + 200 + 50, '500 to 580, 580 to 780, 1450 to 1500')
  t.is(metrics.utilisationFraction, 0.33)
  t.is(metrics.finishedJobsPerDay, (2 / 1000) * SECONDS_PER_DAY, 'those that finish at 580 and 780')
  t.is(sites[0].finishedAttempts, 2)
  t.is(metrics.wallCoreSeconds, 370, 'all of the jobs counted, also after the window')
  t.is(metrics.makespanSeconds, 2_620, 'of the whole run')
  t.deepEqual([metrics.peakRunningJobs, metrics.pilotsStarted], [1, 2])
  t.deepEqual(errors, [])
})

test('jobs that had not ended when the run stopped are censored, not dropped', async (t) => {
  const tasks = [
    { at: 0, run: 400 },
    { at: 100, run: 500, jobs: 4 },
  ]
  const { summary, sites } = await runOf([siteOf('A', 1)], tasks, {
    window: { from: 50, until: 2_000 },
    parts: { stopSeconds: 1_000 },
  })
  t.deepEqual(summary.window, { fromSeconds: 50, untilSeconds: 900, counted: 4, censored: 3 })
  t.deepEqual(summary.metrics.waitSeconds.count, 2, 'at 400 and at 900 s')
  t.is(summary.metrics.longestWaitSeconds, 800)
  t.is(sites[0].utilisationFraction, 1)
})

test('a window that is none is refused before anything runs', async (t) => {
  for (const window of [
    { from: 10, until: 10 },
    { from: -1, until: 5 },
    { from: NaN, until: 5 },
  ]) {
    await t.throwsAsync(runOf([siteOf('A', 1)], [{ at: 0, run: 1 }], { window }), { name: 'BadInput' })
  }
})

test('the window of the whole run measures the same as none, but for use while the grid empties', async (t) => {
  const scenario = readScenario(testScenario('failures'))
  const plain = (await simulate(scenario)).summary
  const whole = (await simulate(scenario, { window: { from: 0, until: 1e9 } })).summary
  t.is(whole.journal.hash, plain.journal.hash)
  const { utilisationFraction, finishedJobsPerDay, ...ofJobs } = plain.metrics
  const { utilisationFraction: _, finishedJobsPerDay: __, ...ofTheSame } = whole.metrics
  t.deepEqual(ofTheSame, ofJobs)
  t.true(utilisationFraction !== null && finishedJobsPerDay !== null)
})
