import { Command, Option } from 'commander'
import { basename } from 'node:path'
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
const rivals = ['production', 'data-locality-only', 'least-queued', 'random']

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
  const { grid, mode, format, skipFaults } = options
  const isRecorded = mode === 'recorded'
  const load = options.load ?? (isRecorded || grid !== undefined ? undefined : 0.9)
  const spec = await specOf({
    name: `replay of ${basename(trace)}`,
    title: `Replay of ${basename(trace)}`,
    question: isRecorded
      ? `How does a grid fare on which each job of ${basename(trace)} runs at the site that the trace names?`
      : `Which policy serves the jobs of ${basename(trace)} best?`,
    source: { replay: { trace, format, skipFaults, mode, grid } },
    policies: options.policies ?? (isRecorded ? ['as-recorded'] : rivals),
    loads: load === undefined ? [] : [load],
    seeds: options.seeds,
    seed: options.seed,
  })
  const study = await conductStudy(spec, { out: options.out })
  return present(study, options.out, options.json === true)
}
