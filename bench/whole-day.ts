import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { analyse } from '../src/lab/comparison/analyse.js'
import { writeResults } from '../src/lab/results-folder.js'
import type { Study } from '../src/lab/study.js'
import { studyDefaults } from '../src/lab/study-spec.js'
import type { RunResult } from '../src/sim/run-result.js'
import { readScenario } from '../src/sim/scenario-file.js'
import type { ScenarioSize } from '../src/sim/scenario-size.js'
import { type Scenario, simulate } from '../src/sim/simulate.js'
import { sharings } from '../src/sim/transfers.js'
import { version } from '../src/sim/version.js'
import { holdNanoseconds } from './hold.js'
import { timeShares, type TimeShares } from './time-shares.js'

/** What a simulated day costs. */
export interface DayCost {
  bench: string
  version: string
  node: string
  scenario: string
  policy: string
  seed: string
  jobs: number
  finished: number
  attempts: number
  days: number
  events: number
  transfers: number
  /** How transfers share the network, and the load the network was laid out for. */
  sharing: string
  networkLoad: number
  facts: number
  peakRunning: number
  /** User and system time of all threads, from the scenario to the result. */
  cpuSeconds: number
  wallSeconds: number
  cpuMicrosPerJob: number
  /** Cost of a job in holds of an event queue, taken in the same minute. */
  holdNanoseconds: number
  holdsPerJob: number
  /** Peak memory of the process, and what of it came with the simulation, by job. */
  peakRssBytes: number
  bytesPerJob: number
  journal: string
  /** Where the time goes, from a second, profiled run. */
  timeShares?: TimeShares
}

/** How the day is run. */
export interface DayForm {
  readonly size: ScenarioSize
  /** How transfers share the network, and the load it is laid out for; absent: as the scenario says. */
  readonly sharing?: string | undefined
  readonly load?: number | undefined
  /** Whether a second, profiled run tells where the time goes. */
  readonly withProfile: boolean
}

const dayFile = fileURLToPath(new URL('../../scenarios/day-2014.yaml', import.meta.url))

/** Load of the network that the scenario is laid out for. */
const LOAD = 0.3

/** Runs the million-job day at some size, writes its results, and measures both. */
export async function wholeDay({ size, sharing, load = LOAD, withProfile }: DayForm): Promise<DayCost> {
  const scenario = dayScenario(size, sharing, load)
  const folder = mkdtempSync(join(tmpdir(), 'ailuro-bench-'))
  const rssBefore = process.memoryUsage.rss()
  const cpuBefore = process.cpuUsage()
  const began = performance.now()
  const result = await simulate(scenario)
  const { summary } = result
  await writeResults(join(folder, 'results'), studyOf(scenario, result))
  const { user, system } = process.cpuUsage(cpuBefore)
  const wallSeconds = (performance.now() - began) / 1000
  const peakRssBytes = process.resourceUsage().maxRSS * 1024
  rmSync(folder, { recursive: true })
  const { jobs, metrics } = summary
  if (!summary.complete) throw new Error(`the day is not complete: ${JSON.stringify(jobs)}`)
  const hold = holdNanoseconds(jobs.submitted)
  const cpuMicrosPerJob = (user + system) / jobs.submitted
  return {
    bench: 'whole-day',
    version,
    node: process.version,
    scenario: summary.scenario,
    policy: summary.policy,
    seed: summary.seed,
    jobs: jobs.submitted,
    finished: jobs.finished,
    attempts: summary.attempts.created,
    days: size.length,
    events: summary.events,
    transfers: metrics.inputTransfers + metrics.outputTransfers,
    sharing: sharing ?? scenario.transfers.sharing ?? 'none',
    networkLoad: load,
    facts: summary.journal.facts,
    peakRunning: metrics.peakRunningJobs,
    cpuSeconds: (user + system) / 1e6,
    wallSeconds,
    cpuMicrosPerJob,
    holdNanoseconds: hold,
    holdsPerJob: (cpuMicrosPerJob * 1000) / hold,
    peakRssBytes,
    bytesPerJob: (peakRssBytes - rssBefore) / jobs.submitted,
    journal: summary.journal.hash,
    ...(withProfile ? { timeShares: await timeShares(() => simulate(dayScenario(size, sharing, load))) } : {}),
  }
}

/** The day of 2014, its network laid out for another load than the scenario's if that is asked for. */
function dayScenario(size: ScenarioSize, sharing: string | undefined, load: number): Scenario {
  const scenario = readScenario(dayFile, size)
  const wider = LOAD / load
  return {
    ...scenario,
    transfers: {
      ...scenario.transfers,
      sharing: sharings.find((name) => name === sharing) ?? scenario.transfers.sharing,
    },
    async prepare(seed) {
      const { grid, workload } = await scenario.prepare(seed)
      const sites = grid.sites.map((site) => ({
        ...site,
        ingressBytesPerSecond: (site.ingressBytesPerSecond ?? 0) * wider,
        egressBytesPerSecond: (site.egressBytesPerSecond ?? 0) * wider,
      }))
      return { grid: { ...grid, sites }, workload }
    },
  }
}

function studyOf({ name, about }: Scenario, run: RunResult): Study {
  const spec = {
    ...studyDefaults,
    name,
    title: name,
    question: about,
    source: { file: dayFile },
    policies: [run.summary.policy],
    baseline: run.summary.policy,
    seeds: 1,
    seed: run.summary.seed,
  }
  return {
    spec,
    version,
    assumptions: run.summary.assumptions,
    notes: [],
    runs: [run],
    comparison: analyse(spec, [run]),
  }
}
