import { Command, Option } from 'commander'
import { traceFormats } from '../sim/traces/index.js'
import { summarise } from '../sim/traces/trace-summary.js'
import { renderTraceSummary } from '../sim/traces/trace-summary-text.js'

interface CheckOptions {
  format?: string
  json?: boolean
}

/** `ailuro trace check FILE`: what is in a trace. */
export function traceCommand(): Command {
  const trace = new Command('trace').description('work with trace files')
  trace
    .command('check')
    .description('read a trace and print what is in it, and all that is wrong with it')
    .argument('<file>', 'SWF, GWF, PanDA CSV or PanDA monitor JSON, gzip or not')
    .addOption(new Option('--format <name>', 'format (default: as it looks)').choices(traceFormats))
    .option('--json', 'print one JSON object')
    .addHelpText('after', '\nExample:\n  ailuro trace check scenarios/traces/lcg-2005.swf.gz')
    .action(async (file: string, options: CheckOptions) => {
      const summary = await summarise(file, { format: options.format, skipFaults: true })
      process.stdout.write(
        options.json === true ? `${JSON.stringify(summary, null, 2)}\n` : renderTraceSummary(summary),
      )
      // All faults are listed at once, but bad input it is: a replay would refuse it.
      if (summary.leftOut.records > 0) process.exitCode = 2
    })
  return trace
}
