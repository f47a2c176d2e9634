import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { jobStory } from '../src/lab/explain/job-story.js'
import { ResultsReader } from '../src/lab/explain/results-reader.js'
import { subjectOf } from '../src/lab/explain/find-job.js'
import { writeTables } from '../src/lab/tables/write-tables.js'
import { aliveRows } from '../src/model/alive-rows.js'
import { formatCount, formatNumber } from '../src/model/format.js'
import { DecisionKeeper } from '../src/sim/decision-keeper.js'
import { runUntil } from '../src/sim/run-until.js'
import { readScenario } from '../src/sim/scenario-file.js'
import type { RunResult } from '../src/sim/run-result.js'
import { type Scenario, simulate, type SimulateOptions } from '../src/sim/simulate.js'
import { version } from '../src/sim/version.js'

/** What explanations cost, and what it costs that they can be had. */
export interface ExplainCost {
  bench: string
  version: string
  node: string
  scenario: string
  jobs: number
  /** CPU of a job in a run that nobody asks, and what records of decisions add to it. */
  cpuMicrosPerJob: number
  recordMicrosPerJob: number
  decisions: number
  verdicts: number
  /** The journal with and without records: the same, or there is no result. */
  journal: string
  /** CPU of one explanation of a job that is alive in the middle of the run, every step asked about every queue. */
  explanations: number
  microsPerExplanation: number
  /** The story of one job out of the tables of the whole run, from opening them on. */
  storyMilliseconds: number
}

const dayFile = fileURLToPath(new URL('../../scenarios/day-2014.yaml', import.meta.url))
const TURNS = 3
const STORIES = 7
const MOST_EXPLANATIONS = 500
const NOON = 43_200

/** Measures a day at some part of a million jobs. */
export async function explain(scale: number): Promise<ExplainCost> {
  const scenario = readScenario(dayFile, { scale, length: 1 })
  const { plain, watched, keeper } = await sideBySide(scenario)
  const { journal, jobs } = plain.result.summary
  if (watched.result.summary.journal.hash !== journal.hash) throw new Error('records of decisions change the run')
  const { decisions, verdicts } = keeper.records()
  const perJob = 1e6 / jobs.submitted
  return {
    bench: 'explain',
    version,
    node: process.version,
    scenario: scenario.name,
    jobs: jobs.submitted,
    cpuMicrosPerJob: plain.cpuSeconds * perJob,
    recordMicrosPerJob: (watched.cpuSeconds - plain.cpuSeconds) * perJob,
    decisions: decisions.length,
    verdicts: verdicts.length,
    journal: journal.hash,
    ...(await explanations(scenario)),
    storyMilliseconds: await storyOf(scenario),
  }
}

interface Timed<T> {
  readonly result: T
  readonly cpuSeconds: number
}

/** The run without and with records of decisions, by turns; of each the cheapest. */
async function sideBySide(
  scenario: Scenario,
): Promise<{ plain: Timed<RunResult>; watched: Timed<RunResult>; keeper: DecisionKeeper }> {
  let keeper!: DecisionKeeper
  const through: SimulateOptions['through'] = (build, orders) => {
    const core = build(orders)
    core.watchDecisions((keeper = new DecisionKeeper(core.state, core.policy)))
    return { reports: core, core }
  }
  const plain: Timed<RunResult>[] = []
  const watched: Timed<RunResult>[] = []
  for (let turn = 0; turn < TURNS; turn++) {
    plain.push(await timed(() => simulate(scenario)))
    watched.push(await timed(() => simulate(scenario, { through })))
  }
  return { plain: cheapest(plain), watched: cheapest(watched), keeper }
}

function cheapest<T>(runs: readonly Timed<T>[]): Timed<T> {
  return runs.reduce((best, run) => (run.cpuSeconds < best.cpuSeconds ? run : best))
}

async function timed<T>(work: () => Promise<T>): Promise<Timed<T>> {
  const before = process.cpuUsage()
  const result = await work()
  const { user, system } = process.cpuUsage(before)
  return { result, cpuSeconds: (user + system) / 1e6 }
}

async function explanations(scenario: Scenario): Promise<Pick<ExplainCost, 'explanations' | 'microsPerExplanation'>> {
  const { core, now } = await runUntil(scenario, NOON)
  const explainer = core.explainer()
  const rows = [...aliveRows(core.state.jobs)]
  const every = Math.max(1, Math.floor(rows.length / MOST_EXPLANATIONS))
  const chosen = rows.filter((_, i) => i % every === 0)
  const { cpuSeconds } = await timed(() => {
    for (const row of chosen) explainer.job(row, now)
    return Promise.resolve()
  })
  return { explanations: chosen.length, microsPerExplanation: (cpuSeconds * 1e6) / chosen.length }
}

/** Median time of the stories of jobs spread over the run. */
async function storyOf(scenario: Scenario): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'ailuro-bench-'))
  try {
    const run = await simulate(scenario, { records: true })
    await writeTables(folder, [run])
    writeFileSync(join(folder, 'summary.json'), JSON.stringify({ runs: [run.summary] }))
    const times: number[] = []
    for (let i = 0; i < STORIES; i++) {
      const began = performance.now()
      const reader = await ResultsReader.open(folder)
      const pandaId = 1 + Math.floor((i / STORIES) * run.summary.attempts.created)
      const subject = await subjectOf(reader, String(pandaId))
      if (subject.kind !== 'job') throw new Error(`${pandaId} is no job`)
      await jobStory(reader, subject.job)
      reader.close()
      times.push(performance.now() - began)
    }
    return times.sort((one, other) => one - other)[Math.floor(STORIES / 2)]
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** The cost in words. */
export function explainText(cost: ExplainCost): string {
  const { jobs, cpuMicrosPerJob, recordMicrosPerJob, decisions, verdicts, explanations, microsPerExplanation } = cost
  return [
    `explain: ${formatCount(jobs)} jobs of ${cost.scenario}, ${formatNumber(cpuMicrosPerJob)} µs CPU a job when nobody asks`,
    `records of decisions: ${formatNumber(recordMicrosPerJob)} µs a job more, for ${formatCount(decisions)} decisions and ${formatCount(verdicts)} verdicts; the journal is the same`,
    `an explanation of a live job: ${formatNumber(microsPerExplanation)} µs (mean of ${formatCount(explanations)})`,
    `the story of a job from the results: ${formatNumber(cost.storyMilliseconds)} ms`,
  ].join('\n')
}
