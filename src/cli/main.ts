import { Command, CommanderError } from 'commander'
import { version } from '../sim/version.js'
import { BadInput } from '../model/bad-input.js'
import { exitCodes } from './exit-codes.js'
import { CommandFailure } from './command-failure.js'
import { printable } from './table.js'
import { commandsFor } from './commands.js'

const examples = `
Examples:
  ailuro start                                             the main job: a real trace under rival policies, and a million-job day
  ailuro replay jobs.swf.gz --policies production,random   replay a trace of your own
  ailuro compare scenarios/studies/lcg-rivals.yaml         compare policies over seeds, as a study file says
  ailuro reproduce results/start                           run a study again from its results folder, to the same hashes
  ailuro simulate scenarios/panda-day.yaml                 run a scenario
  ailuro explain results/day 4711                          why a job went where it went, and why it waited
  ailuro view results/day                                  its pages in a browser, at any moment of the run
  ailuro trace check jobs.csv                              what is in a trace
  ailuro serve                                             a live server on this machine, with pilots
  ailuro submit --wait -- sh -c 'echo hello'               a job for it, and what the job wrote
  ailuro why 7                                             why job 7 waits, and what would bring it on

Exit codes: 0 all complete, 1 some jobs unfinished or failed, 2 bad input, 3 something that a scenario expects was not seen,
4 a study that was reproduced differs, 69 no server answers, 70 a fault of ailuro or of the store, 77 not allowed,
130 interrupted.`

/** Runs the command line and sets the process's exit code. */
export async function main(argv: readonly string[]): Promise<void> {
  const program = new Command('ailuro')
    .description("PanDA's workload management: simulated for scheduling research, and live")
    .version(version)
    .addHelpText('after', examples)
    .exitOverride()
  for (const command of await commandsFor(argv)) {
    program.addCommand(command)
    forEachCommand(command, (one) => one.exitOverride())
  }
  if (!process.stdout.listeners('error').includes(outputFailed)) process.stdout.on('error', outputFailed)
  try {
    await program.parseAsync(argv, { from: 'user' })
  } catch (error) {
    process.exitCode = report(error)
  }
}

/** A reader that closes its end of a pipe early (head, less) has seen enough. */
function outputFailed(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') process.exit(exitCodes.complete)
  throw error
}

function forEachCommand(command: Command, visit: (command: Command) => void): void {
  visit(command)
  for (const child of command.commands) forEachCommand(child, visit)
}

/** Says what went wrong and returns the exit code. Only a fault of our own shows where it happened. */
function report(error: unknown): number {
  if (error instanceof CommanderError) {
    // Commander has printed help, version or the fault already.
    return error.exitCode === 0 ? exitCodes.complete : exitCodes.badInput
  }
  if (error instanceof CommandFailure) {
    process.stderr.write(`ailuro: ${error.message}\n`)
    return error.exitCode
  }
  if (error instanceof BadInput) {
    // It shows what a file holds.
    process.stderr.write(`ailuro: ${error.message.split('\n').map(printable).join('\n')}\n`)
    return exitCodes.badInput
  }
  process.stderr.write(
    `ailuro: this is a fault of ailuro, please report it\n${(error as Error).stack ?? String(error)}\n`,
  )
  return exitCodes.broken
}
