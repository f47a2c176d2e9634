/** Which submissions count, found on a run of which the queue is known. */
import test from 'ava'
import { BadInput } from '../model/bad-input.js'
import type { RunResult } from '../sim/run-result.js'
import { fakeRun } from './testing/fake-runs.js'
import { chosenWindow } from './warm-up-window.js'

const hour = 3_600

/** A run of 100 hours of submissions and 20 more, whose queue fills within some hours and whose jobs wait for some. */
function runOf(fillingHours: number, waitP95Hours: number): RunResult {
  const run = fakeRun()
  const timeSeconds = Array.from({ length: 480 }, (_, i) => (i * hour) / 4)
  const activated = timeSeconds.map((time, i) =>
    time > 100 * hour ? 0 : 500 * Math.min(1, time / (fillingHours * hour)) + (i % 2),
  )
  const none = timeSeconds.map(() => 0)
  const waitSeconds = { ...run.summary.metrics.waitSeconds, p95: waitP95Hours * hour }
  return {
    ...run,
    summary: {
      ...run.summary,
      window: { fromSeconds: 0, untilSeconds: 100 * hour, counted: 1_234, censored: 0 },
      metrics: { ...run.summary.metrics, waitSeconds },
    },
    series: { ...run.series, timeSeconds, activated, pending: none, assigned: none },
  }
}

test('from where the queue has filled until the 95 % wait before the last submission', (t) => {
  const { window, told } = chosenWindow(runOf(20, 10), 'auto')
  t.true(window !== undefined && window.from > 18 * hour && window.from < 24 * hour, told)
  t.is(window?.until, 90 * hour)
  t.regex(told, /^jobs submitted between \d+ h.* and 3 d 18 h count: warm-up by MSER-5 on the queue, and the last 10 h/)
})

test('a warm-up that is declared is taken as it is', (t) => {
  const { window, told } = chosenWindow(runOf(20, 10), 6 * hour)
  t.deepEqual(window, { from: 6 * hour, until: 90 * hour })
  t.regex(told, /warm-up as declared/)
})

test('a declared warm-up is kept where the 95 % wait is long: what drains is at most half of what remains', (t) => {
  for (const wait of [80, 500]) {
    const { window, told } = chosenWindow(runOf(20, wait), 6 * hour)
    t.deepEqual(window, { from: 6 * hour, until: 53 * hour })
    t.regex(told, /warm-up as declared, and the last 1 d 23 h, half of what remains, since the 95 % wait is \d+ d/)
  }
})

test('a declared warm-up that leaves nothing to count is refused', (t) => {
  t.throws(() => chosenWindow(runOf(20, 10), 100 * hour), {
    instanceOf: BadInput,
    message:
      'warmUp: a warm-up of 4 d 4 h leaves nothing to count; allowed: less than the 4 d 4 h in which jobs are submitted',
  })
})

test('all jobs count, and it is said why, where too little would be left', (t) => {
  t.deepEqual(chosenWindow(runOf(200, 10), 'auto'), {
    window: undefined,
    told: 'all 1,234 jobs count, those of the warm-up and of the end too: the queue does not settle in the first half, so no warm-up can be cut off',
  })
  const { window, told } = chosenWindow(runOf(1, 80), 'auto')
  t.is(window, undefined)
  t.regex(
    told,
    /^all 1,234 jobs count, .*: without .* of warm-up and the 95 % wait, 3 d 8 h, to drain, of 4 d 4 h of submissions less than a quarter/,
  )
})
