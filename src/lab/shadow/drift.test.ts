import test from 'ava'
import { keyOf, uniform } from '../../model/draws.js'
import { seedOf } from '../../sim/seed.js'
import { Drift } from './drift.js'
import { amountBin, Bins, stability } from './drift-measures.js'

const DAY = 86_400

/** Days of 200 tasks whose labels are drawn, one label with a part that may change on a day. */
function course(seedText: string, userPart: (day: number) => number, days = 20): Drift {
  const seed = seedOf(seedText)
  const drift = new Drift()
  for (let day = 0; day <= days; day++) {
    drift.pass(day * DAY)
    for (let i = 0; i < 200; i++) {
      const draw = uniform(seed, keyOf('drift'), day, i, 0)
      drift.add('input', 'label', draw < userPart(day) ? 'user' : draw < 0.9 ? 'managed' : 'test')
      drift.add('wait', 'BNL', amountBin(1000 * uniform(seed, keyOf('wait'), day, i, 0)))
    }
  }
  return drift
}

test('nothing is found in courses that are alike all along', (t) => {
  for (let seed = 0; seed < 40; seed++) t.deepEqual(course(String(seed), () => 0.3).shifts, [])
})

test('a shift is found once, with the day, and so is the way back', (t) => {
  const { shifts } = course('1', (day) => (day >= 7 && day < 12 ? 0.7 : 0.3))
  t.deepEqual(
    shifts.map(({ kind, name, since }) => [kind, name, since / DAY]),
    [
      ['input', 'label', 7],
      ['input', 'label', 12],
    ],
  )
  const [{ bin, partBefore, partSince, index, limit }] = shifts
  t.true(index > limit)
  t.true(bin === 'user' ? partSince > partBefore : partSince < partBefore)
})

test('few things wait for more before they are compared', (t) => {
  const drift = new Drift()
  for (let day = 0; day < 12; day++) {
    drift.pass(day * DAY)
    for (let i = 0; i < 20; i++) drift.add('wait', 'BNL', day < 6 ? 'short' : 'long')
  }
  drift.pass(12 * DAY)
  t.deepEqual(
    drift.shifts.map(({ name, since }) => [name, since / DAY]),
    [['BNL', 6]],
  )
})

test('the index of two known samples', (t) => {
  const bins = (a: number, b: number): Bins => {
    const made = new Bins()
    made.add('a', a)
    made.add('b', b)
    return made
  }
  t.is(stability(bins(500, 500), bins(500, 500), 1).index, 0)
  const { index, bin } = stability(bins(5e6, 5e6), bins(8e6, 2e6), 1)
  t.true(Math.abs(index - (0.3 * Math.log(1.6) - 0.3 * Math.log(0.4))) < 1e-4)
  t.is(bin, 'a')
  // χ² of one degree of freedom passes 10.83 once in a thousand: 11.16 by Wilson and Hilferty, times 1/50 + 1/50.
  t.true(Math.abs(stability(bins(25, 25), bins(25, 25), 1).limit - 11.16 / 25) < 1e-3)
  // Of small samples chance alone passes the usual limit.
  t.true(stability(bins(25, 25), bins(25, 25), 100).limit > 0.25)
})
