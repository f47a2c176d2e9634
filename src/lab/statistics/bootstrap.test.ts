import test from 'ava'
import { Bootstrap } from './bootstrap.js'
import { plantedNormal, rateOf } from './testing/planted.js'

const bootstrap = new Bootstrap('1', 1_000)

/** In which part of many studies the 95 % interval lies below the true mean, and above it. */
function missed(sample: (study: number) => number[], truth: number): { below: number; above: number } {
  return {
    below: rateOf(1_000, (study) => bootstrap.meanOf(sample(study)).interval(0.95).high < truth),
    above: rateOf(1_000, (study) => bootstrap.meanOf(sample(study)).interval(0.95).low > truth),
  }
}

for (const [runs, least, most] of [
  [6, 0.91, 0.955],
  [12, 0.915, 0.965],
  [30, 0.93, 0.97],
]) {
  test(`a 95 % interval of ${runs} runs holds the true mean in about 95 % of studies`, (t) => {
    const { below, above } = missed((study) => plantedNormal(study, runs, 3_600, 600), 3_600)
    const held = 1 - below - above
    t.true(least < held && held < most, `${held}`)
    t.true(Math.abs(below - above) < 0.03, 'and errs on either side alike')
  })
}

test('skewed differences: the interval leans to the long tail and still holds nine times in ten', (t) => {
  const skewed = (study: number): number[] => plantedNormal(study, 30, 0, 1).map(Math.exp)
  const { below, above } = missed(skewed, Math.exp(0.5))
  t.true(1 - below - above > 0.88, `${1 - below - above}`)
  const { mean, low, high } = bootstrap.meanOf(skewed(1)).interval(0.95)
  t.true(high - mean > 1.1 * (mean - low))
})

test('of many values the interval is the one of the normal law', (t) => {
  const values = plantedNormal(1, 2_000, 10, 4)
  const { mean, low, high } = new Bootstrap('1', 10_000).meanOf(values).interval(0.95)
  const half = (1.96 * 4) / Math.sqrt(2_000)
  t.true(Math.abs(high - mean - half) < 0.01)
  t.true(Math.abs(mean - low - half) < 0.01)
})

test('more confidence, wider interval; the same seed, the same bytes; another seed, nearly the same', (t) => {
  const values = plantedNormal(2, 30, 0, 1)
  const resampled = bootstrap.meanOf(values)
  t.true(resampled.interval(0.9).high < resampled.interval(0.99).high)
  t.deepEqual(new Bootstrap('1', 1_000).meanOf(values).interval(0.95), resampled.interval(0.95))
  const other = new Bootstrap('2', 1_000).meanOf(values).interval(0.95)
  t.not(other.high, resampled.interval(0.95).high)
  t.true(Math.abs(other.high - resampled.interval(0.95).high) < 0.05)
})

test('far out, the ends of skewed values still widen and never change sides', (t) => {
  const resampled = bootstrap.meanOf([0, 0, 0, 0, 0, 100])
  let { low, high } = resampled.interval(0.9)
  for (const confidence of [0.95, 0.99, 0.999, 0.9999, 0.99999]) {
    const wider = resampled.interval(confidence)
    t.true(wider.low <= low && wider.high >= high, `${confidence}: ${wider.low} to ${wider.high}`)
    ;({ low, high } = wider)
  }
})

test('nothing to resample', (t) => {
  t.deepEqual(bootstrap.meanOf([]).interval(0.95), { mean: NaN, low: NaN, high: NaN })
  t.deepEqual(bootstrap.meanOf([5]).interval(0.95), { mean: 5, low: NaN, high: NaN }, 'one value has no spread')
  t.deepEqual(bootstrap.meanOf([5, 5, 5]).interval(0.95), { mean: 5, low: 5, high: 5 }, 'nor have equal ones')
})
