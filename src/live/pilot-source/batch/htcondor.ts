import { z } from 'zod'
import type { BatchJob, BatchState, BatchSystem, Submission } from './batch-system.js'
import { CommandFailed, type CommandOptions, inOneLine, runCommand } from './run-command.js'

/** Attribute of a job in which its tag stands. */
const TAG = 'AiluroPilot'

/** JobStatus of HTCondor: idle, running, removed, completed, held, transferring output, suspended. */
const states: readonly (BatchState | undefined)[] = [
  ...[undefined, 'queued', 'running', 'ended', 'ended', 'held', 'running', 'running'],
] as const

const attributes = ['ClusterId', 'ProcId', 'JobStatus', TAG, 'HoldReason', 'RemoveReason', 'ExitCode', 'ExitSignal']

const adsSchema = z.array(
  z.object({
    ClusterId: z.int(),
    ProcId: z.int(),
    JobStatus: z.int(),
    [TAG]: z.string().optional(),
    HoldReason: z.string().optional(),
    RemoveReason: z.string().optional(),
    ExitCode: z.int().optional(),
    ExitSignal: z.int().optional(),
  }),
)
type JobAd = z.infer<typeof adsSchema>[number]

/** HTCondor: condor_submit, condor_q, condor_history, condor_rm. The tag is an attribute of the job. */
export class HTCondor implements BatchSystem {
  readonly name = 'htcondor'
  readonly settingForm = /^[A-Za-z+][\w.]*$/
  readonly ownSettings = ['queue', `+${TAG}`, `MY.${TAG}`, 'executable', 'include']

  constructor(private readonly options: CommandOptions) {}

  async submit({ tag, file, settings }: Submission, signal: AbortSignal): Promise<string> {
    const more = Object.entries({ ...settings, [`+${TAG}`]: `"${tag}"` })
    const appended = more.flatMap(([name, value]) => ['-append', `${name} = ${value}`])
    const said = await runCommand(['condor_submit', '-terse', ...appended, file], this.options, signal)
    const id = /^(\d+\.\d+) - \1\s*$/.exec(said.trim())?.[1]
    if (id === undefined) throw new CommandFailed(`condor_submit did not tell of one job, but: ${inOneLine(said)}`)
    return id
  }

  async jobs(prefix: string, signal: AbortSignal): Promise<BatchJob[]> {
    const which = ['-constraint', `${TAG} =!= undefined`]
    const ads = await this.ads(['condor_q', ...which, '-json', '-attributes', attributes.join(',')], signal)
    return ads.flatMap((ad) => {
      const { JobStatus: status, [TAG]: tag = '' } = ad
      // A status that is not known counts as running: nothing is done about it.
      return tag.startsWith(prefix)
        ? [{ id: idOf(ad), tag, state: states[status] ?? 'running', words: wordsOf(ad) }]
        : []
    })
  }

  async ends(ids: readonly string[], signal: AbortSignal): Promise<Map<string, string>> {
    const fields = ['-json', '-attributes', attributes.join(',')]
    // It reads its files from the end, until it has found as many.
    const ads = await this.ads(['condor_history', ...ids, '-limit', String(ids.length), ...fields], signal)
    return new Map(ads.map((ad) => [idOf(ad), wordsOf(ad)]))
  }

  async cancelQueued(ids: readonly string[], signal: AbortSignal): Promise<void> {
    const these = ids.map((id) => `(ClusterId == ${id.replace('.', ' && ProcId == ')})`).join(' || ')
    const which = `(JobStatus == 1 || JobStatus == 5) && (${these})`
    await runCommand(['condor_rm', '-constraint', which], this.options, signal).catch((error: unknown) => {
      // So it says when all of them have begun or gone.
      if (error instanceof CommandFailed && /couldn't find|not found|no jobs? /i.test(error.message)) return
      throw error
    })
  }

  /** @throws CommandFailed when what it says is no list of jobs; nothing at all is one */
  private async ads(command: readonly string[], signal: AbortSignal): Promise<JobAd[]> {
    const said = await runCommand(command, this.options, signal)
    try {
      return said.trim() === '' ? [] : adsSchema.parse(JSON.parse(said))
    } catch {
      throw new CommandFailed(`${command[0]} said what cannot be read: ${inOneLine(said)}`)
    }
  }
}

function idOf({ ClusterId: cluster, ProcId: process }: JobAd): string {
  return `${cluster}.${process}`
}

function wordsOf(ad: JobAd): string {
  const { JobStatus: status, HoldReason: hold, RemoveReason: remove, ExitCode: code, ExitSignal: killer } = ad
  const word = ['unexpanded', 'idle', 'running', 'removed', 'completed', 'held'][status] ?? `status ${status}`
  const ending = killer === undefined ? code !== undefined && `exit code ${code}` : `signal ${killer}`
  const more = status === 5 ? hold : status === 3 ? remove : ending
  return more === undefined || more === false ? word : `${word}, ${more}`
}
