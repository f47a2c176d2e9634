import test from 'ava'
import { BadInput } from '../model/bad-input.js'
import { root, testScenario } from '../sim/testing/scenarios.js'
import { makeStudy } from './make-study.js'
import type { ScenarioSource } from './run-request.js'
import { fakeSpec } from './testing/fake-runs.js'

const trace = `${root}scenarios/tests/small.swf`

const sources: readonly [title: string, source: ScenarioSource, isRefused: boolean][] = [
  ['a synthetic scenario', { file: testScenario('failures') }, true],
  ['a scenario that brokers a trace again', { file: testScenario('replay') }, true],
  ['a trace brokered again', { replay: { trace, mode: 'rebrokered' } }, true],
  ['a scenario of a trace as recorded', { file: testScenario('as-recorded') }, false],
  ['a trace as recorded', { replay: { trace, mode: 'recorded' } }, false],
]

for (const [title, source, isRefused] of sources) {
  test(`the policy as-recorded is ${isRefused ? 'refused for' : 'taken for'} ${title}`, async (t) => {
    const spec = fakeSpec({ source, policies: ['production', 'as-recorded'] })
    let runs = 0
    const study = makeStudy(spec, () => Promise.reject(new Error(`${++runs} runs are asked for`)), false)
    const error = await t.throwsAsync(study)
    if (isRefused) {
      t.true(error instanceof BadInput)
      t.regex(
        error.message,
        /^policy as-recorded: this is no replay as recorded: .*; allowed: another policy, or a replay in recorded mode$/,
      )
    }
    t.is(runs, isRefused ? 0 : 1)
  })
}

test('other policies are taken for anything', async (t) => {
  const study = makeStudy(fakeSpec(), () => Promise.reject(new Error('to the runs')), false)
  await t.throwsAsync(study, { message: 'to the runs' })
})
