import { isAbsolute } from 'node:path'
import { BadInput } from '../../model/bad-input.js'
import type { BatchOptions } from './batch/batch-options.js'
import { BatchPilots } from './batch/batch-pilots.js'
import { HTCondor } from './batch/htcondor.js'
import { batchEnvironment, type CommandOptions } from './batch/run-command.js'
import { Slurm } from './batch/slurm.js'
import { DryRunPilots } from './dry-run.js'
import { ExternalPilots } from './external.js'
import type { PilotSource } from './pilot-source.js'
import { type SubprocessOptions, SubprocessPilots } from './subprocess.js'

/** The pilot sources that a server can be told to use. */
export const pilotSourceNames = ['external', 'dry-run', 'subprocess', 'slurm', 'htcondor'] as const

/** A command of a batch system that has not answered by then is ended. */
const COMMAND_MILLISECONDS = 60_000

/** What a source of a batch system needs. */
export interface BatchSourceOptions extends BatchOptions {
  /** How its commands are run, where that is not as usual. */
  readonly commands?: Partial<CommandOptions>
}

export interface PilotSourceOptions {
  /** Hears what is done, or would be, a sentence at a time. */
  readonly tell: (words: string) => void
  /** What the source of this name needs. */
  readonly subprocess?: SubprocessOptions
  /** Of `slurm` and `htcondor`. */
  readonly batch?: BatchSourceOptions
}

/**
 * The pilot source of this name; `none` is another word for `external`.
 * @throws BadInput when there is none, or when what it needs is missing
 */
export function choosePilotSource(name: string, { tell, subprocess, batch }: PilotSourceOptions): PilotSource {
  switch (name) {
    case 'none':
    case 'external':
      return new ExternalPilots()
    case 'dry-run':
      return new DryRunPilots(tell)
    case 'subprocess':
      return new SubprocessPilots(checked(subprocess), tell)
    case 'slurm':
      return new BatchPilots(new Slurm(commandOptions(batch)), batch, tell)
    case 'htcondor':
      return new BatchPilots(new HTCondor(commandOptions(batch)), batch, tell)
    default:
      throw new BadInput('pilot source', name, `none, ${pilotSourceNames.join(', ')}`)
  }
}

function commandOptions({ commands }: Pick<BatchSourceOptions, 'commands'> = {}): CommandOptions {
  return { timeoutMilliseconds: COMMAND_MILLISECONDS, environment: batchEnvironment(process.env), ...commands }
}

function checked(options: SubprocessOptions | undefined): SubprocessOptions {
  const where = 'pilot source subprocess'
  if (options === undefined) throw new BadInput(where, 'nothing said of it', 'a folder and the slots of each queue')
  const { folder, slots, atMost = 1, prefix = 'pilot' } = options
  if (!isAbsolute(folder)) throw new BadInput(`${where}: folder`, folder, 'an absolute path')
  if (Object.keys(slots).length === 0) throw new BadInput(`${where}: slots`, 'none', 'the cores of each queue')
  for (const [queue, cores] of Object.entries(slots))
    if (!Number.isInteger(cores) || cores < 0)
      throw new BadInput(`${where}: slots of ${queue}`, String(cores), 'a whole number of cores')
  if (!Number.isInteger(atMost) || atMost < 1)
    throw new BadInput(`${where}: pilots at most`, String(atMost), 'a whole number from 1')
  if (!/^[\w.-]{1,64}$/.test(prefix))
    throw new BadInput(`${where}: prefix`, prefix, '1 to 64 letters, digits, dots and dashes')
  return options
}
