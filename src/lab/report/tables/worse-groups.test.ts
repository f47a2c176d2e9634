import test from 'ava'
import { fakeRun, fakeSpec, fakeStudy } from '../../testing/fake-runs.js'
import { materialOf } from '../material.js'
import { worseGroups } from './worse-groups.js'

/** Two runs with records of ten jobs, each of which waits so long under production; under random each waits 60 s. */
function answerOf(waits: readonly number[]): string {
  const runs = ['production', 'random'].map((policy, place) => {
    const run = fakeRun({ policy, records: waits.length, meanWaitSeconds: 3_600 * (place + 1) })
    const { submitSeconds, startSeconds } = run.records!.attempts
    for (let row = 0; row < waits.length; row++)
      startSeconds[row] = submitSeconds[row] + (policy === 'random' ? 60 : waits[row])
    return run
  })
  return worseGroups(materialOf(fakeStudy({ spec: fakeSpec(), runs })))?.text ?? ''
}

test('where no kind of work waited longer, it is said how many jobs did', (t) => {
  t.regex(
    answerOf([90, 90, 1, 1, 1, 1]),
    /No kind of work waited longer on average with production than with random, but 33\.3 % of the jobs did\./,
  )
  t.regex(answerOf([1, 1, 1, 1, 1, 1]), /No kind of work waited longer on average with production than with random\. /)
})
