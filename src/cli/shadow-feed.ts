import { resolve } from 'node:path'
import { Command, Option } from 'commander'
import { feedOfScenario, feedOfTrace, gridOfTrace, type MadeFeed } from '../lab/shadow/make-feed.js'
import { BadInput } from '../model/bad-input.js'
import { formatCount } from '../model/format.js'
import { WholeFile } from '../sim/traces/convert/whole-file.js'
import { traceFormats } from '../sim/traces/index.js'
import { wrap } from './comparison-text.js'
import { whenInterrupted } from './interruption.js'
import { positiveNumber, terminalWidth } from './options.js'
import { printable } from './table.js'

interface ShadowFeedOptions {
  grid?: string
  format?: string
  skipFaults?: boolean
  policy?: string
  seed?: string
  scale?: number
  force?: boolean
  json?: boolean
}

/** `ailuro shadow-feed FROM TO`. */
export function shadowFeedCommand(): Command {
  return new Command('shadow-feed')
    .description('write job records, or a simulation, as a feed for `ailuro serve --shadow`')
    .argument('<from>', 'PanDA CSV, PanDA monitor JSON, SWF or GWF, gzip or not; or a scenario (YAML), which is run')
    .argument('<to>', 'feed to write (JSON lines); gzipped when its name ends in .gz')
    .option('--grid <file>', 'of records: write a configuration too, with a grid out of the sites that they name')
    .addOption(new Option('--format <name>', 'format of the records (default: as they look)').choices(traceFormats))
    .option('--skip-faults', 'leave faulty records out and tell how many, instead of refusing the file')
    .option('--policy <name>', 'of a scenario: the policy that stands for production')
    .option('--seed <text>', 'of a scenario: the seed')
    .option('--scale <number>', 'of a scenario: part of its size to run it at', positiveNumber)
    .option('--force', 'replace files that are there already')
    .option('--json', 'print one JSON object')
    .addHelpText(
      'after',
      `
Examples:
  ailuro shadow-feed jobs.csv.gz feed.jsonl --grid feed.yaml
  ailuro serve feed.yaml --shadow feed.jsonl --policy production --report shadow.html
  ailuro shadow-feed scenarios/panda-day.yaml day.jsonl.gz --scale 0.05
  ailuro serve scenarios/panda-day.yaml --scale 0.05 --shadow day.jsonl.gz --policy least-queued

Exit codes: 0 written, 2 bad input.`,
    )
    .action(shadowFeed)
}

async function shadowFeed(from: string, to: string, options: ShadowFeedOptions): Promise<void> {
  const { grid, format, skipFaults, force } = options
  const isScenario = /\.ya?ml$/.test(from)
  refuseMisplaced(isScenario, options)
  const place = { out: to, force, onBegin: (removePartial: () => void) => whenInterrupted(removePartial) }
  if (grid !== undefined) {
    refuseOnePlace(to, grid)
    // Neither file is written when the other one cannot be.
    new WholeFile(to, force === true, from)
    await gridOfTrace(from, { format, skipFaults }, { ...place, out: grid })
  }
  const made = isScenario
    ? await feedOfScenario(from, options, place)
    : await feedOfTrace(from, { format, skipFaults }, place)
  process.stdout.write(options.json === true ? `${JSON.stringify(made, null, 2)}\n` : madeText(made, terminalWidth()))
}

/** @throws BadInput when an option has no meaning for what is read */
function refuseMisplaced(isScenario: boolean, options: ShadowFeedOptions): void {
  const wrong = isScenario ? (['grid', 'format', 'skipFaults'] as const) : (['policy', 'seed', 'scale'] as const)
  const found = wrong.find((option) => options[option] !== undefined)
  if (found === undefined) return
  const option = `--${found.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
  throw isScenario
    ? new BadInput(option, 'a scenario is run', '--policy, --seed or --scale; its grid is in the scenario itself')
    : new BadInput(option, 'records are converted', '--grid, --format or --skip-faults; a scenario is a .yaml file')
}

/** @throws BadInput when one file would be written over the other */
function refuseOnePlace(feed: string, grid: string): void {
  if (resolve(feed) === resolve(grid)) throw new BadInput('--grid', `${grid} is to be the feed`, 'another file')
}

function madeText({ out, from, lines, assumptions }: MadeFeed, width: number): string {
  const told = [
    `${out}: ${formatCount(lines)} lines (${from})`,
    'What is assumed:',
    ...assumptions.map((one) => `- ${one}`),
  ]
  return `${told.flatMap((line) => wrap(printable(line), width)).join('\n')}\n`
}
