import { userInfo } from 'node:os'
import type { BatchJob, BatchState, BatchSystem, Submission } from './batch-system.js'
import { CommandFailed, type CommandOptions, inOneLine, runCommand } from './run-command.js'

const queued = new Set(['PENDING', 'REQUEUED', 'REQUEUE_FED', 'REQUEUE_HOLD', 'RESV_DEL_HOLD'])
const ended = new Set([
  ...[
    'BOOT_FAIL',
    'CANCELLED',
    'COMPLETED',
    'DEADLINE',
    'FAILED',
    'NODE_FAIL',
    'OUT_OF_MEMORY',
    'PREEMPTED',
    'REVOKED',
  ],
  'TIMEOUT',
])
/** Reasons for which a job waits for ever; one that a person holds is left to that person. */
const hopeless = /^(BadConstraints|DependencyNeverSatisfied|launch failed requeued held)$/i

/** How long back accounting is asked. */
const ACCOUNTING_SINCE = 'now-30days'

/** Slurm: sbatch, squeue, sacct where accounting is kept, scancel. The tag is the job's name. */
export class Slurm implements BatchSystem {
  readonly name = 'slurm'
  readonly settingForm = /^[a-z][a-z-]*$/
  readonly ownSettings = ['parsable', 'job-name', 'wrap', 'test-only', 'wait', 'array', 'help', 'version']

  constructor(private readonly options: CommandOptions) {}

  async submit({ tag, file, settings }: Submission, signal: AbortSignal): Promise<string> {
    const more = Object.entries(settings).map(([name, value]) => (value === '' ? `--${name}` : `--${name}=${value}`))
    const said = await this.run(['sbatch', '--parsable', `--job-name=${tag}`, ...more, file], signal)
    const id = /^(\d+)(;.*)?$/m.exec(said)?.[1]
    if (id === undefined) throw new CommandFailed(`sbatch did not tell a number, but: ${inOneLine(said)}`)
    return id
  }

  async jobs(prefix: string, signal: AbortSignal): Promise<BatchJob[]> {
    const own = ['--noheader', '--states=all', `--user=${userInfo().username}`, '--format=%i|%T|%r|%j']
    const lines = linesOf(await this.run(['squeue', ...own], signal))
    return lines.flatMap((line) => {
      const [, id, state, reason, tag] = /^(\d+)(?:_\S*)?\|([A-Z_]+)\|([^|]*)\|(.*)$/.exec(line) ?? []
      if (id === undefined) throw new CommandFailed(`squeue said what cannot be read: ${inOneLine(line)}`)
      return tag.startsWith(prefix) ? [{ id, tag, state: stateOf(state, reason), words: wordsOf(state, reason) }] : []
    })
  }

  async ends(ids: readonly string[], signal: AbortSignal): Promise<Map<string, string>> {
    const fields = ['--noheader', '--parsable2', '--allocations', '--format=JobIDRaw,State,ExitCode']
    const which = [`--jobs=${ids.join(',')}`, `--starttime=${ACCOUNTING_SINCE}`]
    const lines = linesOf(await this.run(['sacct', ...fields, ...which], signal))
    return new Map(
      lines.flatMap((line) => {
        const [, id, state, code] = /^(\d+)\|([^|]+)\|(\d+:\d+)$/.exec(line) ?? []
        return id === undefined ? [] : [[id, `${state}, exit code ${code}`] as const]
      }),
    )
  }

  async cancelQueued(ids: readonly string[], signal: AbortSignal): Promise<void> {
    await this.run(['scancel', '--quiet', '--state=PENDING', ...ids], signal)
  }

  private run(command: readonly string[], signal: AbortSignal): Promise<string> {
    return runCommand(command, this.options, signal)
  }
}

/** A state that is not known counts as running: nothing is done about it. */
function stateOf(state: string, reason: string): BatchState {
  if (state === 'SPECIAL_EXIT' || (queued.has(state) && hopeless.test(reason.replaceAll('_', ' ')))) return 'held'
  if (queued.has(state)) return 'queued'
  return ended.has(state) ? 'ended' : 'running'
}

function wordsOf(state: string, reason: string): string {
  return reason === '' || reason === 'None' ? state : `${state}, ${reason}`
}

function linesOf(text: string): string[] {
  return text.split('\n').flatMap((line) => (line.trim() === '' ? [] : [line.trim()]))
}
