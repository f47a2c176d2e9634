import test from 'ava'
import { BadInput } from '../../model/bad-input.js'
import { momentTime } from './moment-time.js'
import { readScenario } from '../../sim/scenario-file.js'
import { testScenario } from '../../sim/testing/scenarios.js'
import { fewJobs } from './testing/results.js'

test('a moment is seconds, a time from the start in units, or one as results write it', async (t) => {
  const moments = {
    '400': 400,
    '400 s': 400,
    '12 h': 43_200,
    '2 d 11 h': 212_400,
    '3d': 259_200,
    '1 h 30 min': 5_400,
    '0.5': 0.5,
  }
  for (const [text, seconds] of Object.entries(moments)) t.is(await momentTime(text, fewJobs), seconds, text)
  for (const text of ['', 'noon', 'h', '3 parsecs', '-4', '12 h later']) {
    await t.throwsAsync(momentTime(text, fewJobs), { instanceOf: BadInput }, text)
  }
})

test('a date counts from the start of the trace that is replayed; where there is none it says so', async (t) => {
  await t.throwsAsync(momentTime('2005-11-21', fewJobs), { instanceOf: BadInput, message: /few-jobs has no dates/ })
  const replay = readScenario(testScenario('replay'))
  const first = await momentTime('2005-11-04 00:00', replay)
  t.is(await momentTime('2005-11-05T00:30:00Z', replay), first + 88_200)
  // The trace begins at 1131000000 or a little later: on 3 November 2005, 06:40.
  t.true(Math.abs(first - (Date.UTC(2005, 10, 4) / 1000 - 1_131_000_000)) < 3_600, String(first))
  const early = momentTime('2004-01-01', replay)
  await t.throwsAsync(early, {
    instanceOf: BadInput,
    message: /before the start of the run; allowed: a date from 2005-11-03T/,
  })
})
