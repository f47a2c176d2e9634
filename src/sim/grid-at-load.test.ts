/** Load levels: grids sized for a part of the work that a workload offers. */
import test, { type ExecutionContext } from 'ava'
import { gridAtLoad, workOf } from './grid-at-load.js'
import { totalCores } from './grid-spec.js'
import { readGrid } from './grid-file.js'
import { readScenario, replayScenario } from './scenario-file.js'
import { seedOf } from './seed.js'
import { simulate } from './simulate.js'
import { root, testScenario } from './testing/scenarios.js'

const whole = { scale: 1, length: 1 }

function near(t: ExecutionContext, found: number, expected: number, within: number, what: string): void {
  t.true(Math.abs(found / expected - 1) <= within, `${what}: ${found} instead of ${expected}`)
}

test('a declared grid gets the cores that a load asks for, and says so; what else it has stays', (t) => {
  const grid = readGrid(`${root}scenarios/grids/ten-sites.yaml`)
  const offered = { coreSeconds: totalCores(grid) * 86_400, overSeconds: 86_400 }
  for (const load of [0.5, 1, 1.25]) {
    const sized = gridAtLoad(grid, offered, load)
    const able = sized.sites.reduce((sum, { cores, corePower }) => sum + (cores * corePower) / 10, 0) * 86_400
    near(t, offered.coreSeconds / able, load, 0.01, `load ${load}`)
    t.regex(sized.assumptions.at(-1)!, /^site sizes multiplied by [\d.]+ for an offered load of [\d.]+ % of capacity/)
    t.deepEqual(
      sized.sites.map((site) => ({ ...site, cores: 0 })),
      grid.sites.map((site) => ({ ...site, cores: 0 })),
    )
    t.is(sized.network, grid.network)
  }
})

test('no site falls below its widest slot', (t) => {
  const grid = readGrid(`${root}scenarios/grids/ten-sites.yaml`)
  const { sites } = gridAtLoad(grid, { coreSeconds: 10, overSeconds: 10 }, 1)
  for (const { cores, queues } of sites) {
    t.is(cores, Math.max(...queues.flatMap(({ slots }) => slots.map((slot) => slot.cores))))
  }
})

test('the work of a synthetic workload is what its runs take when nothing fails', async (t) => {
  const scenario = readScenario(testScenario('failures'), whole)
  const { workload, grid } = await scenario.prepare(seedOf(scenario.seed))
  const { coreSeconds } = workOf(workload)
  const calm = { ...scenario, failures: { ...scenario.failures, probability: 0 } }
  const { records } = await simulate(calm, { records: true })
  const { siteNames, site, cores, startSeconds, runEndSeconds, length } = records!.attempts
  const powers = siteNames.map((name) => grid.sites.find((one) => one.name === name)!.corePower / 10)
  let used = 0
  for (let row = 0; row < length; row++) {
    if (site[row] >= 0) used += (runEndSeconds[row] - startSeconds[row] || 0) * cores[row] * powers[site[row]]
  }
  near(t, used / coreSeconds, 1, 0.05, 'work done over work offered')
})

test('all seeds of a level meet grids of one size, and expectations are silent', async (t) => {
  const file = `${root}scenarios/overload.yaml`
  const scenario = readScenario(file, { scale: 0.02, length: 1 }, 0.7)
  const sizes = []
  for (const seed of ['1', '2']) sizes.push((await scenario.prepare(seedOf(seed))).grid.sites.map(({ cores }) => cores))
  t.deepEqual(sizes[0], sizes[1])
  t.deepEqual(scenario.expectations, [])
})

test('a level of a replay on an inferred grid is the load of that grid', async (t) => {
  const trace = `${root}scenarios/tests/small.swf`
  const told = async (load: number | undefined): Promise<string> => {
    const { grid } = await replayScenario({ trace, mode: 'rebrokered' }, load).prepare(seedOf('1'))
    return grid.assumptions.join('; ')
  }
  t.regex(await told(0.8), /offered load of \d/)
  t.notRegex(await told(undefined), /offered load/)
})
