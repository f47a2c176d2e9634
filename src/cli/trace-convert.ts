import { Command, Option } from 'commander'
import { openParquetSink } from '../lab/parquet-sink.js'
import { formatCount } from '../model/format.js'
import { type Conversion, convertTrace } from '../sim/traces/convert/convert-trace.js'
import { type OpenSink, textSinks } from '../sim/traces/convert/trace-sink.js'
import { traceFormats } from '../sim/traces/index.js'
import { faultsInWords } from '../sim/traces/left-out.js'
import { wrap } from './comparison-text.js'
import { whenInterrupted } from './interruption.js'
import { terminalWidth } from './options.js'
import { type Progress, type ProgressState, startProgress } from './progress.js'
import { printable } from './table.js'

interface ConvertCommandOptions {
  to: string
  format?: string
  skipFaults?: boolean
  force?: boolean
  json?: boolean
}

const sinks: Readonly<Record<string, OpenSink>> = { ...textSinks, parquet: openParquetSink }

/** Fewer records than this are written before anybody wonders. */
const longFrom = 200_000

/** `ailuro trace convert FILE OUT --to FORMAT`. */
export function convertCommand(): Command {
  return new Command('convert')
    .description('write a trace in another format, and say what is lost or made up')
    .argument('<file>', 'SWF, GWF, PanDA CSV or PanDA monitor JSON, gzip or not')
    .argument('<out>', 'file to write; gzipped when its name ends in .gz')
    .addOption(new Option('--to <format>', 'format to write').choices(Object.keys(sinks)).makeOptionMandatory())
    .addOption(new Option('--format <name>', 'format of the file (default: as it looks)').choices(traceFormats))
    .option('--skip-faults', 'leave faulty records out and tell how many, instead of refusing the trace')
    .option('--force', 'replace the output when it is there already')
    .option('--json', 'print one JSON object')
    .addHelpText(
      'after',
      `
The output stands whole or not at all. ailuro replay reads what was written, Parquet excepted, which is for other tools.

Examples:
  ailuro trace convert scenarios/traces/lcg-2005.swf.gz lcg.csv.gz --to panda
  ailuro trace convert jobs.csv jobs.parquet --to parquet --skip-faults`,
    )
    .action(convert)
}

async function convert(file: string, out: string, options: ConvertCommandOptions): Promise<void> {
  let progress: Progress | undefined
  let written = 0
  const conversion = await convertTrace(file, out, sinks[options.to], {
    format: options.format,
    skipFaults: options.skipFaults,
    force: options.force,
    onBegin(records, removePartial) {
      const look = (): ProgressState => stateOf(written, records)
      if (records >= longFrom) progress = startProgress(`writing ${out}`, 1, look)
      whenInterrupted(() => {
        progress?.stop()
        removePartial()
      })
    },
    onProgress: (records) => {
      written = records
    },
  }).finally(() => progress?.stop())
  const text =
    options.json === true ? `${JSON.stringify(conversion, null, 2)}\n` : conversionText(conversion, terminalWidth())
  process.stdout.write(text)
}

function stateOf(written: number, records: number): ProgressState {
  const label = `${formatCount(written)} of ${formatCount(records)} records`
  return { runsDone: 0, fraction: written / records, simulatedSeconds: 0, date: '', label }
}

function conversionText({ file, out, from, records, changes, mended, leftOut }: Conversion, width: number): string {
  const lines = [
    `${out}: ${formatCount(records)} jobs of ${file} (${from})`,
    ...(changes.length === 0 ? ['Nothing is lost.'] : ['What is lost or made up:']),
    ...changes.map(({ field, change }) => `- ${field}: ${change}`),
    ...Object.entries(mended).map(([fault, times]) => `- mended: ${fault} (${formatCount(times)})`),
    ...(leftOut.records > 0 ? [`- ${faultsInWords({ records, leftOut })}`] : []),
  ]
  return `${lines.flatMap((line) => wrap(printable(line), width)).join('\n')}\n`
}
