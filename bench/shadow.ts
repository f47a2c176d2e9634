import { fileURLToPath } from 'node:url'
import { builtInPolicy } from '../src/brokerage/define-policy.js'
import { FeedRecorder } from '../src/lab/shadow/feed-recorder.js'
import { FeedReader } from '../src/lab/shadow/feed-reader.js'
import type { WrittenLine } from '../src/lab/shadow/feed-schema.js'
import { Shadow } from '../src/lab/shadow/shadow.js'
import { shadowReport } from '../src/lab/shadow/shadow-report.js'
import { defaultConstants } from '../src/model/constants.js'
import { formatCount, formatFraction, formatNumber } from '../src/model/format.js'
import { gridOf } from '../src/sim/grid-spec.js'
import { readScenario } from '../src/sim/scenario-file.js'
import { seedOf } from '../src/sim/seed.js'
import { type Scenario, simulate } from '../src/sim/simulate.js'
import { version } from '../src/sim/version.js'

/** What it costs to follow production. */
export interface ShadowCost {
  bench: string
  version: string
  node: string
  scenario: string
  queues: number
  jobs: number
  lines: number
  shadows: {
    policy: string
    decisions: number
    /** Part of the jobs that go where production sent them. */
    agreement: number
    /** CPU for each bunch that production placed, to ask the policy and to keep the state. */
    microsPerDecision: number
    microsPerJob: number
    microsPerLine: number
    /** Equal for all policies, or there is no result. */
    journal: string
    reportMilliseconds: number
  }[]
}

const dayFile = fileURLToPath(new URL('../../scenarios/day-2014.yaml', import.meta.url))
const shadows = ['production', 'least-queued', 'data-locality-only'] as const

/** Measures a day at some part of a million jobs, of which PanDA's policy is the production. */
export async function shadow(scale: number): Promise<ShadowCost> {
  const scenario = readScenario(dayFile, { scale, length: 1 })
  const seed = seedOf(scenario.seed)
  const { grid } = await scenario.prepare(seed)
  const lines: Buffer[] = []
  const put = (line: WrittenLine): void => void lines.push(Buffer.from(`${JSON.stringify(line)}\n`))
  put({ event: 'feed', version: 1, tellsPilots: true })
  const { summary } = await simulate(scenario, { policy: 'production', through: new FeedRecorder(put).through })
  const costs: ShadowCost['shadows'] = []
  for (const policy of shadows) costs.push(await follow(scenario, policy, lines))
  if (costs.some(({ journal }) => journal !== costs[0].journal))
    throw new Error('a policy changes the state of production')
  return {
    bench: 'shadow',
    version,
    node: process.version,
    scenario: scenario.name,
    queues: gridOf(grid).queues.length,
    jobs: summary.jobs.submitted,
    lines: lines.length,
    shadows: costs,
  }
}

async function follow(
  scenario: Scenario,
  policy: string,
  lines: readonly Buffer[],
): Promise<ShadowCost['shadows'][number]> {
  const seed = seedOf(scenario.seed)
  const { grid } = await scenario.prepare(seed)
  const { constants, constantsByShare = {}, shares } = scenario
  const parts = {
    policy: builtInPolicy(policy),
    constants: { ...defaultConstants, ...constants },
    constantsByShare,
    shares,
  }
  const follower = new Shadow({ ...parts, grid: gridOf(grid), seed })
  const reader = new FeedReader('bench', (line) => follower.take(line))
  const before = process.cpuUsage()
  await reader.read(
    (async function* () {
      yield* lines
      await Promise.resolve()
    })(),
  )
  const { user, system } = process.cpuUsage(before)
  follower.core.check()
  const began = performance.now()
  const { agreement, journal } = shadowReport(follower, reader, {
    grid: grid.name,
    seed: scenario.seed,
    assumptions: [],
  })
  const reportMilliseconds = performance.now() - began
  const { decisions, jobs, sameQueue } = agreement.total
  return {
    policy,
    decisions,
    agreement: sameQueue / jobs,
    microsPerDecision: (user + system) / decisions,
    microsPerJob: (user + system) / jobs,
    microsPerLine: (user + system) / lines.length,
    journal: journal.hash,
    reportMilliseconds,
  }
}

/** The cost in words. */
export function shadowText({ jobs, lines, scenario, queues, shadows: all }: ShadowCost): string {
  return [
    `shadow: ${formatCount(jobs)} jobs of ${scenario} on ${formatCount(queues)} queues, ${formatCount(lines)} lines, production under production`,
    ...all.map(
      ({ policy, decisions, agreement, microsPerDecision, microsPerJob, microsPerLine, reportMilliseconds }) =>
        `${policy}: ${formatNumber(microsPerDecision)} µs CPU a placement of ${formatCount(decisions)}, ${formatNumber(microsPerJob)} a job, ` +
        `${formatNumber(microsPerLine)} a line; agrees on ${formatFraction(agreement)}; a report ${formatNumber(reportMilliseconds)} ms`,
    ),
  ].join('\n')
}
