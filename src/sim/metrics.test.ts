/** What is measured of runs that are small enough to be worked out by hand. */
import test from 'ava'
import { SECONDS_PER_DAY } from '../model/units.js'
import { Recorded } from './plans.js'
import { type ListedTask, siteOf } from './testing/scenarios.js'
import { runOf } from './testing/small-runs.js'

const near = (one: number | null, other: number): boolean => one !== null && Math.abs(one - other) < 1e-9

test('ten jobs of 100 s one after another on one core', async (t) => {
  const { summary } = await runOf([siteOf('A', 1)], [{ at: 0, run: 100, jobs: 10 }])
  const { metrics, window } = summary
  t.deepEqual(window, { fromSeconds: 0, untilSeconds: 0, counted: 10, censored: 0 })
  t.is(metrics.waitSeconds.mean, 450, '0, 100, ... 900')
  t.deepEqual(metrics.waitSplit, {
    earlierSeconds: 0,
    brokerSeconds: 0,
    dataSeconds: 0,
    slotSeconds: 450,
    startSeconds: 0,
  })
  t.is(metrics.turnaroundSeconds.mean, 550)
  t.is(metrics.successSeconds.mean, 550)
  t.is(metrics.slowdown.mean, 5.5, '1, 2, ... 10')
  t.is(metrics.boundedSlowdown10s.mean, 5.5)
  t.true(near(metrics.boundedSlowdown600s.mean, (6 * 1 + 7 / 6 + 8 / 6 + 9 / 6 + 10 / 6) / 10))
  t.is(metrics.perCoreSlowdown10s.mean, 5.5)
  t.deepEqual([metrics.taskSeconds.count, metrics.taskSeconds.mean], [1, 1000])
  t.true(near(metrics.taskTailRatio.mean, 1000 / 900), 'nine tenths after 900 s')
  t.is(metrics.taskDoneFraction, 1)
  t.is(metrics.longestWaitSeconds, 900)
  t.is(metrics.starvedFraction, 0)
  t.is(metrics.makespanSeconds, 1000)
  t.is(metrics.finishedJobsPerDay, (10 / 1000) * SECONDS_PER_DAY)
  t.deepEqual([metrics.wallCoreSeconds, metrics.lostWallCoreSeconds, metrics.goodputFraction], [1000, 0, 1])
  t.is(metrics.utilisationFraction, null, 'all is submitted at once: there is no time between')
})

test('what is not known is null: a run without input, shares, recorded CPU time or a task that ends', async (t) => {
  const { summary } = await runOf([siteOf('A', 1)], [{ at: 0, run: 100 }], { parts: { stopSeconds: 50 } })
  t.deepEqual(
    Object.entries(summary.metrics).flatMap(([name, value]) => (value === null ? [name] : [])),
    [
      'taskDoneFraction',
      'finishedJobsPerDay',
      'utilisationFraction',
      'goodputFraction',
      'cpuEfficiencyFraction',
      'attemptFailureFraction',
      'jobFailureFraction',
      'remoteReadFraction',
      'inputLocalFraction',
      'cacheHitFilesFraction',
      'cacheHitBytesFraction',
      'readsPerReplica',
      'shareErrorMean',
      'shareConvergenceSeconds',
      'jainIndex',
      'worstToBestServedFraction',
    ],
  )
})

test('slowdowns: runs of eight cores count an eighth, short runs as 10 s, runs of no length not at all', async (t) => {
  const { summary } = await runOf(
    [siteOf('A', 8, [8])],
    [
      { at: 0, run: 400, cores: 8 },
      { at: 0, run: 4, cores: 8 },
      { at: 0, run: 0, cores: 8 },
    ],
  )
  const { slowdown, boundedSlowdown10s, perCoreSlowdown10s } = summary.metrics
  // Turnarounds of 400, 404 and 404 s.
  t.deepEqual([slowdown.count, slowdown.mean], [2, (1 + 101) / 2])
  t.deepEqual([boundedSlowdown10s.count, boundedSlowdown10s.mean], [3, (1 + 40.4 + 40.4) / 3])
  t.deepEqual([perCoreSlowdown10s.count, perCoreSlowdown10s.mean], [3, (1 + 5.05 + 5.05) / 3])
})

test('a job that fails twice: lost wall, errors, time to success', async (t) => {
  const { summary, errors, sites } = await runOf(
    [siteOf('A', 2, [2])],
    [{ at: 0, run: 100, cores: 2, maxAttempts: 3 }],
    {
      parts: { failures: { probability: 1, silentProbability: 0, earlyFraction: 0 } },
    },
  )
  const { metrics } = summary
  t.deepEqual([metrics.attemptFailureFraction, metrics.jobFailureFraction, metrics.goodputFraction], [1, 1, 0])
  t.is(metrics.lostWallCoreSeconds, metrics.wallCoreSeconds)
  t.true(metrics.wallCoreSeconds > 0 && metrics.wallCoreSeconds < 600)
  t.is(metrics.taskDoneFraction, 0)
  t.is(metrics.taskSeconds.count, 0)
  t.is(
    errors.reduce((sum, { attempts }) => sum + attempts, 0),
    3,
  )
  t.true(errors.every(({ site, code }) => site === 'A' && code > 0))
  t.is(sites[0].failedAttempts, 3)
})

test('a starved job: its wait is more than ten times the median of its share', async (t) => {
  // The long queue of one share is no starvation; the one job of the other share that waits is.
  const tasks: ListedTask[] = [
    { at: 0, run: 100, jobs: 8, name: 'queue', share: 'patient' },
    ...[2_000, 3_000, 4_000].map((at) => ({ at, run: 1_000, share: 'quick' })),
    { at: 4_001, run: 10, share: 'quick', priority: 100 },
  ]
  const { summary } = await runOf([siteOf('A', 1)], tasks)
  t.is(summary.metrics.longestWaitSeconds, 999)
  t.is(summary.metrics.starvedFraction, 1 / 12)
})

test('series of sites: what runs and waits at each step, failures once each, however much is thinned out', async (t) => {
  const tasks = Array.from({ length: 400 }, (_, i): ListedTask => ({
    at: i * 300,
    run: 3_000,
    recorded: i % 10 === 0 ? Recorded.failed : Recorded.finished,
    maxAttempts: 1,
  }))
  const { siteSeries, sites, series, shares } = await runOf([siteOf('A', 12), siteOf('B', 12)], tasks)
  const { timeSeconds } = siteSeries
  t.true(timeSeconds.length >= 75 && timeSeconds.length <= 151, `${timeSeconds.length} steps`)
  for (const lists of [siteSeries.busyFraction, siteSeries.running, siteSeries.activated, siteSeries.transferring])
    t.true(lists.every((list) => list.length === timeSeconds.length))
  for (const [site, failed] of siteSeries.failedAttempts.entries()) {
    t.is(
      failed.reduce((sum, attempts) => sum + attempts, 0),
      sites[site].failedAttempts,
    )
  }
  t.is(sites[0].failedAttempts + sites[1].failedAttempts, 40)
  const step = timeSeconds.findIndex((time) => time > 60_000)
  const at = series.timeSeconds.findIndex((time) => time >= timeSeconds[step])
  t.is(series.timeSeconds[at], timeSeconds[step])
  t.is(siteSeries.running[0][step] + siteSeries.running[1][step], series.running[at])
  t.deepEqual(
    shares.map(({ share, targetFraction, usedFraction }) => [share, targetFraction, usedFraction]),
    [['share', null, 1]],
  )
  t.is(shares[0].usedSeries[step], 1)
})
