import test from 'ava'
import { analyse } from '../comparison/analyse.js'
import type { Difference } from '../comparison/comparison.js'
import { fakeRun, fakeSpec } from '../testing/fake-runs.js'
import { absoluteParts, absoluteText, differenceText, relativeParts } from './difference-text.js'

/** Production against a policy that waits about half an hour more. */
function differenceOf(seeds: number): Difference {
  const runs = Array.from({ length: seeds }, (_, seed) => [
    fakeRun({ policy: 'production', seed: `${seed}`, meanWaitSeconds: 3_600 }),
    fakeRun({ policy: 'random', seed: `${seed}`, meanWaitSeconds: 5_400 + 60 * seed }),
  ]).flat()
  return analyse({ ...fakeSpec(), resamples: 500 }, runs).levels[0].differences[0]
}

test('of fewer than six pairs no interval is shown, as in the terminal', (t) => {
  const few = differenceOf(5)
  t.true(Number.isFinite(few.low), 'though there is one')
  t.deepEqual([absoluteParts(few).interval, relativeParts(few).interval], ['', ''])
  t.deepEqual([absoluteText(few), differenceText(few)], ['+32 min', '+53.3 %'])
  const enough = differenceOf(6)
  t.regex(absoluteText(enough), /^\+32 min 30 s \(\+.* to \+.*\)$/)
  t.regex(differenceText(enough), /^\+54\.2 \(\+.* to \+.*\) %$/)
})
