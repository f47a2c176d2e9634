import test from 'ava'
import { batchMeans } from './batch-means.js'
import { distances } from './distances.js'
import { kendallTau } from './kendall.js'
import { plantedNormal, rateOf } from './testing/planted.js'
import { varianceRatio } from './variance-ratio.js'

test('Kendall τ of two orders', (t) => {
  t.is(kendallTau([1, 2, 3, 4], [10, 20, 30, 40]), 1)
  t.is(kendallTau([1, 2, 3, 4], [4, 3, 2, 1]), -1)
  t.is(kendallTau([1, 2, 3, 4], [1, 3, 2, 4]), 4 / 6, 'one pair of six changes places')
  t.is(kendallTau([1, 1, 2], [1, 2, 3]), 2 / Math.sqrt(6), 'a tie in one')
  t.is(kendallTau([1, 1], [1, 2]), NaN, 'no order to agree with')
})

test('variance ratio: 1 for runs that share nothing, near 0 for runs that share their luck', (t) => {
  t.is(varianceRatio([1, 2, 3], [11, 12, 13]), 0)
  t.is(varianceRatio([1, 2, 3], [3, 2, 1]), 2, 'pairing may harm')
  const [one, other] = [plantedNormal(1, 500, 0, 1), plantedNormal(2, 500, 0, 1)]
  t.true(Math.abs(varianceRatio(one, other) - 1) < 0.15)
  t.is(varianceRatio([1], [2]), NaN)
  t.is(varianceRatio([1, 1], [2, 2]), NaN)
})

test('batch means of a run: usable when batches are longer than its memory', (t) => {
  t.deepEqual(batchMeans([9, 1, 2, 3, 4, 5, 6], 3).means, [1.5, 3.5, 5.5], 'what is left over goes from the beginning')
  const usable = (past: number): number =>
    rateOf(100, (run) => {
      let now = 0
      return batchMeans(plantedNormal(run, 2_000, 0, 1).map((shock) => (now = past * now + shock))).usable
    })
  t.true(usable(0.2) > 0.6, `a memory of two steps in batches of a hundred: ${usable(0.2)}`)
  t.true(usable(0.995) < 0.2, `a memory of 200 steps: ${usable(0.995)}`)
  t.deepEqual(batchMeans([1, 2]), { means: [], lagOneCorrelation: NaN, usable: false })
})

test('distances of samples', (t) => {
  t.deepEqual(distances([0, 1, 3], [5, 6, 8]), { kolmogorovSmirnov: 1, wasserstein: 5 })
  t.deepEqual(distances([3, 0], [0, 1]), { kolmogorovSmirnov: 0.5, wasserstein: 1 })
  t.deepEqual(distances([1, 2, 2], [2, 1, 2]), { kolmogorovSmirnov: 0, wasserstein: 0 })
  t.deepEqual(distances([0], [0, 0, 0, 4]), { kolmogorovSmirnov: 0.25, wasserstein: 1 }, 'of unequal size')
  t.is(distances([], [1]).wasserstein, NaN)
})
