import test from 'ava'
import type { RunResult } from '../../sim/run-result.js'
import type { MeasureName } from '../measures.js'
import { plantedNormal, rateOf } from '../statistics/testing/planted.js'
import { fakeRun, fakeSpec, type FakeRun } from '../testing/fake-runs.js'
import { analyse } from './analyse.js'
import type { Comparison, Difference, Finding } from './comparison.js'
import { tellingLevel } from './telling-level.js'

const spec = { ...fakeSpec(), resamples: 1_000 }

/** Runs of a policy that share the luck of their seeds: a wait for each seed, plus what the policy adds. */
function runsOf(policy: string, seeds: number, added: number, noise = 60, more: FakeRun = {}): RunResult[] {
  const luck = plantedNormal(1, seeds, 3_600, 600)
  const own = plantedNormal(policy.length, seeds, added, noise, 1)
  return luck.map((wait, index) =>
    fakeRun({ policy, seed: `${index + 1}`, meanWaitSeconds: wait + own[index], ...more }),
  )
}

/** The same runs at a load level. */
const atLoad = (load: number, runs: readonly RunResult[]): RunResult[] =>
  runs.map((run) => ({ ...run, summary: { ...run.summary, load } }))

function differenceOf({ levels }: Comparison, policy: string, measure: MeasureName = 'waitMean'): Difference {
  const found = levels[0].differences.find((one) => one.policy === policy && one.measure === measure)
  if (!found) throw new Error(`no difference of ${policy} by ${measure}`)
  return found
}

const findings = (comparison: Comparison): [string, Finding][] =>
  comparison.levels[0].differences
    .filter(({ exploratory }) => !exploratory)
    .map(({ policy, finding }) => [policy, finding])

test('what is better, worse, alike, and what cannot be told', (t) => {
  const comparison = analyse(spec, [
    ...runsOf('production', 30, 0),
    ...runsOf('quick', 30, -300),
    ...runsOf('slow', 30, 600),
    ...runsOf('twin', 30, 0, 1),
    ...runsOf('noisy', 30, -100, 1_500),
  ])
  t.deepEqual(findings(comparison), [
    ['noisy', 'undecided'],
    ['quick', 'better'],
    ['twin', 'equivalent'],
    ['slow', 'worse'],
  ])
})

test('a difference carries its pairs, interval, part of the baseline and both p', (t) => {
  const comparison = analyse(spec, [...runsOf('production', 30, 0), ...runsOf('quick', 30, -300)])
  const { pairs, lower, higher, mean, low, high, relative, baselineMean, p, adjusted } = differenceOf(
    comparison,
    'quick',
  )
  t.deepEqual([pairs, lower, higher], [30, 30, 0])
  t.true(low < -300 && -300 < high && high < 0, `${low} to ${high} holds the planted difference`)
  t.is(relative.low, low / baselineMean)
  t.is(relative.mean, mean / baselineMean)
  t.is(p, 2 / 2 ** 30)
  t.is(adjusted, p, 'one claim')
  t.true(comparison.levels[0].luck.varianceRatios[0].ratio < 0.1, 'pairing helped')
})

test('pairs are made by seed, not by place, and only of seeds that both have', (t) => {
  const quick = runsOf('quick', 30, -300).reverse().slice(0, 20)
  const comparison = analyse(spec, [...runsOf('production', 30, 0), ...quick])
  const { pairs, lower } = differenceOf(comparison, 'quick')
  t.deepEqual([pairs, lower], [20, 20])
})

test('fewer than six pairs make no claim, however clear they look', (t) => {
  const comparison = analyse(spec, [...runsOf('production', 5, 0), ...runsOf('quick', 5, -3_000)])
  t.deepEqual(findings(comparison), [['quick', 'too few runs']])
  t.is(comparison.aa, undefined)
})

test('the primary measure is declared: it comes first, all others explore and are adjusted apart', (t) => {
  const runs = [...runsOf('production', 12, 0), ...runsOf('quick', 12, -300)]
  const comparison = analyse({ ...spec, primary: 'waitP95' }, runs)
  const { differences } = comparison.levels[0]
  t.is(differences[0].measure, 'waitP95')
  t.deepEqual(
    differences.filter(({ exploratory }) => !exploratory).map(({ measure }) => measure),
    ['waitP95'],
  )
  t.is(differenceOf(comparison, 'quick', 'utilisation').finding, 'equivalent', 'the same in every run')
})

test('a measure of which more is better turns the finding round', (t) => {
  const finished = (policy: string, of: (seed: number) => number): RunResult[] =>
    Array.from({ length: 12 }, (_, seed) => fakeRun({ policy, seed: `${seed}`, finished: of(seed) }))
  const comparison = analyse({ ...spec, primary: 'finished' }, [
    ...finished('production', (seed) => 700 + seed),
    ...finished('more', (seed) => 900 + 2 * seed),
  ])
  t.is(differenceOf(comparison, 'more', 'finished').finding, 'better')
  t.is(comparison.levels[0].policies[0].policy, 'more', 'and it stands first')
})

