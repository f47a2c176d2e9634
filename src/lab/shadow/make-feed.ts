import { basename } from 'node:path'
import { writeFile } from 'node:fs/promises'
import { SECONDS_PER_DAY } from '../../model/units.js'
import { networkOf } from '../../sim/grid-text.js'
import { inferredGrid } from '../../sim/inferred-grid.js'
import { simulate } from '../../sim/simulate.js'
import { scanTrace } from '../../sim/trace-scan.js'
import { WholeFile } from '../../sim/traces/convert/whole-file.js'
import type { ReadOptions } from '../../sim/traces/open-trace.js'
import { version } from '../../sim/version.js'
import { loadPolicy } from '../load-policy.js'
import { scenarioOf } from '../perform-run.js'
import { FeedFile } from './feed-file.js'
import { FeedRecorder } from './feed-recorder.js'
import type { WrittenLine } from './feed-schema.js'
import { inferredGridYaml } from './grid-yaml.js'
import { traceFeed, traceFeedAssumptions } from './trace-feed.js'

/** Where a feed is to stand. */
interface FeedPlace {
  readonly out: string
  readonly force?: boolean | undefined
  /** Called before the writing begins, with a synchronous way to take off what is half written. */
  readonly onBegin?: (removePartial: () => void) => void
}

/** What was written. */
export interface MadeFeed {
  readonly out: string
  readonly from: string
  readonly lines: number
  readonly assumptions: readonly string[]
}

/**
 * Writes the records of a trace as a feed: one pass to learn what they lack, which the header says, and one to write.
 * @throws BadInput at the first fault of the trace that is not skipped, or when the file cannot be written
 */
export async function feedOfTrace(trace: string, options: ReadOptions, place: FeedPlace): Promise<MadeFeed> {
  const nothing = (): void => undefined
  const info = await traceFeed(trace, options, nothing, () => Promise.resolve())
  const assumptions = traceFeedAssumptions(info)
  const unix = info.startUnixSeconds
  // A feed with dates begins at midnight, so that windows are days.
  const offset = unix === undefined ? 0 : unix % SECONDS_PER_DAY
  const header: WrittenLine = {
    event: 'feed',
    version: 1,
    source: `${basename(trace)}, ${info.format}, ${info.records} records`,
    ...(unix !== undefined && { start: new Date(1_000 * (unix - offset)).toISOString() }),
    assumptions,
  }
  const lines = await written(trace, place, async (file) => {
    file.write(header)
    await traceFeed(
      trace,
      options,
      (line) => file.write('at' in line ? { ...line, at: (line.at as number) + offset } : line),
      () => file.drained(),
    )
  })
  return { out: place.out, from: info.format, lines, assumptions }
}

/**
 * Writes a configuration of `ailuro serve` with a grid out of a trace: its sites, as large as their peak concurrency.
 * @throws BadInput when no record has a run time, or the file cannot be written
 */
export async function gridOfTrace(trace: string, options: ReadOptions, place: FeedPlace): Promise<void> {
  const scan = await scanTrace({ path: trace, ...options })
  const grid = inferredGrid(basename(trace), scan, { load: undefined, network: networkOf(undefined) })
  const file = new WholeFile(place.out, place.force === true, trace)
  await file.fill((partial) => writeFile(partial, inferredGridYaml(grid)))
}

/**
 * Runs a scenario and writes what happens in it as a feed.
 * @throws BadInput when scenario or policy cannot be used, or the file cannot be written
 */
export async function feedOfScenario(
  scenarioFile: string,
  options: {
    readonly policy?: string | undefined
    readonly seed?: string | undefined
    readonly scale?: number | undefined
  },
  place: FeedPlace,
): Promise<MadeFeed> {
  const scenario = scenarioOf({ file: scenarioFile, scale: options.scale })
  const policy = await loadPolicy(options.policy ?? scenario.policy)
  const seed = options.seed ?? scenario.seed
  const size = options.scale === undefined ? '' : `, scale ${options.scale}`
  const source = `simulation of ${scenario.name}${size}, policy ${policy.name}, seed ${seed}, ailuro ${version}`
  const assumptions = [`production is a simulation: ${source}`, ...scenario.assumptions]
  const lines = await written(scenarioFile, place, async (file) => {
    file.write({ event: 'feed', version: 1, source, assumptions, tellsPilots: true })
    const recorder = new FeedRecorder((line) => file.write(line))
    await simulate(scenario, { policy, seed, through: recorder.through, onProgress: () => file.poll() })
  })
  return { out: place.out, from: 'scenario', lines, assumptions }
}

async function written(source: string, place: FeedPlace, fill: (file: FeedFile) => Promise<void>): Promise<number> {
  const whole = new WholeFile(place.out, place.force === true, source)
  place.onBegin?.(() => whole.removePartial())
  return whole.fill(async (partial) => {
    const file = new FeedFile(partial, place.out.endsWith('.gz'))
    await fill(file)
    await file.end()
    return file.lines
  })
}
