import test from 'ava'
import { fakeRun } from '../testing/fake-runs.js'
import { pairsOf } from './pairs.js'

const run = (policy: string, seed: string, meanWaitSeconds: number) => fakeRun({ policy, seed, meanWaitSeconds })

test('runs of equal seed are a pair, in the order of the baseline', (t) => {
  const mine = [run('mine', '2', 50), run('mine', '1', 30), run('mine', '9', 1)]
  const base = [run('production', '1', 40), run('production', '2', 40), run('production', '3', 40)]
  t.deepEqual(pairsOf(mine, base, 'waitMean').differences, [-10, 10])
})

test('a seed that a policy has twice is refused: it would count twice', (t) => {
  const once = [run('production', '1', 40)]
  const twice = [run('mine', '1', 30), run('mine', '1', 30)]
  for (const [mine, base] of [
    [twice, once],
    [once, twice],
  ])
    t.throws(() => pairsOf(mine, base, 'waitMean'), { message: 'two runs of mine with seed 1 at load as declared' })
})
