import test from 'ava'
import { Bootstrap } from './bootstrap.js'
import { isEquivalent } from './equivalence.js'
import { plantedNormal, rateOf } from './testing/planted.js'

const bootstrap = new Bootstrap('1', 1_000)

/** In which part of studies of 30 pairs a true difference is called smaller than 2, when single pairs vary by 3. */
const calledEquivalent = (difference: number): number =>
  rateOf(500, (study) => isEquivalent(bootstrap.meanOf(plantedNormal(study, 30, difference, 3)), 2, 0.05))

test('no difference is called none, a difference as large as the margin hardly ever', (t) => {
  t.true(calledEquivalent(0) > 0.85, `${calledEquivalent(0)}`)
  t.true(calledEquivalent(2) < 0.08, `${calledEquivalent(2)}`)
  t.true(calledEquivalent(-2) < 0.08)
  t.is(calledEquivalent(5), 0)
})

test('equal runs are equivalent even without a margin, one run never is', (t) => {
  t.true(isEquivalent(bootstrap.meanOf([0, 0, 0]), 0, 0.05))
  t.false(isEquivalent(bootstrap.meanOf([0]), 1, 0.05))
})
