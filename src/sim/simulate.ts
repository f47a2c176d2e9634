import { builtInPolicy } from '../brokerage/define-policy.js'
import { Core } from '../brokerage/core.js'
import type { Policy } from '../brokerage/policy.js'
import type { Orders, Reports } from '../brokerage/ports.js'
import { BadInput } from '../model/bad-input.js'
import { type Constants, defaultConstants } from '../model/constants.js'
import type { Seed } from '../model/draws.js'
import type { FactListener } from '../model/journal.js'
import type { Seconds } from '../model/units.js'
import type { FailureSpec } from './failures.js'
import { type GridSpec, gridOf, totalCores } from './grid-spec.js'
import { MetricsCounter } from './metrics.js'
import { RecordKeeper } from './record-keeper.js'
import type { RunResult } from './run-result.js'
import { Sampler } from './sampler.js'
import { seedOf } from './seed.js'
import { version } from './version.js'
import type { Workload } from './workload.js'
import { type Incident, type PilotSpec, World } from './world.js'

/** Events handled before others get a turn: about a tenth of a second. */
const EVENTS_IN_STRETCH = 200_000

/** A simulation as asked for: everything but the policy. */
export interface Scenario {
  readonly name: string
  /** What it shows, in a sentence; may be empty. */
  readonly about: string
  readonly seed: string
  /** Policy that runs when none is chosen. */
  readonly policy: string
  readonly constants: Partial<Constants>
  readonly pilots: PilotSpec
  readonly failures: FailureSpec
  readonly transferSigma: number
  readonly incidents: readonly Incident[]
  /** End of the simulated time; Infinity: when all is done. */
  readonly stopSeconds: Seconds
  /** Time for the last jobs to end after the last submission. */
  readonly drainSeconds: Seconds
  readonly assumptions: readonly string[]
  /** Makes the grid and the workload, new for each run. */
  prepare(seed: Seed): Promise<{ grid: GridSpec; workload: Workload }>
}

/** What may be chosen for one run. */
export interface SimulateOptions {
  /** A policy or the name of a built-in one; default: the scenario's. */
  policy?: Policy | string
  seed?: string
  /** Keep a row for each attempt. */
  records?: boolean
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
  const seedText = options.seed ?? scenario.seed
  const seed = seedOf(seedText)
  const policy = typeof options.policy === 'object' ? options.policy : builtInPolicy(options.policy ?? scenario.policy)
  const { grid: spec, workload } = await scenario.prepare(seed)
  refuseUnknownQueues(scenario, spec)
  const world = new World({ ...scenario, spec, workload })
  const build = (orders: Orders): Core =>
    new Core({ grid: gridOf(spec), policy, constants: { ...defaultConstants, ...scenario.constants }, seed, orders })
  const passage = options.through === undefined ? straight(build(world)) : options.through(build, world)
  const { reports, core } = passage
  const counter = new MetricsCounter(core.state)
  const keeper = options.records === true ? new RecordKeeper(core.state, counter) : undefined
  const listener = keeper ?? counter
  core.state.journal.listener = passage.listener?.(listener) ?? listener
  const sampler = new Sampler(counter, () => 1 - world.batch.freeCores() / totalCores(spec))
  world.onLastSubmission = (now) => counter.closeWindow(now)
  world.onSample = (now) => sampler.take(now)

  world.begin(reports, core.state)
  await play(world, workload, core, options)
  sampler.take(world.now)
  core.check()
  return {
    ...resultOf(scenario, policy, seedText, spec, workload, world, core, counter),
    series: sampler.series,
    ...(keeper === undefined ? {} : { records: keeper.records() }),
  }
}

/** Incidents come late in a run, so their queues are looked for before it begins. */
function refuseUnknownQueues({ name, incidents }: Scenario, spec: GridSpec): void {
  const queues = new Set(spec.sites.flatMap((site) => site.queues.map((queue) => queue.name)))
  for (const { queue } of incidents) {
    if (queues.has(queue)) continue
    const some = [...queues].slice(0, 5).join(', ')
    throw new BadInput(
      `scenario ${name}`,
      `an incident names queue ${queue}, which is not there`,
      `queues of the grid ${spec.name}, e.g. ${some}`,
    )
  }
}

function straight(core: Core): Passage {
  return { reports: core, core }
}

/** Lets the world run in stretches, with time in between for reading, progress, signals and recounts. */
async function play(world: World, workload: Workload, core: Core, options: SimulateOptions): Promise<void> {
  const stretch = options.checkEveryEvents ?? EVENTS_IN_STRETCH
  for (let pause = world.run(stretch); pause !== 'done'; pause = world.run(stretch)) {
    if (pause === 'read') await workload.more()
    else await new Promise((resolve) => setImmediate(resolve))
    if (options.checkEveryEvents !== undefined) core.check()
    options.onProgress?.(world.now, workload.progress())
  }
}

function resultOf(
  scenario: Scenario,
  policy: Policy,
  seed: string,
  spec: GridSpec,
  workload: Workload,
  world: World,
  core: Core,
  counter: MetricsCounter,
): Omit<RunResult, 'series' | 'records'> {
  const { jobs, ended, jobsSubmitted, journal } = core.state
  const cores = spec.sites.map((site) => site.cores)
  const metrics = counter.metrics(cores, world.pilotsStarted, world.emptyPilots)
  const unfinished = jobsSubmitted - ended.jobsFinished - ended.jobsFailed - ended.jobsCancelled
  return {
    summary: {
      scenario: scenario.name,
      policy: policy.name,
      seed,
      version,
      journal: { hash: journal.hash(), facts: journal.facts },
      arrivals: counter.arrivals.hash(),
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
      metrics,
      events: world.events,
      endSeconds: world.now,
    },
    sites: counter.sites.results(spec.sites, counter.windowSeconds),
    waitCdf: counter.waits.cdf(200),
  }
}
