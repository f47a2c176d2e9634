import test from 'ava'
import { fakeRun, fakeSpec, fakeStudy } from '../lab/testing/fake-runs.js'
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
production has the lowest mean wait, 1 h 3 min, as far as 2 seeds can tell. Over
2 paired runs, production's mean wait is 1 h 4 min lower than random's (50.7 %),
lower in 2 of 2 seeds.
- Why: of the 1 h 4 min less with production than with random, most is a shorter
  wait for a slot (32 min 5 s), wait for data (16 min 3 s) and time in attempts
  that never started (8 min 1 s).
- With 2 seeds no test can be sure of a difference: it takes 6 at least, and 30
  for a good answer.

Against production  Mean wait  Difference  95 % interval  Relative  Finding
──────────────────  ─────────  ──────────  ─────────────  ────────  ────────────
random              2 h 7 min  +1 h 4 min              –  +102.7 %  too few runs

Policy      Mean wait        min–max  Median wait   95 % wait  Finished
──────────  ─────────  ─────────────  ───────────  ──────────  ────────
production  1 h 3 min  60.0–65.0 min  43 min 45 s   3 h 8 min     1,000
random      2 h 7 min    2.00–2.22 h   1 h 29 min  6 h 20 min     1,000

Differences are means over pairs of runs with one seed, relative ones in per
cent of production's mean. Intervals are of 95 % each, p and “equivalent” are
adjusted for the number of differences.
Numbers of policies are means over seeds; min–max is the range of the mean wait
over them.

Assumptions:
- The number of slots of each site is inferred from the jobs that ran there in
  the busiest hour.
`,
  )
})

test('enough runs at several loads: a row for each difference, with interval and finding', (t) => {
  const runs = [0.8, 1].flatMap((load) =>
    Array.from({ length: 8 }, (_, seed) => [
      fakeRun({ policy: 'production', seed: `${seed}`, meanWaitSeconds: 3_600 + 60 * seed }),
      fakeRun({ policy: 'random', seed: `${seed}`, meanWaitSeconds: 3_600 + 60 * seed + 1_800 * load + seed ** 2 }),
    ])
      .flat()
      .map((run) => ({ ...run, summary: { ...run.summary, load } })),
  )
  const text = comparisonText(fakeStudy({ ...study, spec: fakeSpec({ resamples: 1_000 }), runs }), 110)
  const [, table] = text.split('\n\n')
  t.is(
    `\n${table}\n`,
    `
Load  Against prod…   Mean wait    Difference                95 % interval  Relative  Lower in      p  Finding
────  ─────────────  ──────────  ────────────  ───────────────────────────  ────────  ────────  ─────  ───────
 0.8  random         1 h 28 min  +24 min 18 s  +24 min 7 s to +24 min 34 s   +38.3 %       0/8  0.016  worse
   1  random         1 h 34 min  +30 min 18 s  +30 min 7 s to +30 min 34 s   +47.7 %       0/8  0.016  worse
`,
  )
})

test('the measure that decides stands first in the table of policies, with its range', (t) => {
  const text = comparisonText(fakeStudy({ ...study, spec: fakeSpec({ primary: 'wanBytes' }) }), 120)
  t.regex(text, /\nPolicy +Moved between sites +min–max +Mean wait +/)
  t.regex(text, /min–max is the range of the volume of bytes moved between sites over them/)
})

test('no line is longer than the terminal', (t) => {
  for (const width of [40, 60, 80, 120]) {
    for (const line of comparisonText(study, width).split('\n'))
      t.true(characters(line).length <= width, `${width}: ${line}`)
  }
})
