import test from 'ava'
import type { ExpectationResult, RunResult } from '../../sim/run-result.js'
import { fakeRun } from '../testing/fake-runs.js'
import { expectationsSection } from './expectations.js'

const seen: ExpectationResult = {
  see: 'jobs & <b>more</b> finish',
  measure: 'counts.finished',
  unit: 'number',
  found: 1_204,
  wanted: 'at least 1,000',
  held: true,
}

function runWith(...expectations: readonly ExpectationResult[]): RunResult {
  const run = fakeRun({ policy: 'random', seed: '7' })
  return { ...run, summary: { ...run.summary, expectations } }
}

test('a row for each, with what was seen, what was wanted and whether it will do', (t) => {
  const { text } = expectationsSection([runWith(seen), runWith({ ...seen, found: null, held: false })])!
  t.is(text.match(/<th scope="row">jobs &amp; &lt;b&gt;more&lt;\/b&gt; finish<\/th>/g)!.length, 2)
  t.regex(
    text,
    /✓ yes<\/td>\s*<td>1,204<\/td>\s*<td class="text">at least 1,000<\/td>\s*<td class="text">random<\/td>\s*<td class="text">7<\/td>/,
  )
  t.regex(text, /✗ no<\/td>\s*<td>–<\/td>/)
  t.regex(text, /1 of 2 things that the scenario expects were seen\./)
})

test('nothing where nothing is expected', (t) => {
  t.is(expectationsSection([fakeRun()]), undefined)
  t.regex(expectationsSection([runWith(seen)])!.text, /All that the scenario expects was seen\./)
})
