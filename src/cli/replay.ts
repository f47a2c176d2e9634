import { Command, Option } from 'commander'
import { basename } from 'node:path'
import type { StudySpec } from '../lab/study-spec.js'
import type { ReplayRequest } from '../sim/scenario-file.js'
import { traceFormats } from '../sim/traces/index.js'
import { conductStudy, present, specOf } from './conduct-study.js'
import { commaList, positiveNumber, positiveWhole } from './options.js'

interface ReplayOptions {
  grid?: string
  mode: 'recorded' | 'rebrokered'
  policies?: string[]
  seeds: number
  seed?: string
  load?: number
  format?: string
  skipFaults?: boolean
  out?: string
  json?: boolean
}

/** Policies that are compared when none are named. */
export const rivals = ['production', 'data-locality-only', 'least-queued', 'random']

/** `ailuro replay TRACE`: a recorded trace, as it was or brokered again. */
export function replayCommand(): Command {
  return new Command('replay')
    .description('replay a trace as it was recorded, or brokered again under rival policies')
    .argument('<trace>', 'SWF, GWF, PanDA CSV or PanDA monitor JSON, gzip or not')
    .option('--grid <file>', 'grid to replay on (default: inferred from the trace)')
    .addOption(
      new Option('--mode <mode>', 'each job at the site the trace names, or where the policy sends it')
        .choices(['recorded', 'rebrokered'])
        .default('rebrokered'),
    )
    .option('--policies <names>', `policies with commas between, or files (default: ${rivals.join(',')})`, commaList)
    .option('--seeds <number>', 'runs of each policy', positiveWhole, 1)
    .option('--seed <text>', 'first seed')
    .option(
      '--load <load>',
      'scale the grid’s cores to this offered load (default: 0.9 where it is inferred to rebroker on)',
      positiveNumber,
    )
    .addOption(new Option('--format <name>', 'format of the trace (default: as it looks)').choices(traceFormats))
    .option('--skip-faults', 'leave faulty records out and tell how many, instead of refusing the trace')
    .option('--out <folder>', 'write a results folder')
    .option('--json', 'print one JSON object')
    .addHelpText(
      'after',
      `
Examples:
  ailuro replay jobs.swf.gz --mode recorded
  ailuro replay jobs.swf.gz --policies production,./mine.js --seeds 5 --out results/jobs`,
    )
    .action(async (trace: string, options: ReplayOptions) => {
      process.exitCode = await replay(trace, options)
    })
}

async function replay(trace: string, options: ReplayOptions): Promise<number> {
  const { grid, mode, format, skipFaults, load, out } = options
  const asked = replayOf({ trace, format, skipFaults, mode, grid })
  const spec = await specOf({
    ...asked,
    policies: options.policies ?? (mode === 'recorded' ? ['as-recorded'] : rivals),
    loads: load === undefined ? asked.loads : [load],
    seeds: options.seeds,
    seed: options.seed,
    warmUp: 'none',
  })
  return present(await conductStudy(spec, { out }), out, options.json === true)
}

/** What is asked of a replay. On an inferred grid, rivals meet a load of 0.9: its peak sizes would leave no queue. */
export function replayOf(request: ReplayRequest): Pick<StudySpec, 'name' | 'title' | 'question' | 'source' | 'loads'> {
  const { trace, mode, grid } = request
  const name = basename(trace)
  return {
    name: `replay of ${name}`,
    title: `Replay of ${name}`,
    question:
      mode === 'recorded'
        ? `How does a grid fare on which each job of ${name} runs at the site that the trace names?`
        : `Which policy serves the jobs of ${name} best?`,
    source: { replay: request },
    loads: mode === 'recorded' || grid !== undefined ? [] : [0.9],
  }
}
