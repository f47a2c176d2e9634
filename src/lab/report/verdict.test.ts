import test from 'ava'
import { compareRuns } from '../compare-runs.js'
import { fakeRun, type FakeRun } from '../testing/fake-runs.js'
import { verdict } from './verdict.js'

/** One policy over the waits of its seeds. */
function seeds(policy: string, waits: readonly number[], more: FakeRun = {}): ReturnType<typeof fakeRun>[] {
  return waits.map((meanWaitSeconds, index) => fakeRun({ policy, seed: `${index + 1}`, meanWaitSeconds, ...more }))
}

test('a clear lead', (t) => {
  const runs = [...seeds('random', [7_200, 7_600, 8_000]), ...seeds('production', [3_600, 3_800, 4_000])]
  t.deepEqual(verdict(compareRuns(runs)), [
    'Over 3 seeds, production has the lowest mean wait: a median of 1 h 3 min (60.0–66.7 min across seeds).',
    '50.0 % below random (2 h 7 min, 2.00–2.22 h); lower on 3 of 3 shared seeds.',
    'The range of production over its seeds overlaps with that of no other policy.',
  ])
})

test('a lead within the spread of seeds is said to be one', (t) => {
  const runs = [...seeds('a', [100, 130]), ...seeds('b', [110, 125])]
  t.deepEqual(verdict(compareRuns(runs)).slice(1), [
    '2.1 % below b (1 min 58 s, 1.83–2.08 min); lower on 1 of 2 shared seeds.',
    'The range of a over its seeds overlaps with that of b.',
  ])
})

test('a tie has no winner', (t) => {
  const [opening, against] = verdict(compareRuns([...seeds('a', [100, 100]), ...seeds('b', [100, 100])]))
  t.is(opening, 'Over 2 seeds, a and b share the lowest mean wait: a median of 1 min 40 s (100 s across seeds).')
  t.is(against, 'The same as b (1 min 40 s, 100 s); lower on 0 of 2 shared seeds.')
})

test('one seed, one policy, no jobs', (t) => {
  t.deepEqual(verdict(compareRuns([...seeds('a', [60]), ...seeds('b', [120])])), [
    'On the one seed that ran, a has the lowest mean wait: 1 min.',
    '50.0 % below b (2 min); lower on 1 of 1 shared seed.',
    'One seed tells nothing of the spread: another seed may change the order.',
  ])
  t.deepEqual(verdict(compareRuns(seeds('a', [60, 90]))), [
    'Over 2 seeds, the mean wait of a is a median of 1 min 15 s (60.0–90.0 s across seeds); nothing was compared with it.',
  ])
  t.deepEqual(verdict(compareRuns([fakeRun({ started: 0 })])), [
    'No job started in any run, so there is no wait to compare.',
  ])
  t.is(verdict([]).length, 1)
})

test('what weakens the answer is said', (t) => {
  const starving = seeds('greedy', [60, 60], { finished: 900, complete: false, arrivals: 'x' })
  const caveats = verdict(compareRuns([...starving, ...seeds('fair', [90, 90])])).slice(3)
  t.deepEqual(caveats, [
    'But greedy finished 90.0 % of its jobs where fair finished 100.0 %; jobs that never started have no wait.',
    '2 of 4 runs stopped with jobs unfinished, so their longest waits are not counted.',
    'The policies did not see the same arrivals on seed 1, 2: this is no fair comparison.',
  ])
})

test('the order by median wait is told where it differs', (t) => {
  const mean = seeds('production', [3_600, 3_600], { medianWaitSeconds: 1_887 })
  const median = seeds('least-queued', [7_200, 7_200], { medianWaitSeconds: 358 })
  const told = 'By median wait the order differs: least-queued 5 min 58 s, production 31 min 27 s.'
  t.is(verdict(compareRuns([...mean, ...median])).at(-1), told)
  const differs = (runs: ReturnType<typeof seeds>): boolean =>
    verdict(compareRuns(runs)).some((line) => line.startsWith('By median wait'))
  t.false(differs([...mean, ...seeds('random', [7_200, 7_200])]), 'the same policy is best by both')
  t.false(differs([...mean, ...seeds('least-queued', [3_600, 3_600])]), 'a tie by the mean has no order')
})

test('seeds that replay one trace are said to', (t) => {
  const told = 'All seeds replay the same arrivals: they differ only in what is drawn (failures, bytes, delays).'
  const one = { arrivals: 'of the trace' }
  t.is(verdict(compareRuns([...seeds('a', [60, 90], one), ...seeds('b', [120, 120], one)])).at(-1), told)
  t.false(verdict(compareRuns([...seeds('a', [60], one), ...seeds('b', [120], one)])).includes(told), 'one seed')
  t.false(verdict(compareRuns(seeds('a', [60, 90]))).includes(told), 'arrivals of their own')
})
