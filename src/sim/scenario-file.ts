import { dirname, resolve } from 'node:path'
import { isPolicyFile } from '../brokerage/define-policy.js'
import { choosePilotDemand } from '../brokerage/pilot-demands/choose-pilot-demand.js'
import { BadInput } from '../model/bad-input.js'
import type { Seed } from '../model/draws.js'
import { ShareTree } from '../model/share-tree.js'
import { expectationOf } from './expectations/expectations.js'
import { gridAtLoad, type OfferedWork, workOf, workOfTrace } from './grid-at-load.js'
import { readGrid, refuseFaults } from './grid-file.js'
import type { GridSpec } from './grid-spec.js'
import { networkOf } from './grid-text.js'
import { inferredGrid } from './inferred-grid.js'
import { seedOf } from './seed.js'
import { scaledGrid } from './scaled-grid.js'
import { scenarioSchema, type ScenarioText } from './scenario-schema.js'
import { resized, type ScenarioSize, withTasksOfScale } from './scenario-size.js'
import type { Scenario } from './simulate.js'
import { syntheticGrid } from './synthetic-grid.js'
import { mixtureSchema, syntheticOf } from './synthetic-schema.js'
import { SyntheticWorkload } from './synthetic-workload.js'
import { scanTrace, type TraceScan } from './trace-scan.js'
import type { TraceFile } from './traces/held-traces.js'
import { TraceWorkload } from './trace-workload.js'
import { worldAssumptions, worldOf } from './world-schema.js'
import { openYaml, readOpened, readYaml } from './yaml-file.js'

/**
 * Reads a scenario file.
 * @param load offered load that the cores of its grid are laid out for; undefined: the grid as it is declared
 * @throws BadInput with file, line and path at the first fault
 */
export function readScenario(file: string, size?: ScenarioSize, load?: number): Scenario {
  const yaml = openYaml(file)
  const text = readOpened(yaml, scenarioSchema)
  const { scale, length } = size ?? { scale: 1, length: 1 }
  const where = `${file}:${yaml.lineOf(['pilotDemand'])}: pilotDemand`
  const pilotDemand = choosePilotDemand(text.pilotDemand, where)
  const whole = toScenario(size === undefined ? text : resized(text, size), file, scale, load)
  const scenario = { ...whole, pilotDemand }
  // Of another length or load, a run is not the one that the expectations speak of.
  const expected = length === 1 && load === undefined ? text.expectations : []
  const expectations = expected.map((one, i) => {
    return expectationOf(one, `${file}:${yaml.lineOf(['expectations', i, 'measure'])}`, scale)
  })
  return { ...scenario, expectations }
}

/** A trace replay as the command line asks for it. */
export interface ReplayRequest {
  readonly trace: string
  readonly format?: string | undefined
  /** Leave faulty records out instead of refusing the trace. */
  readonly skipFaults?: boolean | undefined
  readonly mode: 'recorded' | 'rebrokered'
  /** A grid file; the grid is inferred from the trace when there is none. */
  readonly grid?: string | undefined
}

/**
 * The scenario of a trace replay with the default models for pilots, network and failures.
 * @param load as for a scenario; undefined: an inferred grid has its peak sizes
 */
export function replayScenario({ trace, format, skipFaults, mode, grid }: ReplayRequest, load?: number): Scenario {
  const text = {
    name: `replay of ${trace.split(/[\\/]/).pop()}, ${mode}`,
    policy: mode === 'recorded' ? 'as-recorded' : 'production',
    grid: grid ?? { inferred: {} },
    workload: { trace: { file: resolve(trace), format, skipFaults, mode } },
    // A recorded job starts where and when it did: pilots and cycles must add nothing.
    ...(mode === 'recorded' ? recordedTiming : {}),
  }
  return toScenario(scenarioSchema.parse(text), resolve('replay'), 1, load)
}

const recordedTiming = {
  pilots: { startDelay: '0 s', startDelaySpread: '0 s' },
  constants: {
    generatorCycleSeconds: 0,
    pilotCycleSeconds: 0,
    // However long it waited, it waited where it was recorded.
    activatedTimeoutSeconds: 1e9,
    offlineTimeoutSeconds: 1e9,
    analysisGroupSeconds: 1e9,
    waitingLifetimeSeconds: 1e9,
    unchangedTimeoutSeconds: 1e9,
    jobLifetimeSeconds: 1e9,
  },
}

