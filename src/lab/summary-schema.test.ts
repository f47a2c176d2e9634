import { readFileSync, writeFileSync } from 'node:fs'
import test from 'ava'
import { z } from 'zod'
import { readScenario } from '../sim/scenario-file.js'
import { simulate } from '../sim/simulate.js'
import { root, testScenario } from '../sim/testing/scenarios.js'
import { summariseStudy } from './study-summary.js'
import { summarySchemaText } from './summary-schema.js'
import { fakeRun, fakeSpec, fakeStudy } from './testing/fake-runs.js'

const published = z.fromJSONSchema(JSON.parse(summarySchemaText()) as never)

test('the published schema of a summary', (t) => {
  const file = `${root}scenarios/schema/summary.json`
  if (process.env['AILURO_RENEW_SCHEMAS'] === '1') writeFileSync(file, summarySchemaText())
  t.is(
    readFileSync(file, 'utf8'),
    summarySchemaText(),
    'renew it with `AILURO_RENEW_SCHEMAS=1 npm test -- --only-tests --match="the published schema*"`',
  )
})

test('comparisons keep to it, of many runs at two loads and of one', (t) => {
  const policies = ['production', 'random']
  const runs = [0.7, 0.9].flatMap((load) =>
    Array.from({ length: 14 }, (_, seed) =>
      policies.map((policy, i) => {
        const run = fakeRun({ policy, seed: String(seed), meanWaitSeconds: 3_000 + 40 * ((seed * 7) % 11) + 500 * i })
        return { ...run, summary: { ...run.summary, load } }
      }),
    ).flat(),
  )
  const study = fakeStudy({ spec: fakeSpec({ loads: [0.7, 0.9], seeds: 14 }), runs })
  t.truthy(study.comparison.aa)
  t.truthy(study.comparison.stability)
  for (const each of [study, fakeStudy({ runs: [fakeRun()] })]) {
    const summary: unknown = JSON.parse(JSON.stringify(summariseStudy(each)))
    t.deepEqual(published.safeParse(summary).error?.issues ?? [], [])
  }
})

test('summaries of real runs keep to it, also one in which nothing has ended yet', async (t) => {
  const scenario = readScenario(testScenario('troubles'))
  const runs = [await simulate(scenario), await simulate({ ...scenario, stopSeconds: 60 })]
  const study = fakeStudy({
    runs,
    showcase: { run: runs[0], cost: { cpuSeconds: 1, wallSeconds: 1, peakRssBytes: 1 } },
  })
  const summary: unknown = JSON.parse(JSON.stringify(summariseStudy(study)))
  t.deepEqual(published.safeParse(summary).error?.issues ?? [], [])
})

test('it knows what it does not allow', (t) => {
  const good = JSON.parse(JSON.stringify(summariseStudy(fakeStudy()))) as { runs: object[] }
  t.true(published.safeParse(good).success)
  t.false(published.safeParse({ ...good, clock: 12 }).success)
  t.false(published.safeParse({ runs: good.runs }).success)
  t.false(published.safeParse({ ...good, runs: [{ ...fakeRun().summary, jobs: { submitted: 1 } }] }).success)
})
