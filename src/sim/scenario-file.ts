import { dirname, resolve } from 'node:path'
import { isPolicyFile } from '../brokerage/define-policy.js'
import { BadInput } from '../model/bad-input.js'
import type { Seed } from '../model/draws.js'
import { ShareTree } from '../model/share-tree.js'
import { expectationOf } from './expectations/expectations.js'
import { readGrid, refuseFaults } from './grid-file.js'
import type { GridSpec } from './grid-spec.js'
import { networkOf } from './grid-text.js'
import { inferredGrid } from './inferred-grid.js'
import { scaledGrid } from './scaled-grid.js'
import { scenarioSchema, type ScenarioText } from './scenario-schema.js'
import { resized, type ScenarioSize, withTasksOfScale } from './scenario-size.js'
import type { Scenario } from './simulate.js'
import { syntheticGrid } from './synthetic-grid.js'
import { mixtureSchema, syntheticOf } from './synthetic-schema.js'
import { SyntheticWorkload } from './synthetic-workload.js'
import { scanTrace } from './trace-scan.js'
import { TraceWorkload } from './trace-workload.js'
import { worldAssumptions, worldOf } from './world-schema.js'
import { openYaml, readOpened, readYaml } from './yaml-file.js'

/** Reads a scenario file. @throws BadInput with file, line and path at the first fault */
export function readScenario(file: string, size?: ScenarioSize): Scenario {
  const yaml = openYaml(file)
  const text = readOpened(yaml, scenarioSchema)
  const { scale, length } = size ?? { scale: 1, length: 1 }
  const scenario = toScenario(size === undefined ? text : resized(text, size), file, scale)
  // Of another length, a run is not the one that the expectations speak of.
  const expected = length === 1 ? text.expectations : []
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
  /** Offered load the inferred grid is scaled to; undefined: peak sizes as they are. */
  readonly load?: number | undefined
}

/** The scenario of a trace replay with the default models for pilots, network and failures. */
export function replayScenario({ trace, format, skipFaults, mode, grid, load }: ReplayRequest): Scenario {
  const text = {
    name: `replay of ${trace.split(/[\\/]/).pop()}, ${mode}`,
    policy: mode === 'recorded' ? 'as-recorded' : 'production',
    grid: grid ?? { inferred: { load } },
    workload: { trace: { file: resolve(trace), format, skipFaults, mode } },
    // A recorded job starts where and when it did: pilots and cycles must add nothing.
    ...(mode === 'recorded' ? recordedTiming : {}),
  }
  return toScenario(scenarioSchema.parse(text), resolve('replay'))
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
function toScenario(text: ScenarioText, file: string, scale = 1): Scenario {
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
    shares: text.shares === undefined ? undefined : new ShareTree(text.shares, file),
    ...worldOf(text),
    constantsByShare: text.constantsByShare,
    stopSeconds: text.stop ?? Infinity,
    drainSeconds: text.drain,
    assumptions: [...text.assumptions, ...worldAssumptions(text)],
    prepare: (seed) => prepare(text, file, seed, scale),
  }
}

async function prepare(text: ScenarioText, file: string, seed: Seed, scale: number): ReturnType<Scenario['prepare']> {
  const beside = (path: string): string => resolve(dirname(file), path)
  const { workload } = text
  if ('synthetic' in workload) {
    const declared = declaredGrid(text, beside, seed)
    refuseFaults(file, declared)
    const grid = typeof text.grid === 'string' && scale !== 1 ? scaledGrid(declared, scale) : declared
    const { mixture } = workload.synthetic
    const classes = mixture === undefined ? undefined : readYaml(beside(mixture), mixtureSchema)
    const spec = withTasksOfScale(syntheticOf(workload.synthetic, classes), scale)
    return { grid, workload: new SyntheticWorkload(spec, grid, seed) }
  }
  const path = beside(workload.trace.file)
  const scan = await scanTrace(path, workload.trace)
  const grid =
    typeof text.grid === 'object' && 'inferred' in text.grid
      ? inferredGrid(workload.trace.file, scan, { load: text.grid.inferred.load, network: networkOf(text.network) })
      : declaredGrid(text, beside, seed)
  refuseFaults(file, grid)
  const { fill } = workload.trace
  const spec = {
    file: path,
    format: workload.trace.format,
    skipFaults: workload.trace.skipFaults,
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