/** @param scale part of its cores that a grid file is taken with */
function toScenario(text: ScenarioText, file: string, scale: number, load: number | undefined): Scenario {
  const { grid, workload } = text
  if (typeof grid === 'object' && 'inferred' in grid && !('trace' in workload)) {
    throw new BadInput(file, 'grid is inferred but the workload is no trace', 'a grid file or a synthetic grid')
  }
  if (typeof grid === 'string' && text.network !== undefined) {
    throw new BadInput(file, `network stands beside the grid file ${grid}`, 'the network of the grid file alone')
  }
  const beside = (path: string): string => resolve(dirname(file), path)
  return {
    name: text.name,
    about: text.about,
    seed: text.seed,
    // A policy of the user's own is looked for where the scenario is, like its grid and its trace.
    policy: isPolicyFile(text.policy) ? beside(text.policy) : text.policy,
    constants: text.constants,
    shares: text.shares === undefined ? undefined : new ShareTree(text.shares, file),
    ...worldOf(text),
    constantsByShare: text.constantsByShare,
    stopSeconds: text.stop ?? Infinity,
    drainSeconds: text.drain,
    assumptions: [
      ...text.assumptions,
      ...worldAssumptions(text, 'trace' in workload ? workload.trace.mode : undefined),
    ],
    isRecorded: 'trace' in workload && workload.trace.mode === 'recorded',
    trace: 'trace' in text.workload ? traceFileOf(text.workload.trace, beside) : undefined,
    prepare: (seed) => prepare(text, file, seed, scale, load),
  }
}

async function prepare(
  text: ScenarioText,
  file: string,
  seed: Seed,
  scale: number,
  load: number | undefined,
): ReturnType<Scenario['prepare']> {
  const beside = (path: string): string => resolve(dirname(file), path)
  const { workload } = text
  if ('synthetic' in workload) {
    const declared = declaredGrid(text, beside, seed)
    refuseFaults(file, declared)
    const whole = typeof text.grid === 'string' && scale !== 1 ? scaledGrid(declared, scale) : declared
    const { mixture } = workload.synthetic
    const classes = mixture === undefined ? undefined : readYaml(beside(mixture), mixtureSchema)
    const spec = withTasksOfScale(syntheticOf(workload.synthetic, classes), scale)
    // Under the scenario's own seed, so that all seeds of a study meet grids of one size.
    const offered = (): OfferedWork => workOf(new SyntheticWorkload(spec, whole, seedOf(text.seed)))
    const grid = load === undefined ? whole : gridAtLoad(whole, offered(), load)
    return { grid, workload: new SyntheticWorkload(spec, grid, seed) }
  }
  const trace = traceFileOf(workload.trace, beside)
  const scan = await scanTrace(trace)
  const grid = gridOfTrace(text, scan, load, () => declaredGrid(text, beside, seed))
  refuseFaults(file, grid)
  const { fill } = workload.trace
  const spec = {
    trace,
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

function traceFileOf(
  { file, format, skipFaults }: { file: string; format?: string | undefined; skipFaults: boolean },
  beside: (path: string) => string,
): TraceFile {
  return { path: beside(file), format, skipFaults }
}

function gridOfTrace(
  { grid, workload, network }: ScenarioText,
  scan: TraceScan,
  load: number | undefined,
  declared: () => GridSpec,
): GridSpec {
  if (typeof grid === 'object' && 'inferred' in grid && 'trace' in workload) {
    const spec = { load: load ?? grid.inferred.load, network: networkOf(network) }
    return inferredGrid(workload.trace.file, scan, spec)
  }
  return load === undefined ? declared() : gridAtLoad(declared(), workOfTrace(scan), load)
}

function declaredGrid(text: ScenarioText, beside: (path: string) => string, seed: Seed): GridSpec {
  const { grid } = text
  if (typeof grid === 'string') return readGrid(beside(grid))
  if (!('synthetic' in grid)) throw new Error('an inferred grid was asked for without a trace')
  const network = networkOf(text.network)
  return { ...syntheticGrid({ ...grid.synthetic, ...network }, seed), network }
}
