import type { Dispatch } from '../door.js'
import type { ProcessFamily } from '../processes/process-family.js'
import type { Account } from './account.js'
import { inContainer } from './container.js'
import type { JobFolder } from './job-folder.js'
import { JobLog } from './job-log.js'
import { type JobSpecification, jobSpecification } from './job-specification.js'
import { JobTalk } from './job-talk.js'
import type { PatientServer } from './patient-server.js'
import { runPayload } from './payload.js'
import { type PayloadLimits, watchPayload } from './payload-limits.js'
import { codeOfSignal, JobFailure, JobUnknown, PilotError } from './pilot-errors.js'
import type { PilotSettings } from './pilot-options.js'
import type { JobEnding } from './pilot-server.js'
import { stageIn } from './stage-in.js'
import { stageOut } from './stage-out.js'

/** PanDA keeps so many characters of what a pilot says. */
const MOST_WORDS = 500
const usualPath = '/usr/local/bin:/usr/bin:/bin'

/** What a job needs of its pilot. */
export interface JobSurroundings {
  readonly settings: PilotSettings
  readonly server: PatientServer
  readonly account: Account | undefined
  /** When the slot's life is over, on the clock of `performance.now()`, which nobody sets. */
  readonly lifeEndsAt: number
}

/** One job from where it stands to its end: input, payload, output, with a heartbeat beside them. */
export class JobRun {
  /** Given when the job must be left where it is: with a JobFailure, or with JobUnknown. */
  private readonly over = new AbortController()
  private readonly log: JobLog
  private readonly talk: JobTalk

  constructor(
    private readonly folder: JobFolder,
    private readonly surroundings: JobSurroundings,
  ) {
    const { server, settings } = surroundings
    this.log = new JobLog(folder.path, settings.logHalfBytes)
    this.talk = new JobTalk(folder.record.dispatch.id, server, this.log, this.over, settings.times.heartbeat)
  }

  /**
   * Runs the job; it ends in the folder's record, unless the server does not know it any more.
   * @param isRecovered it is taken over from a pilot that was killed
   * @returns false when the server does not know the job, and nothing is to be reported
   */
  async run(isRecovered: boolean): Promise<boolean> {
    const { stop } = this.surroundings.settings
    const onStop = (): void => {
      const signal = String(stop.reason)
      this.over.abort(new JobFailure(codeOfSignal(signal), `the pilot was ended by ${signal}`))
    }
    stop.addEventListener('abort', onStop)
    if (stop.aborted) onStop()
    const beats = this.talk.beats(isRecovered)
    try {
      const ending = await this.ending()
      if (ending !== undefined) await this.folder.end(ending, this.log.text())
      return ending !== undefined
    } finally {
      stop.removeEventListener('abort', onStop)
      this.over.abort(new JobUnknown())
      await beats
      this.log.close()
    }
  }

  /** Whether the server has still to be told that the payload began. */
  get owesStart(): boolean {
    return this.talk.owesStart
  }

  private async ending(): Promise<JobEnding | undefined> {
    try {
      await this.course()
      return { outcome: 'finished', errorCode: PilotError.none, words: '' }
    } catch (thrown) {
      const reason: unknown = this.over.signal.aborted ? this.over.signal.reason : thrown
      if (reason instanceof JobUnknown) return undefined
      const words = (reason as Error).message.slice(0, MOST_WORDS)
      this.log.note(words)
      return {
        outcome: 'failed',
        errorCode: reason instanceof JobFailure ? reason.code : PilotError.internalProblem,
        words,
      }
    }
  }

  private async course(): Promise<void> {
    const { folder, log } = this
    const { settings } = this.surroundings
    const { dispatch, mark } = folder.record
    const specification = jobSpecification(dispatch)
    if (folder.record.phase === 'received') {
      await this.prepare(specification)
      await folder.keep({ phase: 'running' })
      await this.runPayload(specification)
      await folder.keep({ phase: 'staging-out' })
    }
    for (const { name } of specification.outputs)
      log.note(await stageOut(name, folder.work, settings.storage, markOf(mark), this.over.signal))
  }

  private async prepare({ inputs }: JobSpecification): Promise<void> {
    const { folder, log } = this
    const { settings, account } = this.surroundings
    await folder.makeWork(account)
    const { storage, linksInputs } = settings
    const plan = { storage, folder: folder.work, account, linksInputs }
    for (const input of inputs) log.note(await stageIn(input, plan, this.over.signal))
  }

  private async runPayload({ command, environment, container, ordinal }: JobSpecification): Promise<void> {
    const { folder, log, over } = this
    const { account, settings } = this.surroundings
    const { dispatch, mark } = folder.record
    const path = process.env['PATH'] ?? usualPath
    const payload = {
      command: container === undefined ? command : await inContainer(command, container, folder.work, path),
      folder: folder.work,
      environment: {
        ...{ PATH: path, HOME: folder.work, TMPDIR: folder.work },
        ...environment,
        ...variablesOf(dispatch, ordinal),
        AILURO_PILOT: settings.worker,
      },
      mark,
      account,
    }
    const watch = (family: ProcessFamily, isOver: AbortSignal): Promise<never> => {
      void this.talk.start()
      return watchPayload(this.limits(performance.now()), folder.work, log, family, isOver)
    }
    await runPayload(payload, log, watch, over.signal, settings.times.grace)
  }

  private limits(startedAt: number): PayloadLimits {
    const { settings, lifeEndsAt } = this.surroundings
    const { walltimeSeconds } = this.folder.record.dispatch
    const jobEndsAt = walltimeSeconds > 0 ? startedAt + walltimeSeconds * 1000 : Infinity
    const orNone = (limit: number): number => (limit > 0 ? limit : Infinity)
    return {
      memoryBytes: orNone(settings.memoryMB * 1e6),
      diskBytes: orNone(settings.scratchMB * 1e6),
      endsAt: Math.min(jobEndsAt, lifeEndsAt),
      endsBecause:
        jobEndsAt <= lifeEndsAt ? `its wall time of ${walltimeSeconds} s is over` : "the slot's life is over",
      loopingMilliseconds: settings.times.looping,
      freeBytes: (settings.freeMB / 2) * 1e6,
      pollMilliseconds: settings.times.poll,
    }
  }
}

const markOf = (mark: string): string => mark.slice(mark.indexOf('=') + 1).replaceAll(/[^\w.-]/g, '_')

/** What a job is told of itself: the number that it goes by stays the same when it is submitted once more. */
function variablesOf(
  { id, task, ordinal: own, attempt, cores }: Dispatch,
  ordinal: number = own,
): Record<string, string> {
  const told = { JOB: id, TASK: task, ORDINAL: ordinal, ATTEMPT: attempt, CORES: cores }
  return Object.fromEntries(Object.entries(told).map(([name, value]) => [`AILURO_${name}`, String(value)]))
}
