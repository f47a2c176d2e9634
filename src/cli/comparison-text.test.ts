import test from 'ava'
import { fakeRun, fakeStudy } from '../lab/testing/fake-runs.js'
import { comparisonText } from './comparison-text.js'
import { characters } from './table.js'

const study = fakeStudy({
  version: '0.1.0',
  assumptions: ['The number of slots of each site is inferred from the jobs that ran there in the busiest hour.'],
  notes: [],
  runs: [
    fakeRun({ policy: 'random', seed: '1', meanWaitSeconds: 7_200 }),
    fakeRun({ policy: 'random', seed: '2', meanWaitSeconds: 8_000 }),
    fakeRun({ policy: 'production', seed: '1', meanWaitSeconds: 3_600 }),
    fakeRun({ policy: 'production', seed: '2', meanWaitSeconds: 3_900 }),
  ],
})

test('the verdict, the table and the assumptions', (t) => {
  t.is(
    `\n${comparisonText(study, 80)}`,
    `
Over 2 seeds, production has the lowest mean wait: a median of 1 h 3 min
(60.0–65.0 min across seeds).
50.7 % below random (2 h 7 min, 2.00–2.22 h); lower on 2 of 2 shared seeds.
The range of production over its seeds overlaps with that of no other policy.

Policy      Mean wait        min–max  Median wait   95 % wait  Finished
──────────  ─────────  ─────────────  ───────────  ──────────  ────────
production  1 h 3 min  60.0–65.0 min  43 min 45 s   3 h 8 min     1,000
random      2 h 7 min    2.00–2.22 h   1 h 29 min  6 h 20 min     1,000

Numbers are medians over seeds; min–max is the range of the mean wait over them.

Assumptions:
- The number of slots of each site is inferred from the jobs that ran there in
  the busiest hour.
`,
  )
})

test('no line is longer than the terminal', (t) => {
  for (const width of [40, 60, 80, 120]) {
    for (const line of comparisonText(study, width).split('\n'))
      t.true(characters(line).length <= width, `${width}: ${line}`)
  }
})
