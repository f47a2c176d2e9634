/** The shipped scenarios show what they say should be seen: those of the sizes that a test can afford, at other sizes alike. */
import test from 'ava'
import { readScenario } from './scenario-file.js'
import { simulate } from './simulate.js'
import { root } from './testing/scenarios.js'

/** Scenarios with the part of their size that they run at here, and policies that they speak of beside their own. */
const shown: readonly (readonly [name: string, scale: number, others?: readonly string[]])[] = [
  ['day-2014', 0.05],
  ['storage-full-day', 1],
  ['large-site-outage', 0.1],
  ['starved-network', 1],
  ['black-hole', 1, ['random']],
  ['overload', 0.2],
  ['nucleus-down', 0.1],
  ['pilot-demand', 0.1],
]

for (const [name, scale, others = []] of shown) {
  test(`${name} shows what it should`, async (t) => {
    const scenario = readScenario(`${root}scenarios/${name}.yaml`, { scale, length: 1 })
    for (const policy of [scenario.policy, ...others]) {
      const { summary } = await simulate(scenario, { policy })
      t.true(summary.expectations!.length >= 5)
      t.deepEqual(
        summary.expectations!.filter(({ held }) => !held),
        [],
        policy,
      )
    }
  })
}

test('lcg-2005 shows what it should: a trace has one size', async (t) => {
  const { summary } = await simulate(readScenario(`${root}scenarios/lcg-2005.yaml`))
  t.true(summary.expectations!.length >= 5)
  t.deepEqual(
    summary.expectations!.filter(({ held }) => !held),
    [],
  )
})

test('a run of another length is not the one that is spoken of', (t) => {
  const scenario = readScenario(`${root}scenarios/day-2014.yaml`, { scale: 0.01, length: 2 })
  t.deepEqual(scenario.expectations, [])
})
