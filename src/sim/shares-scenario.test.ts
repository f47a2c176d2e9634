/** Global shares in a scenario: the part of the grid that each gets, and trees that are turned away. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { BadInput } from '../model/bad-input.js'
import { readScenario } from './scenario-file.js'
import { type Scenario, simulate } from './simulate.js'
import { watching } from './testing/scenarios.js'

/** Far too much work of two shares for a small grid; the one that is due less has the higher priority. */
const crowded = `name: crowded
policy: random
grid: { synthetic: { sites: 2, cores: 64 } }
constants: { throttling: 0, generatorCycleSeconds: 0, pilotCycleSeconds: 0 }
stop: 12 h
workload:
  synthetic:
    jobs: 6000
    over: 10 min
    classes:
      - { name: a, weight: 1, share: A, priority: 100, cores: 1, memoryPerCore: 1000 MB, meanWalltime: 1 h }
      - { name: b, weight: 1, share: B, priority: 900, cores: 1, memoryPerCore: 1000 MB, meanWalltime: 1 h }
`

function scenarioOf(text: string): Scenario {
  const folder = mkdtempSync(join(tmpdir(), 'ailuro-shares-'))
  try {
    const file = join(folder, 'scenario.yaml')
    writeFileSync(file, text)
    return readScenario(file)
  } catch (error) {
    if (error instanceof BadInput) throw new Error(error.message.replace(folder + '/', ''))
    throw error
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Part of the running HS06 that share A has, on average from the second hour to the eighth. */
async function partOfA(extra: string): Promise<number> {
  let [a, all] = [0, 0]
  const { through, state } = watching(([, at]) => {
    if (at < 7200 || at > 28_800) return
    const { executing, shares } = state()
    a += executing.hs06(shares.find('A')!)
    all += executing.totalHs06()
  })
  await simulate(scenarioOf(crowded + extra), { through })
  return a / all
}

const shares = `
shares:
  - { name: Production, value: 15, children: [{ name: A, value: 2 }, { name: Other, value: 6 }] }
  - { name: B, value: 5 }
`

test('what each share was due and had, and how just that was, is measured', async (t) => {
  const { shares: uses, summary } = await simulate(scenarioOf(crowded + shares), {
    window: { from: 7_200, until: 28_800 },
  })
  t.deepEqual(
    uses.map(({ share, targetFraction }) => [share, targetFraction]),
    [
      ['A', 0.1875],
      ['Other', 0.5625],
      ['B', 0.25],
    ],
  )
  // Other has no work: A has what its sibling leaves over.
  const [a, other, b] = uses.map(({ usedFraction }) => usedFraction!)
  t.true(Math.abs(a - 0.75) < 0.03, `A had ${a}`)
  t.is(other, 0)
  t.true(Math.abs(a + b - 1) < 1e-9)
  for (const { timeSeconds, usedSeries } of uses) t.is(usedSeries.length, timeSeconds.length)
  const { shareErrorMean, shareConvergenceSeconds, jainIndex, worstToBestServedFraction } = summary.metrics
  t.true(shareErrorMean !== null && shareErrorMean < 0.03, `error ${shareErrorMean}`)
  t.true(jainIndex !== null && jainIndex > 0.99 && jainIndex <= 1, `Jain index ${jainIndex}`)
  t.true(worstToBestServedFraction !== null && worstToBestServedFraction > 0.85)
  t.true(shareConvergenceSeconds === null || shareConvergenceSeconds <= 6 * 3_600)
})

test('shares get the part they are due of a grid that is full, whatever the priorities', async (t) => {
  const part = await partOfA(shares)
  t.true(Math.abs(part - 0.75) < 0.02, `A has ${part}`)
  const without = await partOfA('')
  t.true(without < 0.05, `without shares priority decides: A has ${without}`)
})

/** What is done to the good tree, and how it is told. */
const refused = test.macro((t: ExecutionContext, what: string, by: string, message: RegExp) => {
  t.throws(() => scenarioOf(crowded + shares.replace(what, by)), { message })
})

test(
  'a share of negative value',
  refused,
  'value: 5',
  'value: -5',
  /^scenario\.yaml:\d+: shares\.1\.value is -5; allowed: /,
)
test(
  'a share without a value',
  refused,
  ', value: 6',
  '',
  /^scenario\.yaml:\d+: shares\.0\.children\.1\.value is missing/,
)
test(
  'an unknown key of a share',
  refused,
  'value: 6',
  'value: 6, vale: 7',
  /^scenario\.yaml:\d+: unknown key shares\.0\.children\.1\.vale; allowed: name, value, children$/,
)
test(
  'a name that stands twice',
  refused,
  'Other',
  'B',
  /^scenario\.yaml: share B: the name stands twice; allowed: a name of its own for each share$/,
)
test(
  'siblings that sum to 0',
  refused,
  'value: 2 }, { name: Other, value: 6',
  'value: 0 }, { name: Other, value: 0',
  /^scenario\.yaml: share A: it and its siblings under Production sum to 0; allowed: /,
)
