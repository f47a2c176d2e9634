import test from 'ava'
import { ExecutingPower } from './executing-power.js'

test('power is summed by share, exactly, in whatever order jobs come and go', (t) => {
  const power = new ExecutingPower()
  const slots = [10.1, 0.2, 81.7, 3.3, 0.1]
  for (const share of [0, 3, 40]) for (const hs06 of slots) power.count(share, hs06, 1)
  t.deepEqual([power.hs06(0), power.hs06(3), power.hs06(40), power.hs06(1), power.hs06(1000)], [95.4, 95.4, 95.4, 0, 0])
  t.is(power.totalHs06(), 286.2)
  for (const hs06 of slots) power.count(40, hs06, -1)
  t.deepEqual([power.hs06(40), power.totalHs06()], [0, 190.8])
})
