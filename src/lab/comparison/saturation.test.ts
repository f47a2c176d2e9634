import test from 'ava'
import type { RunResult } from '../../sim/run-result.js'
import { compareRuns } from '../compare-runs.js'
import { fakeRun } from '../testing/fake-runs.js'
import { saturationOf } from './saturation.js'

/** A run of a day with 1,000 jobs, sampled each hour, whose queue is a function of the part of the window gone by. */
function runWith(policy: string, queue: (part: number) => number, seed = '1'): RunResult {
  const run = fakeRun({ policy, seed })
  const hours = Array.from({ length: 49 }, (_, hour) => hour)
  const zero = hours.map(() => 0)
  return {
    ...run,
    series: {
      timeSeconds: hours.map((hour) => hour * 3_600),
      pending: hours.map((hour) => queue(hour / 24) / 2),
      assigned: zero,
      activated: hours.map((hour) => queue(hour / 24) / 2),
      running: zero,
      transferring: zero,
      busyFraction: zero,
    },
  }
}

const queues: readonly (readonly [story: string, saturated: boolean, queue: (part: number) => number])[] = [
  ['empty', false, () => 0],
  ['a steady backlog', false, () => 400],
  ['grows by a tenth of what comes in', true, (part) => 100 * Math.min(1, part)],
  ['grows by a hundredth of what comes in', false, (part) => 10 * Math.min(1, part)],
  [
    'a burst in the first half that is worked off',
    false,
    (part) => (part < 0.4 ? 900 : Math.max(0, 900 - 1_500 * (part - 0.4))),
  ],
  ['grows only in the first half', false, (part) => 500 * Math.min(0.4, part)],
  ['grows after the window', false, (part) => (part > 1 ? 900 : 50)],
]

for (const [story, saturated, queue] of queues)
  test(`${saturated ? 'saturated' : 'keeps up'}: ${story}`, (t) => {
    const policies = compareRuns([runWith('production', queue)])
    t.deepEqual(saturationOf([{ load: 0.9, policies }]), [
      { policy: 'production', load: saturated ? 0.9 : undefined, saturated, unknown: false },
    ])
  })

test('runs without samples of the queue tell nothing', (t) => {
  const { series, ...run } = runWith('production', () => 0)
  const late = { ...run, series: { ...series, timeSeconds: series.timeSeconds.map((time) => time + 1e6) } }
  t.deepEqual(saturationOf([{ load: 0.9, policies: compareRuns([late]) }]), [
    { policy: 'production', load: undefined, saturated: false, unknown: true },
  ])
})

test('the lowest level at which most runs are saturated', (t) => {
  const growing = (part: number): number => 200 * part
  const level = (load: number, ...queue: ((part: number) => number)[]) => ({
    load,
    policies: compareRuns(queue.map((one, seed) => runWith('production', one, `${seed}`))),
  })
  const steady = (): number => 10
  const levels = [
    level(0.8, steady, steady, growing),
    level(0.9, steady, growing, growing),
    level(1, growing, growing, growing),
  ]
  t.is(saturationOf(levels)[0].load, 0.9)
})
