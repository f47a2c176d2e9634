import { dirname, resolve } from 'node:path'
import { isPolicyFile } from '../brokerage/define-policy.js'
import { BadInput } from '../model/bad-input.js'
import type { Seed } from '../model/draws.js'
import { networkOf, readGrid, refuseFaults } from './grid-file.js'
import type { GridSpec } from './grid-spec.js'
import { inferredGrid } from './inferred-grid.js'
import { scenarioSchema, type ScenarioText, type SyntheticText } from './scenario-schema.js'
import type { Scenario } from './simulate.js'
import { syntheticGrid } from './synthetic-grid.js'
import { SyntheticWorkload } from './synthetic-workload.js'
import { scanTrace } from './trace-scan.js'
import { TraceWorkload } from './trace-workload.js'
import type { Incident } from './world.js'
import { readYaml } from './yaml-file.js'

/** A synthetic scenario at another size: for tests and benches. */
export interface ScenarioSize {
  /** Part of the jobs, and of the cores that run them. */
  readonly scale: number
  /** So many times as long, at the same rate. */
  readonly length: number
}

/** Reads a scenario file. @throws BadInput with file, line and path at the first fault */
export function readScenario(file: string, size?: ScenarioSize): Scenario {
  const text = readYaml(file, scenarioSchema)
  return toScenario(size === undefined ? text : resized(text, size), file)
}

/** Traces and declared grids are what they are; synthetic ones shrink or grow. */
function resized(text: ScenarioText, { scale, length }: ScenarioSize): ScenarioText {
  const { grid, workload } = text
  const isSynthetic = typeof grid === 'object' && 'synthetic' in grid
  return {
    ...text,
    grid: isSynthetic ? { synthetic: { ...grid.synthetic, cores: Math.round(grid.synthetic.cores * scale) } } : grid,
    workload:
      'synthetic' in workload ? { synthetic: resizedWorkload(workload.synthetic, { scale, length }) } : workload,
  }
}

function resizedWorkload(text: SyntheticText, { scale, length }: ScenarioSize): SyntheticText {
  return { ...text, jobs: Math.round(text.jobs * scale * length), over: text.over * length }
}

/** A trace replay as the command line asks for it. */
export interface ReplayRequest {
  readonly trace: string
  readonly format?: string | undefined
  readonly mode: 'recorded' | 'rebrokered'
  /** A grid file; the grid is inferred from the trace when there is none. */
  readonly grid?: string | undefined
  /** Offered load the inferred grid is scaled to; undefined: peak sizes as they are. */
  readonly load?: number | undefined
}

/** The scenario of a trace replay with the default models for pilots, network and failures. */
export function replayScenario({ trace, format, mode, grid, load }: ReplayRequest): Scenario {
  const text = {
    name: `replay of ${trace.split(/[\\/]/).pop()}, ${mode}`,
    policy: mode === 'recorded' ? 'as-recorded' : 'production',
    grid: grid ?? { inferred: { load } },
    workload: { trace: { file: resolve(trace), format, mode } },
    // A recorded job starts where and when it did: pilots and cycles must add nothing.
    ...(mode === 'recorded' ? recordedTiming : {}),
  }
  return toScenario(scenarioSchema.parse(text), resolve('replay'))
}

const recordedTiming = {
  pilots: { startDelay: '0 s', startDelaySpread: '0 s' },
  constants: { generatorCycleSeconds: 0, pilotCycleSeconds: 0, activatedTimeoutSeconds: 1e9, jobLifetimeSeconds: 1e9 },
}

