/** What a run depends on: its seed and its scenario, and nothing else. Policies share their luck. */
import test from 'ava'
import { policies } from '../brokerage/policies/index.js'
import type { Orders } from '../brokerage/ports.js'
import { keyOf, uniform } from '../model/draws.js'
import { JobState } from '../model/job-state.js'
import type { AttemptRecords } from './run-result.js'
import { readScenario } from './scenario-file.js'
import { seedOf } from './seed.js'
import { type Passage, type Scenario, simulate, type SimulateOptions } from './simulate.js'
import { gridSpecOf, ListWorkload, scenarioWith, siteOf, testScenario, testScenarios } from './testing/scenarios.js'

async function hashOf(scenario: Scenario, options: SimulateOptions = {}): Promise<string> {
  return (await simulate(scenario, options)).summary.journal.hash
}

test('same seed, same run: every number of the result', async (t) => {
  for (const name of testScenarios) {
    const one = await simulate(readScenario(testScenario(name)), { records: true, seed: 'x' })
    const other = await simulate(readScenario(testScenario(name)), { records: true, seed: 'x' })
    t.deepEqual(one, other, name)
  }
})

test('other seeds, other runs; a run from a scenario that ran before is the same', async (t) => {
  for (const name of ['failures', 'outage', 'multi-core', 'replay'] as const) {
    const scenario = readScenario(testScenario(name))
    const hashes = new Set<string>()
    for (const seed of ['1', '2', '3', '1-2']) hashes.add(await hashOf(scenario, { seed }))
    t.is(hashes.size, 4, name)
    t.true(hashes.has(await hashOf(scenario, { seed: '2' })), name)
  }
})

test('records, progress and recounts on the way change nothing', async (t) => {
  const scenario = readScenario(testScenario('failures'))
  const plain = await hashOf(scenario)
  t.is(await hashOf(scenario, { records: true }), plain, 'records')
  const seen: [number, number][] = []
  const onProgress = (now: number, fraction: number): number => seen.push([now, fraction])
  t.is(await hashOf(scenario, { checkEveryEvents: 977, onProgress }), plain, 'stretches of 977 events')
  t.true(seen.length > 5)
  for (const [i, [now, fraction]] of seen.entries()) {
    const [before, part] = i === 0 ? [0, 0] : seen[i - 1]
    t.true(now >= before && fraction >= part && fraction <= 1, `progress ${now} s, ${fraction}`)
  }
})

test('batches of a trace and stretches of any length make the same run', async (t) => {
  const scenario = readScenario(testScenario('replay'))
  const plain = await hashOf(scenario)
  for (const checkEveryEvents of [1, 7, 100]) t.is(await hashOf(scenario, { checkEveryEvents }), plain)
})

test('incidents in any order of the list, at equal times too, make the same run', async (t) => {
  const scenario = readScenario(testScenario('outage'))
  const incidents = [
    ...scenario.incidents,
    { atSeconds: 7_200, queue: 'WEST', status: 'brokeroff' as const },
    // The end of an outage and the start of the next fall together: the queue stays off.
    { atSeconds: 21_600, queue: 'NORTH', status: 'offline' as const },
    { atSeconds: 30_000, queue: 'NORTH', status: 'online' as const },
  ]
  const plain = await hashOf({ ...scenario, incidents })
  t.not(plain, await hashOf(scenario), 'the added incidents tell')
  for (let n = 1; n <= 8; n++) {
    t.is(await hashOf({ ...scenario, incidents: shuffled(incidents, n) }), plain, `order ${n}`)
  }
})

/** Keeps back the orders of each report and carries them out shuffled. */
function shuffling(n: number): NonNullable<SimulateOptions['through']> {
  return (build, world): Passage => {
    let waiting: (() => void)[] = []
    const orders: Orders = {
      transfer: (...order) => waiting.push(() => world.transfer(...order)),
      requestPilots: (...order) => waiting.push(() => world.requestPilots(...order)),
    }
    const core = build(orders)
    let passed = 0
    const reports = new Proxy(core, {
      get: (_, name: keyof typeof core) => {
        const report = core[name] as (...given: unknown[]) => unknown
        return (...given: unknown[]) => {
          const answer = report.apply(core, given)
          const ready = shuffled(waiting, n * 1_000_000 + passed++)
          waiting = []
          for (const order of ready) order()
          return answer
        }
      },
    })
    return { reports, core }
  }
}

test('orders of one time carried out in any order make the same run', async (t) => {
  // Where slots of several widths share a site, their order is their place in line, and part of the run.
  const scenario = readScenario(testScenario('failures'))
  for (const policy of ['production', 'random']) {
    const plain = await hashOf(scenario, { policy })
    for (let n = 1; n <= 3; n++) {
      t.is(await hashOf(scenario, { policy, through: shuffling(n) }), plain, `${policy}, order ${n}`)
    }
  }
})

