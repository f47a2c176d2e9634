import test from 'ava'
import { fakeRun } from '../lab/testing/fake-runs.js'
import type { ExpectationResult, RunSummary } from '../sim/run-result.js'
import { expectationsText, isMissing } from './expectations-text.js'

const held: ExpectationResult = {
  see: 'a million jobs a day are finished once the grid is full',
  measure: 'perDay.finished',
  unit: 'number',
  found: 976_190,
  wanted: '900,000 to 1,100,000',
  held: true,
}
const missing: ExpectationResult = {
  see: 'input is there soon',
  measure: 'metrics.dataWaitSeconds.p50',
  unit: 'seconds',
  found: null,
  wanted: 'at most 30 min',
  held: false,
}

function runWith(...expectations: readonly ExpectationResult[]): RunSummary {
  return { ...fakeRun({ seed: '7' }).summary, expectations }
}

test('a table of what should be seen, broken over lines where there is little room', (t) => {
  t.is(
    `\n${expectationsText([runWith(held, missing)], 64, true)}`,
    `
Seen under production, seed 7: 1 of 2

Held  What should be seen           Seen  Wanted
────  ─────────────────────────  ───────  ────────────────────
✓     a million jobs a day are   976,190  900,000 to 1,100,000
      finished once the grid is
      full
✗     input is there soon              –  at most 30 min
`,
  )
})

test('words where there is no terminal; runs apart; nothing where nothing is expected', (t) => {
  const text = expectationsText([runWith(held), fakeRun().summary, runWith(missing)], 120, false)
  t.regex(text, /^yes {3}a million jobs a day are finished once the grid is full {2}976,190 {2}900,000 to 1,100,000$/m)
  t.regex(text, /^NO {4}input is there soon/m)
  t.is(text.match(/^Seen under/gm)!.length, 2)
  t.is(expectationsText([fakeRun().summary], 120, false), '')
  t.deepEqual([runWith(held), runWith(held, missing), fakeRun().summary].map(isMissing), [false, true, false])
})
