import test from 'ava'
import type { ExpectationResult } from '../../../sim/run-result.js'
import type { Study } from '../../study.js'
import { fakeRun, fakeStudy } from '../../testing/fake-runs.js'
import { expectations } from './expectations.js'

const seen: ExpectationResult = {
  see: 'jobs & <b>more</b> finish',
  measure: 'counts.finished',
  unit: 'number',
  found: 1_204,
  wanted: 'at least 1,000',
  held: true,
}

const emptyStudy = fakeStudy()

function studyWith(...seen: readonly ExpectationResult[]): { study: Study } {
  const run = fakeRun({ policy: 'random', seed: '7' })
  return { study: { ...emptyStudy, runs: [{ ...run, summary: { ...run.summary, expectations: seen } }, run] } }
}

test('a row for each, with what was seen, what was wanted and whether it will do', (t) => {
  const { text } = expectations(studyWith(seen, { ...seen, found: null, held: false }))!
  t.is(text.match(/<th scope="row">jobs &amp; &lt;b&gt;more&lt;\/b&gt; finish<\/th>/g)!.length, 2)
  t.regex(
    text,
    /✓ yes<\/td>\s*<td data-value="1204">1,204<\/td>\s*<td class="text">at least 1,000<\/td>\s*<td class="text">random<\/td>\s*<td class="text">7<\/td>/,
  )
  t.regex(text, /✗ no<\/td>\s*<td>–<\/td>/)
  t.regex(text, /1 of 2 things that the scenario expects were seen\./)
})

test('nothing where nothing is expected', (t) => {
  t.is(expectations({ study: emptyStudy }), undefined)
  t.regex(expectations(studyWith(seen))!.text, /All that the scenario expects was seen\./)
})