test('what is submitted when is the same for all policies of a seed, and differs between seeds', async (t) => {
  for (const name of ['failures', 'outage', 'multi-core', 'replay'] as const) {
    const scenario = readScenario(testScenario(name))
    const arrivals = new Set<string>()
    for (const policy of policies) arrivals.add((await simulate(scenario, { policy })).summary.arrivals)
    t.is(arrivals.size, 1, name)
    if (name !== 'replay') arrivals.add((await simulate(scenario, { seed: 'other' })).summary.arrivals)
    t.is(arrivals.size, name === 'replay' ? 1 : 2, name)
  }
})

/** Of each run that came to an end of its own: work done and how it ended, by lineage and number of the run. */
function luckOf(
  records: AttemptRecords,
  powers: readonly number[],
): Map<string, readonly [work: number, error: number]> {
  const luck = new Map<string, readonly [number, number]>()
  const runs = new Map<string, number>()
  for (let i = 0; i < records.length; i++) {
    const { task, ordinal, site, startSeconds, runEndSeconds, errorCode, state, taskNames } = records
    const hasRun = !Number.isNaN(startSeconds[i])
    // 100: a silent pilot; when that is noticed depends on the time of day.
    const work = errorCode[i] === 100 ? 0 : (runEndSeconds[i] - startSeconds[i]) * powers[site[i]]
    const isOwnEnd = state[i] === JobState.finished || state[i] === JobState.failed
    if (!hasRun || !isOwnEnd) continue
    const lineage = `${taskNames[task[i]]}/${ordinal[i]}`
    runs.set(lineage, (runs.get(lineage) ?? 0) + 1)
    luck.set(`${lineage}, run ${runs.get(lineage)}`, [work, errorCode[i]])
  }
  return luck
}

test('run time and fate of a run are the same under every policy', async (t) => {
  for (const name of ['failures', 'outage', 'replay'] as const) {
    const scenario = readScenario(testScenario(name))
    const { grid } = await scenario.prepare(seedOf(scenario.seed))
    const powers = grid.sites.map(({ corePower }) => corePower)
    const lucks = []
    for (const policy of ['production', 'random', 'least-queued']) {
      const { records } = await simulate(scenario, { policy, records: true })
      lucks.push(luckOf(records!.attempts, powers))
    }
    for (const other of lucks.slice(1)) {
      let compared = 0
      let failed = 0
      for (const [run, [work, error]] of lucks[0]) {
        const there = other.get(run)
        if (there === undefined) continue
        compared++
        if (error !== 0) failed++
        if (there[1] !== error || Math.abs(there[0] - work) > 1e-9 * work + 1e-4)
          t.fail(`${name}: ${run} did ${work} HS06 s, error ${error}; under the other policy ${there.join(', ')}`)
      }
      // A lineage may use up its attempts by being closed more often under one policy.
      t.true(compared > 0.95 * lucks[0].size && failed > 5, `${name}: ${compared} runs compared, ${failed} failed`)
    }
  }
})

test('a pilot keeps its delay whatever happens elsewhere on the grid', async (t) => {
  const atA = Array.from({ length: 20 }, (_, i) => ({ at: i * 1_000, run: 10, queue: 'A', firstOrdinal: i }))
  const atB = atA.map((task) => ({ ...task, at: task.at - 1, queue: 'B', name: 'other' })).slice(1)
  const both = [...atA, ...atB].sort((one, other) => one.at - other.at)
  const starts = async (tasks: typeof atA): Promise<number[]> => {
    const pilots = { startDelaySeconds: 1, startDelaySpreadSeconds: 60, timefloorSeconds: 0 }
    const grid = gridSpecOf(siteOf('A', 5), siteOf('B', 5))
    const { records } = await simulate(
      scenarioWith(grid, () => new ListWorkload(tasks), { pilots }),
      { records: true },
    )
    const { length, site, submitSeconds, startSeconds } = records!.attempts
    const rows = Array.from({ length }, (_, i) => i).filter((i) => site[i] === 0)
    return rows.map((i) => startSeconds[i] - submitSeconds[i])
  }
  const alone = await starts(atA)
  t.is(new Set(alone).size, 20, 'each pilot has a delay of its own')
  t.deepEqual(await starts(both), alone)
})

/** Fisher and Yates with keyed draws. */
function shuffled<T>(things: readonly T[], n: number): T[] {
  const order = [...things]
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(uniform(seedOf('shuffle'), keyOf('shuffle'), n, i, 0) * (i + 1))
    ;[order[i], order[j]] = [order[j], order[i]]
  }
  return order
}
