import test from 'ava'
import type { RunResult } from '../../sim/run-result.js'
import { analyse } from '../comparison/analyse.js'
import type { StudySpec } from '../study-spec.js'
import { plantedNormal } from '../statistics/testing/planted.js'
import { fakeRun, fakeSpec, type FakeRun } from '../testing/fake-runs.js'
import { verdict, verdictSentences, type Verdict } from './verdict.js'

/** Runs of one policy over the waits of its seeds. */
function seeds(policy: string, waits: readonly number[], more: FakeRun = {}): RunResult[] {
  return waits.map((meanWaitSeconds, index) => fakeRun({ policy, seed: `${index + 1}`, meanWaitSeconds, ...more }))
}

/** Waits around an hour that all policies share, plus what one adds and how far single runs of it stray. */
const around = (runs: number, added: number, stray: number): number[] =>
  plantedNormal(1, runs, 3_600, 600).map((luck, run) => luck + plantedNormal(2, runs, added, stray)[run])

const atLoad = (load: number, runs: readonly RunResult[]): RunResult[] =>
  runs.map((run) => ({ ...run, summary: { ...run.summary, load } }))

/** The same run with a queue that grows to the end. */
const swamped = (run: RunResult): RunResult => ({
  ...run,
  series: { ...run.series, activated: run.series.timeSeconds.map((time) => time / 100) },
})

const said = (runs: readonly RunResult[], spec: Partial<StudySpec> = {}): Verdict =>
  verdict(analyse({ ...fakeSpec(spec), resamples: 2_000 }, runs))

test('a clear lead: which, by how much, how sure', (t) => {
  const { answer, others, caveats } = said([
    ...seeds('production', around(30, 0, 60)),
    ...seeds('least-queued', around(30, 4_320, 400)),
    ...seeds('random', around(30, 7_200, 400)),
  ])
  t.is(
    answer,
    "production has the lowest mean wait, 58 min 21 s. Over 30 paired runs, production's mean wait is 1 h 12 min lower than least-queued's (55.1 %; 95 % interval 1 h 10 min to 1 h 14 min), lower in 30 of 30 seeds; adjusted p < 0.001.",
  )
  t.regex(others[0], /^Over 30 paired runs, production's mean wait is 2 h lower than random's/)
  t.deepEqual(caveats, [])
})

test('a policy that beats the baseline is told by what it saves', (t) => {
  const { answer } = said([...seeds('production', around(30, 0, 60)), ...seeds('quick', around(30, -600, 300))])
  t.regex(answer, /^quick has the lowest mean wait, 48 min.*quick's mean wait is 10 min \d+ s lower than production's/)
})

test('what cannot be told apart is not ranked, and what is alike is said to be', (t) => {
  const undecided = said([...seeds('production', around(30, 0, 60)), ...seeds('noisy', around(30, 60, 1_500))])
  t.regex(
    undecided.answer,
    /^No policy is shown to be the best by mean wait\. .*nothing is shown between .*95 % interval from .* lower to .* higher\)/,
  )
  t.deepEqual(undecided.reasons, [])
  const alike = said([...seeds('production', around(30, 0, 60)), ...seeds('twin', around(30, 8, 62))])
  t.regex(
    alike.answer,
    /^production has the lowest mean wait, .*, but twin is as good\. .* are alike: .*, within the 2.0 % that was declared to be no difference\.$/,
  )
})

test('few seeds make no claim and say how many would', (t) => {
  const three = said([...seeds('random', [7_200, 7_600, 8_000]), ...seeds('production', [3_600, 3_800, 4_000])])
  t.is(
    three.answer,
    "production has the lowest mean wait, 1 h 3 min, as far as 3 seeds can tell. Over 3 paired runs, production's mean wait is 1 h 3 min lower than random's (50.0 %), lower in 3 of 3 seeds.",
  )
  t.deepEqual(three.caveats, [
    'With 3 seeds no test can be sure of a difference: it takes 6 at least, and 30 for a good answer.',
  ])
  const nine = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'].flatMap((policy) => seeds(policy, around(8, 60, 60)))
  t.deepEqual(said([...nine, ...seeds('production', around(8, 0, 60))]).caveats, [
    'With 8 seeds no test can be sure of one of 9 differences: it takes 9 at least, and 30 for a good answer.',
  ])
})

