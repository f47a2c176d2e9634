import test from 'ava'
import { Regret } from './regret.js'
import { inOrder, life, shadowOf, taskAt } from './testing/small-shadow.js'
import type { WrittenLine } from './feed-schema.js'

const HOUR = 3_600

/** Ten hours in each of which jobs wait 1000 s at A, where the policy wants B, and 100 s at B. */
function story(): WrittenLine[] {
  const lines = [taskAt(0, 'thin')]
  for (let i = 0; i < 200; i++) {
    const at = i * 180
    const wait = i % 2 === 0 ? 1000 : 100
    lines.push(...life('thin', i + 1, i % 2 === 0 ? 'A' : 'B', [at, at + wait, at + wait + 50]))
  }
  return inOrder(lines)
}

test('a regret that is known is found', (t) => {
  const regret = shadowOf(story()).regret.estimate()
  t.like(regret, { ended: 200, same: 100, estimated: 100, blocks: 10, blockHours: 1 })
  t.is(regret.observedWait, 1000)
  t.is(regret.estimatedWait, 100)
  t.deepEqual(regret.wait, { mean: 900, low: 900, high: 900 })
  t.is(regret.total.mean, 900, 'equal cores: the run takes as long')
})

test('hours that are settled and forgotten tell the same', (t) => {
  const shadow = shadowOf(story())
  const before = shadow.regret.estimate()
  for (const days of [1, 5, 6, 30]) {
    shadow.regret.pass(days * 24 * HOUR)
    t.deepEqual(shadow.regret.estimate(), before)
  }
})

test('faster cores count in the run, not in the wait', (t) => {
  const regret = new Regret((queue) => (queue === 0 ? 10 : 20))
  for (let i = 0; i < 5; i++) regret.started({ at: i, queue: 1, chosen: 1, type: 'x' }, 30)
  for (let i = 0; i < 3; i++) regret.ended({ at: i, queue: 0, chosen: 1, type: 'x' }, 50, 400)
  const { wait, total } = regret.estimate()
  t.is(wait.mean, 20)
  t.is(total.mean, 220)
  t.true(Number.isNaN(wait.low), 'one hour gives no interval')
})

test('waits are looked for of the same type and hour first, then around, then of any type; fewer than five tell nothing', (t) => {
  const told = (waits: readonly (readonly [hour: number, type: string, wait: number])[]): number => {
    const regret = new Regret(() => 10)
    for (const [hour, type, wait] of waits) {
      for (let i = 0; i < 5; i++) regret.started({ at: hour * HOUR + i, queue: 1, chosen: 1, type }, wait)
    }
    regret.ended({ at: 2 * HOUR, queue: 0, chosen: 1, type: 'x' }, 0, 1)
    return regret.estimate().estimatedWait
  }
  t.is(
    told([
      [2, 'x', 1],
      [1, 'x', 9],
      [2, 'y', 9],
    ]),
    1,
  )
  t.is(
    told([
      [1, 'x', 2],
      [3, 'x', 4],
      [2, 'y', 99],
    ]),
    3,
  )
  t.is(told([[1, 'y', 7]]), 7)
  t.true(Number.isNaN(told([[4, 'x', 1]])))
})

test('what cannot be estimated is counted by its reason', (t) => {
  const regret = new Regret(() => 10, 2 * HOUR)
  regret.ended({ at: 0, queue: 0, chosen: 1, type: 'x' }, 1, 1)
  regret.ended({ at: 0, queue: 0, chosen: -1, type: 'x' }, 1, 1)
  regret.ended({ at: 0, queue: 0, chosen: 0, type: 'x' }, 1, 1)
  regret.ended({ at: 0, queue: 0, chosen: 1, type: 'x' }, NaN, NaN)
  regret.pass(9 * HOUR)
  regret.ended({ at: 0, queue: 0, chosen: 1, type: 'x' }, 9 * HOUR, 1)
  t.like(regret.estimate(), { ended: 4, same: 1, estimated: 0 })
  t.deepEqual(regret.estimate().unestimated, { noWitnesses: 1, wouldWait: 1, late: 1, neverRan: 1 })
})