function toScenario(text: ScenarioText, file: string): Scenario {
  const { grid, workload } = text
  if (typeof grid === 'object' && 'inferred' in grid && !('trace' in workload)) {
    throw new BadInput(file, 'grid is inferred but the workload is no trace', 'a grid file or a synthetic grid')
  }
  if (typeof grid === 'string' && text.network !== undefined) {
    throw new BadInput(file, `network stands beside the grid file ${grid}`, 'the network of the grid file alone')
  }
  return {
    name: text.name,
    about: text.about,
    seed: text.seed,
    // A policy of the user's own is looked for where the scenario is, like its grid and its trace.
    policy: isPolicyFile(text.policy) ? resolve(dirname(file), text.policy) : text.policy,
    constants: text.constants,
    pilots: {
      startDelaySeconds: text.pilots.startDelay,
      startDelaySpreadSeconds: text.pilots.startDelaySpread,
      timefloorSeconds: text.pilots.timefloor,
    },
    failures: text.failures,
    transferSigma: text.transferSigma,
    incidents: incidentsOf(text),
    stopSeconds: text.stop ?? Infinity,
    drainSeconds: text.drain,
    assumptions: [
      ...text.assumptions,
      `pilots ask ${text.pilots.startDelay} s after they got a slot, and ${text.pilots.startDelaySpread} s more on average`,
      `attempts fail with probability ${text.failures.probability}, fall silent with ${text.failures.silentProbability}`,
    ],
    prepare: (seed) => prepare(text, file, seed),
  }
}

async function prepare(text: ScenarioText, file: string, seed: Seed): ReturnType<Scenario['prepare']> {
  const beside = (path: string): string => resolve(dirname(file), path)
  const { workload } = text
  if ('synthetic' in workload) {
    const grid = declaredGrid(text, beside, seed)
    refuseFaults(file, grid)
    return { grid, workload: new SyntheticWorkload(syntheticOf(workload.synthetic), grid, seed) }
  }
  const path = beside(workload.trace.file)
  const scan = await scanTrace(path, workload.trace.format)
  const grid =
    typeof text.grid === 'object' && 'inferred' in text.grid
      ? inferredGrid(workload.trace.file, scan, { load: text.grid.inferred.load, network: networkOf(text.network) })
      : declaredGrid(text, beside, seed)
  refuseFaults(file, grid)
  const { fill } = workload.trace
  const spec = {
    file: path,
    format: workload.trace.format,
    mode: workload.trace.mode,
    fill: {
      memoryMBPerCore: fill.memoryPerCore / 1e6,
      label: fill.label,
      vo: fill.vo,
      priority: fill.priority,
      inputBytes: fill.input,
      outputBytes: fill.output,
      bytesSigma: fill.bytesSigma,
      replicas: fill.replicas,
    },
  }
  return { grid, workload: new TraceWorkload(spec, scan, grid, seed) }
}

function declaredGrid(text: ScenarioText, beside: (path: string) => string, seed: Seed): GridSpec {
  const { grid } = text
  if (typeof grid === 'string') return readGrid(beside(grid))
  if (!('synthetic' in grid)) throw new Error('an inferred grid was asked for without a trace')
  const network = networkOf(text.network)
  return { ...syntheticGrid({ ...grid.synthetic, ...network }, seed), network }
}

function syntheticOf(text: SyntheticText): ConstructorParameters<typeof SyntheticWorkload>[0] {
  return {
    jobs: text.jobs,
    overSeconds: text.over,
    meanJobsPerTask: text.jobsPerTask,
    jobsPerTaskSigma: text.jobsPerTaskSigma,
    dailyWave: text.dailyWave,
    datasets: text.datasets,
    replicas: text.replicas,
    popularityExponent: text.popularityExponent,
    users: text.users,
    classes: text.classes.map((work) => ({
      ...work,
      memoryMBPerCore: work.memoryPerCore / 1e6,
      scratchMB: work.scratch / 1e6,
      meanWalltimeSeconds: work.meanWalltime,
      inputBytes: work.input,
      outputBytes: work.output,
    })),
  }
}

/** An incident with a length becomes two changes: there, and back to online. */
function incidentsOf({ incidents }: ScenarioText): Incident[] {
  return incidents.flatMap(({ at, queue, status, for: length }) => [
    { atSeconds: at, queue, status },
    ...(length === undefined ? [] : [{ atSeconds: at + length, queue, status: 'online' as const }]),
  ])
}