test('one seed, one policy, a tie, no jobs', (t) => {
  t.deepEqual(verdictSentences(said([...seeds('production', [60]), ...seeds('random', [120])])).slice(0, 1), [
    "production has the lowest mean wait, 1 min, as far as one seed can tell. On the one seed that both ran, production's mean wait is 1 min lower than random's (50.0 %), lower in 1 of 1 seed.",
  ])
  t.is(
    said([...seeds('production', [60]), ...seeds('random', [120])]).caveats[0],
    'One seed tells nothing of the spread: another seed may change the order.',
  )
  t.deepEqual(verdictSentences(said(seeds('production', [60, 90]))), [
    'Over 2 seeds, the mean wait of production is 1 min 15 s (60.0–90.0 s across seeds); nothing was compared with it.',
  ])
  t.is(
    said([...seeds('production', [100, 100]), ...seeds('random', [100, 100])]).answer,
    'production and random share the lowest mean wait, 1 min 40 s. Over 2 paired runs, production and random have the same mean wait.',
  )
  t.is(said([fakeRun({ started: 0 })]).answer, 'No job started in any run, so there is no wait to compare.')
  t.is(verdictSentences(said([])).length, 1)
})

test('another measure decides when it was declared to', (t) => {
  const finished = (policy: string, jobs: number): RunResult[] =>
    Array.from({ length: 8 }, (_, run) => fakeRun({ policy, seed: `${run}`, finished: jobs + run * run }))
  const { answer } = said([...finished('production', 700), ...finished('more', 900)], { primary: 'finished' })
  t.regex(answer, /^more has the highest number of jobs finished, 918\. .* 200 higher than production's \(27.9 %/)
})

test('why: the part of the wait that makes the difference', (t) => {
  const { reasons } = said([...seeds('production', around(12, 0, 60)), ...seeds('random', around(12, 3_600, 60))])
  t.deepEqual(reasons, [
    'Why: of the 1 h less with production than with random, most is a shorter wait for a slot (30 min), wait for data (15 min) and time in attempts that never started (7 min 30 s).',
  ])
})

test('for whom it is worse: measures and sites', (t) => {
  const production = seeds('production', around(12, 0, 60))
  const random = seeds('random', around(12, 3_600, 60)).map((run) => ({
    ...run,
    summary: { ...run.summary, metrics: { ...run.summary.metrics, utilisationFraction: 0.85 } },
    sites: run.sites.map((site) => (site.site === 'BNL' ? { ...site, meanWaitSeconds: 1_200 } : site)),
  }))
  t.deepEqual(said([...production, ...random]).losses, [
    'But production is worse than random by utilisation (5.0 points lower); this was not declared beforehand, so take it as a hint.',
    'At 1 of the 3 sites that both used, jobs waited longer with production than with random in most pairs of runs, though not the same jobs: BNL (30 min, in 12 of 12).',
  ])
})

test('with one seed nothing is said of most pairs', (t) => {
  const waits = (seconds: number) => (run: RunResult) => ({
    ...run,
    sites: run.sites.map((site) => ({ ...site, meanWaitSeconds: site.site === 'BNL' ? seconds : 60 })),
  })
  const { losses } = said([...seeds('production', [60]).map(waits(3_600)), ...seeds('random', [120]).map(waits(1_800))])
  t.regex(
    losses[0],
    /waited longer with production than with random on the one seed, though not the same jobs: BNL \(30 min\)\.$/,
  )
})

test('where the work went is said where one policy leaves sites out', (t) => {
  const unused = (count: number) => (run: RunResult) => ({
    ...run,
    sites: run.sites.map((site, index) => (index < count ? { ...site, utilisationFraction: 0.01 } : site)),
  })
  const reasonsOf = (count: number) =>
    said([
      ...seeds('production', around(12, 0, 60)).map(unused(count)),
      ...seeds('random', around(12, 3_600, 60)),
    ]).reasons.slice(1)
  t.deepEqual(reasonsOf(2), ['Where the work went: production left 2 of 3 sites below 5 % use, random none.'])
  t.deepEqual(reasonsOf(0), [])
})

test('any measure makes a sentence', (t) => {
  const moved = (policy: string, wanBytes: number): RunResult[] =>
    Array.from({ length: 8 }, (_, seed) => {
      const run = fakeRun({ policy, seed: `${seed}` })
      const metrics = { ...run.summary.metrics, wanBytes: wanBytes + seed * 1e9 }
      return { ...run, summary: { ...run.summary, metrics } }
    })
  const { answer } = said([...moved('production', 3e12), ...moved('near', 1e12)], { primary: 'wanBytes' })
  t.regex(
    answer,
    /^near has the lowest volume of bytes moved between sites, .*near's volume of bytes moved .* is .* lower/,
  )
})

test('a policy that keeps up with no load does not choose the level; it is told as saturated there', (t) => {
  const low = [...seeds('production', around(12, 0, 60)), ...seeds('near', around(12, 900, 60))]
  const bad = seeds('random', around(12, 9_000, 60)).map(swamped)
  const { answer, caveats } = said([...atLoad(0.6, [...low, ...bad]), ...atLoad(0.8, [...low, ...bad])])
  t.regex(answer, /^At load 0\.8 \(the highest at which production and near keep up\), /)
  t.regex(caveats[0], /^random does not keep up with the work at load 0\.8: its waits /)
})

test('without samples of the queue it is said that nobody knows who keeps up', (t) => {
  const unsampled = seeds('production', around(12, 0, 60), { seriesPoints: 1 })
  t.is(
    said([...unsampled, ...seeds('random', around(12, 900, 60))]).caveats[0],
    'Whether production keeps up with the work cannot be told: the queue was not sampled often enough.',
  )
})

test('what weakens the answer is said', (t) => {
  const stopped = { finished: 900, complete: false, arrivals: 'x' }
  const starving = seeds('production', around(6, 0, 30), stopped).map(swamped)
  t.deepEqual(said([...starving, ...seeds('fair', around(6, 900, 30))]).caveats, [
    'The policies did not see the same arrivals on seed 1, 2, 3, 4, 5, 6: this is no fair comparison.',
    'But production finished 90.0 % of its jobs where fair finished 100.0 %; jobs that never started have no wait.',
    'production does not keep up with the work: its waits tell how long the run was as much as how good it is.',
    '6 of 12 runs stopped with jobs unfinished, so their longest waits are not counted: up to 10.0 % of the jobs that count (production) had not ended.',
    'Too few runs to check the test on values that spread like these: that takes 12 seeds, and 30 make a good answer.',
  ])
})

test('two policies that were not compared with each other are not ranked', (t) => {
  const { caveats } = said([
    ...seeds('production', around(12, 0, 60)),
    ...seeds('quick', around(12, -600, 60)),
    ...seeds('quicker', around(12, -700, 60)),
  ])
  t.deepEqual(caveats, ['Whether quicker is better than quick was not tested: all are compared with production.'])
})

test('the order by median wait is told where it differs', (t) => {
  const mean = seeds('production', around(12, 0, 60), { medianWaitSeconds: 1_887 })
  const median = seeds('least-queued', around(12, 3_600, 60), { medianWaitSeconds: 358 })
  t.is(
    said([...mean, ...median]).caveats[0],
    'By median wait the order differs: least-queued 5 min 58 s, production 31 min 27 s.',
  )
  t.deepEqual(said([...mean, ...seeds('random', around(12, 3_600, 60))]).caveats, [], 'the same policy is best by both')
})

test('seeds that replay one trace are said to', (t) => {
  const told = /^All 12 seeds replay the same arrivals/
  const one = { arrivals: 'of the trace' }
  const replayed = [...seeds('production', around(12, 0, 60), one), ...seeds('random', around(12, 900, 60), one)]
  t.regex(said(replayed).caveats[0], told)
  t.deepEqual(
    said([...seeds('production', [60], one), ...seeds('random', [90], one)]).caveats.filter((one) => told.test(one)),
    [],
  )
})

test('several loads: the most telling is described, the others summed up', (t) => {
  const low = [...seeds('production', around(12, 0, 60)), ...seeds('random', around(12, 900, 60))]
  const high = [...seeds('production', around(12, 900, 60)).map(swamped), ...seeds('random', around(12, 0, 60))]
  const { answer, loads } = said([...atLoad(0.6, low), ...atLoad(0.8, low), ...atLoad(1, high)])
  t.regex(answer, /^At load 0\.8 \(the highest at which all policies keep up\), production has the lowest mean wait/)
  t.regex(loads[0], /^By mean wait: at load 0\.6 production .*, random .* \(sure\); .*at load 1 random .*, production /)
  t.regex(loads[1], /^The order of the policies changes with load: between 0\.6 and 1 it agrees by τ = -1\.00/)
  t.is(loads[2], 'No longer keeping up with the work: production from load 1; random keeps up at all loads tried.')
  t.regex(
    said([...atLoad(0.6, low), ...atLoad(0.8, low)])
      .loads.slice(1)
      .join(' '),
    /^The order of the policies is the same at all loads\. All policies keep up with the work at all loads tried\.$/,
  )
})

test('what was checked is told with its numbers', (t) => {
  const { checks } = said([...seeds('production', around(30, 0, 60)), ...seeds('random', around(30, 900, 60))])
  t.regex(
    checks[0],
    /^Checked: on each seed all policies met the same arrivals; .* pairing leaves 0\.\d % for random\.$/,
  )
  t.regex(
    checks[1],
    /^Level of the test: in 1,000 random pairings of production's 30 runs .* 5\.0 % are due by chance\. .* does not show that runs are independent\.$/,
  )
})
