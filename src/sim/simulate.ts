import type { Core } from '../brokerage/core.js'
import { usualPilotDemand } from '../brokerage/pilot-demands/index.js'
import type { PilotDemandRule } from '../brokerage/pilot-demands/pilot-demand-rule.js'
import type { Policy } from '../brokerage/policy.js'
import type { Orders, Reports } from '../brokerage/ports.js'
import type { Constants, ConstantsByShare } from '../model/constants.js'
import type { Seed } from '../model/draws.js'
import type { FactListener } from '../model/journal.js'
import type { ShareTree } from '../model/share-tree.js'
import type { Seconds } from '../model/units.js'
import { assembleRun } from './assemble-run.js'
import type { BatchSpec } from './batch-system.js'
import { DecisionKeeper } from './decision-keeper.js'
import { type Expectation, refuseUnknownSites } from './expectations/expectations.js'
import { expectedOf, ExpectationWatch } from './expectations/watch.js'
import type { FailureSpec } from './failures.js'
import type { GridSpec } from './grid-spec.js'
import type { Incident } from './incidents.js'
import type { TimeSpan } from './measured-window.js'
import { Measuring } from './measuring.js'
import type { Outage } from './outages.js'
import type { PilotSpec } from './pilot-lives.js'
import { play } from './play.js'
import { RecordKeeper } from './record-keeper.js'
import type { RunResult, RunSummary } from './run-result.js'
import type { TransferSpec } from './transfers.js'
import type { TraceFile } from './traces/held-traces.js'
import { version } from './version.js'
import type { Workload } from './workload.js'
import type { World } from './world.js'

/** A simulation as asked for: everything but the policy. */
export interface Scenario {
  readonly name: string
  /** What it shows, in a sentence; may be empty. */
  readonly about: string
  readonly seed: string
  /** Policy that runs when none is chosen. */
  readonly policy: string
  readonly constants: Partial<Constants>
  /** Global shares; undefined: dispatch knows priorities alone. */
  readonly shares?: ShareTree | undefined
  /** How pilots are asked for; undefined: one for each job. */
  readonly pilotDemand?: PilotDemandRule | undefined
  readonly pilots: PilotSpec
  readonly batch: BatchSpec
  readonly failures: FailureSpec
  readonly transfers: TransferSpec
  /** What differs for some global shares. */
  readonly constantsByShare?: ConstantsByShare
  readonly incidents: readonly Incident[]
  /** Outages beside those of the grid. */
  readonly outages: readonly Outage[]
  /** End of the simulated time; Infinity: when all is done. */
  readonly stopSeconds: Seconds
  /** Time for the last jobs to end after the last submission. */
  readonly drainSeconds: Seconds
  readonly assumptions: readonly string[]
  /** What should be seen. */
  readonly expectations?: readonly Expectation[]
  /** The trace that it replays; undefined: its work is synthetic. */
  readonly trace?: TraceFile | undefined
  /** Whether it replays a trace at the sites that the trace names; undefined: no. */
  readonly isRecorded?: boolean | undefined
  /** Makes the grid and the workload, new for each run. */
  prepare(seed: Seed): Promise<{ grid: GridSpec; workload: Workload }>
}

/** What may be chosen for one run. */
export interface SimulateOptions {
  /** A policy or the name of a built-in one; default: the scenario's. */
  policy?: Policy | string
  seed?: string
  /** Keep a row for each attempt and each transfer. */
  records?: boolean
  /** Measure this part of the run alone (`RunWindow`); the run still goes on until all is done. Default: all of it. */
  window?: TimeSpan
  /** Told the simulated time and the part of the work submitted, about ten times a second. */
  onProgress?: (simulatedSeconds: Seconds, fraction: number) => void
  /** Puts something between the world and the core that every report and order passes through. */
  through?: (build: (orders: Orders) => Core, world: Orders) => Passage
  /** Recount everything each time so many events have passed; default: only at the end. */
  checkEveryEvents?: number
}

/** What stands between the world and the core. */
export interface Passage {
  readonly reports: Reports
  readonly core: Core
  /** Lets the passage hear facts before the measures do. */
  listener?(next: FactListener): FactListener
}

/** Runs one scenario under one policy and seed. @throws BadInput when scenario, policy or trace cannot be used */
export async function simulate(scenario: Scenario, options: SimulateOptions = {}): Promise<RunResult> {
  const { policy, seed, spec, workload, world, build } = await assembleRun(scenario, options)
  const expected = expectedOf(scenario.expectations ?? [], policy, scenario.policy)
  refuseUnknownSites(expected, spec)
  const passage = options.through === undefined ? straight(build(world)) : options.through(build, world)
  const { reports, core } = passage
  const measuring = new Measuring(world, core.state, spec, scenario.shares, options.window)
  const { counter } = measuring
  const keeper = options.records === true ? new RecordKeeper(core.state, counter) : undefined
  const decisions = options.records === true ? new DecisionKeeper(core.state, policy) : undefined
  if (decisions !== undefined) core.watchDecisions(decisions)
  const watch = expected.length > 0 ? new ExpectationWatch(expected, core.state, keeper ?? counter) : undefined
  const listener = watch?.listener ?? keeper ?? counter
  core.state.journal.listener = passage.listener?.(listener) ?? listener
  world.onSample = (now) => Math.min(measuring.take(now), watch?.take(now) ?? Infinity)

  world.begin(reports, core.state)
  await play(world, workload, core, options)
  core.check()
  world.check()
  const { metrics, window, ...measured } = measuring.results()
  const summary = summaryOf(scenario, policy, seed, spec, workload, world, core, counter.arrivals.hash(), {
    window,
    metrics,
  })
  const expectations = watch?.results(summary, spec.sites)
  return {
    summary: { ...summary, ...(expectations && { expectations }) },
    ...measured,
    ...(keeper === undefined ? {} : { records: keeper.records() }),
    ...(decisions === undefined ? {} : { decisions: decisions.records() }),
  }
}

function straight(core: Core): Passage {
  return { reports: core, core }
}

/** What a run says of itself. @param arrivals hash of what was submitted when */
function summaryOf(
  scenario: Scenario,
  policy: Policy,
  seed: string,
  spec: GridSpec,
  workload: Workload,
  world: World,
  core: Core,
  arrivals: string,
  measured: Pick<RunSummary, 'window' | 'metrics'>,
): RunSummary {
  const { jobs, ended, jobsSubmitted, journal } = core.state
  const { pilotDemand } = scenario
  const unfinished = jobsSubmitted - ended.jobsFinished - ended.jobsFailed - ended.jobsCancelled
  return {
    scenario: scenario.name,
    policy: policy.name,
    ...(pilotDemand !== undefined && pilotDemand.name !== usualPilotDemand && { pilotDemand: pilotDemand.name }),
    seed,
    version,
    journal: { hash: journal.hash(), facts: journal.facts },
    arrivals,
    assumptions: [...scenario.assumptions, ...spec.assumptions, ...workload.assumptions],
    complete: unfinished === 0 && workload.nextAt() === Infinity,
    jobs: {
      submitted: jobsSubmitted,
      finished: ended.jobsFinished,
      failed: ended.jobsFailed,
      cancelled: ended.jobsCancelled,
      unfinished,
    },
    attempts: {
      created: jobs.created,
      finished: ended.finished,
      failed: ended.failed,
      closed: ended.closed,
      cancelled: ended.cancelled,
      unfinished: jobs.alive,
    },
    ...measured,
    events: world.events,
    endSeconds: world.now,
  }
}
