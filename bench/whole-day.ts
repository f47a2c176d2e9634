import { fileURLToPath } from 'node:url'
import { readScenario, type ScenarioSize } from '../src/sim/scenario-file.js'
import { simulate } from '../src/sim/simulate.js'
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

/** Runs the million-job day at some size and measures it. */
export async function wholeDay(size: ScenarioSize, withProfile: boolean): Promise<DayCost> {
  const file = fileURLToPath(new URL('../../scenarios/panda-day.yaml', import.meta.url))
  const rssBefore = process.memoryUsage.rss()
  const cpuBefore = process.cpuUsage()
  const began = performance.now()
  const { summary } = await simulate(readScenario(file, size))
  const { user, system } = process.cpuUsage(cpuBefore)
  const wallSeconds = (performance.now() - began) / 1000
  const peakRssBytes = process.resourceUsage().maxRSS * 1024
  const { jobs, metrics } = summary
  if (!summary.complete) throw new Error(`the day is not complete: ${JSON.stringify(jobs)}`)
  const hold = holdNanoseconds()
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
    ...(withProfile ? { timeShares: await timeShares(() => simulate(readScenario(file, size))) } : {}),
  }
}