test('“equivalent” is adjusted too: what is just so on its own is not among many', (t) => {
  const twins = (count: number): RunResult[] =>
    Array.from({ length: count }, (_, twin) =>
      plantedNormal(1, 12, 3_600, 600).map((wait, seed) =>
        fakeRun({
          policy: `twin${twin}`,
          seed: `${seed + 1}`,
          meanWaitSeconds: wait + plantedNormal(7, 12, 0, 45)[seed],
        }),
      ),
    ).flat()
  const found = (count: number): Finding[] =>
    findings(analyse(spec, [...runsOf('production', 12, 0, 0), ...twins(count)])).map(([, finding]) => finding)
  t.deepEqual(found(1), ['equivalent'])
  t.deepEqual(found(8), new Array<Finding>(8).fill('undecided'))
})

test('the level that tells is where the baseline is tried: the highest that it and another keep up with', (t) => {
  const swamped = (runs: readonly RunResult[]): RunResult[] =>
    runs.map((run) => ({
      ...run,
      series: { ...run.series, activated: run.series.timeSeconds.map((time) => time / 100) },
    }))
  const good = [...runsOf('production', 14, 0), ...runsOf('quick', 14, -300)]
  const bad = swamped(runsOf('random', 14, 9_000))
  const comparison = analyse(spec, [
    ...atLoad(0.6, [...good, ...bad]),
    ...atLoad(0.8, [...good.slice(1), ...bad]),
    ...atLoad(1, [...swamped(good), ...bad]),
  ])
  t.is(tellingLevel(comparison)?.load, 0.8, 'random keeps up nowhere')
  t.is(comparison.aa?.runs, 13, 'as many as there are at that level')
  const alone = analyse(spec, [
    ...atLoad(0.6, good),
    ...atLoad(0.8, [...swamped(good.slice(14)), ...good.slice(0, 14)]),
  ])
  t.is(tellingLevel(alone)?.load, 0.6, 'the baseline alone keeps up with more')
})

test('claims at all load levels are one family', (t) => {
  const runs = [...runsOf('production', 8, 0), ...runsOf('quick', 8, -300)]
  const levels = [0.6, 0.8, 1].flatMap((load) => atLoad(load, runs))
  const { p, adjusted } = differenceOf(analyse(spec, levels), 'quick')
  t.is(p, 2 / 2 ** 8)
  t.is(adjusted, 3 * p)
})

test('levels are in the order of load; an order that turns round is seen', (t) => {
  const comparison = analyse(spec, [
    ...atLoad(1, [...runsOf('production', 6, 0), ...runsOf('a', 6, 900), ...runsOf('bb', 6, -900)]),
    ...atLoad(0.6, [...runsOf('production', 6, 0), ...runsOf('a', 6, -900), ...runsOf('bb', 6, 900)]),
    ...atLoad(0.8, [...runsOf('production', 6, 0), ...runsOf('a', 6, -900), ...runsOf('bb', 6, 900)]),
  ])
  t.deepEqual(
    comparison.levels.map(({ load }) => load),
    [0.6, 0.8, 1],
  )
  t.deepEqual(comparison.stability, { lowestTau: -1, between: [0.6, 1] })
})

test('other arrivals for another policy are seen', (t) => {
  const comparison = analyse(spec, [
    ...runsOf('production', 3, 0),
    ...runsOf('other', 2, 0),
    fakeRun({ policy: 'other', seed: '3', arrivals: 'of another day' }),
  ])
  const { sameArrivals, differingSeeds } = comparison.levels[0].luck
  t.deepEqual([sameArrivals, differingSeeds], [false, ['3']])
})

test('the baseline against itself: about 5 % of splits seem to differ', (t) => {
  const { aa } = analyse(spec, runsOf('production', 40, 0))
  t.is(aa?.runs, 40)
  t.true(Math.abs((aa?.rejected ?? NaN) - 0.05) < 0.025, `${aa?.rejected}`)
  t.true(Math.abs((aa?.missed ?? NaN) - 0.05) < 0.04, `${aa?.missed}`)
  t.is(analyse(spec, runsOf('production', 11, 0)).aa, undefined, 'halves of fewer than six')
})

test('planted truth: of studies of four policies that do not differ, at most 5 % claim that one is better or worse', (t) => {
  const claims = (added: number): number =>
    rateOf(150, (study) => {
      const runs = ['production', 'a', 'bb', 'ccc'].flatMap((policy, place) =>
        plantedNormal(study, 10, 3_600 + (policy === 'a' ? added : 0), 300, place).map((meanWaitSeconds, seed) =>
          fakeRun({ policy, seed: `${seed}`, meanWaitSeconds, seriesPoints: 1, sites: [] }),
        ),
      )
      const comparison = analyse({ ...spec, resamples: 200 }, runs)
      return findings(comparison).some(([, finding]) => finding === 'better' || finding === 'worse')
    })
  t.true(claims(0) < 0.09, `${claims(0)}`)
  t.true(claims(-900) > 0.9, `${claims(-900)}`)
})

test('the same runs, the same comparison; nothing to compare, no differences', (t) => {
  const runs = [...runsOf('production', 12, 0), ...runsOf('quick', 12, -300)]
  t.deepEqual(analyse(spec, runs), analyse(spec, runs))
  t.deepEqual(analyse(spec, runsOf('production', 12, 0)).levels[0].differences, [])
  t.deepEqual(analyse(spec, []).levels, [])
})
