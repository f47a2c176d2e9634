import test from 'ava'
import { compareRuns, spreadOf } from './compare-runs.js'
import { fakeRun } from './testing/fake-runs.js'

test('policies in order of their mean over seeds, with the range', (t) => {
  const runs = [
    fakeRun({ policy: 'random', seed: '1', meanWaitSeconds: 300 }),
    fakeRun({ policy: 'production', seed: '1', meanWaitSeconds: 100 }),
    fakeRun({ policy: 'random', seed: '2', meanWaitSeconds: 500 }),
    fakeRun({ policy: 'production', seed: '2', meanWaitSeconds: 140 }),
    fakeRun({ policy: 'production', seed: '3', meanWaitSeconds: 110 }),
  ]
  const comparisons = compareRuns(runs)
  t.deepEqual(
    comparisons.map(({ policy, runs, spreads }) => [policy, runs.length, spreads.waitMean]),
    [
      ['production', 3, { mean: (100 + 140 + 110) / 3, median: 110, min: 100, max: 140 }],
      ['random', 2, { mean: 400, median: 400, min: 300, max: 500 }],
    ],
  )
})

test('a policy in which no job started has no wait and comes last', (t) => {
  const comparisons = compareRuns([fakeRun({ policy: 'idle', started: 0 }), fakeRun({ policy: 'production' })])
  t.deepEqual(
    comparisons.map(({ policy }) => policy),
    ['production', 'idle'],
  )
  t.is(comparisons[1].spreads.waitMean.median, NaN)
})

test('runs of different scenarios are not mixed', (t) => {
  const other = fakeRun()
  t.throws(() => compareRuns([fakeRun(), { ...other, summary: { ...other.summary, scenario: 'week' } }]), {
    message: /day, week/,
  })
})

test('a spread leaves out what has no value', (t) => {
  t.deepEqual(spreadOf([3, NaN, 1]), { mean: 2, median: 2, min: 1, max: 3 })
  t.deepEqual(spreadOf([]), { mean: NaN, median: NaN, min: NaN, max: NaN })
})
