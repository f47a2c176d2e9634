import { Command, Option } from 'commander'
import { checkTrace } from '../sim/traces/check/check-trace.js'
import { traceFormats } from '../sim/traces/index.js'
import { exitCodes } from './exit-codes.js'
import { terminalWidth } from './options.js'
import { traceCheckText } from './trace-check-text.js'
import { convertCommand } from './trace-convert.js'

interface CheckOptions {
  format?: string
  json?: boolean
}

/** `ailuro trace check` and `ailuro trace convert`. */
export function traceCommand(): Command {
  return new Command('trace')
    .description('work with trace files')
    .addCommand(checkCommand())
    .addCommand(convertCommand())
}

function checkCommand(): Command {
  return new Command('check')
    .description('read a trace: what is in it, all that is wrong with it, and what it can validate')
    .argument('<file>', 'SWF, GWF, PanDA CSV or PanDA monitor JSON, gzip or not')
    .addOption(new Option('--format <name>', 'format (default: as it looks)').choices(traceFormats))
    .option('--json', 'print one JSON object')
    .addHelpText(
      'after',
      `
Exit code 0 when every record can be used, suspicious or not; 2 when some are faulty, which replay would refuse.

Example:
  ailuro trace check scenarios/traces/lcg-2005.swf.gz`,
    )
    .action(async (file: string, options: CheckOptions) => {
      const check = await checkTrace(file, { format: options.format })
      const text =
        options.json === true ? `${JSON.stringify(check, null, 2)}\n` : traceCheckText(check, terminalWidth())
      process.stdout.write(text)
      if (check.leftOut.records > 0) process.exitCode = exitCodes.badInput
    })
}
