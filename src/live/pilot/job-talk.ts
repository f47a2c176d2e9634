import { setTimeout as sleep } from 'node:timers/promises'
import type { PandaId } from '../../model/units.js'
import type { Acknowledgement } from '../door.js'
import type { JobLog } from './job-log.js'
import { type PatientServer, ServerAway } from './patient-server.js'
import { JobFailure, JobUnknown, PilotError } from './pilot-errors.js'
import { ServerRefusal } from './pilot-server.js'

/** What is said about a job while it runs. Whatever the server answers, or does not, may end the job through `over`. */
export class JobTalk {
  private isStarted = false
  private isStartHeard = false
  private logSent = 0

  /**
   * @param over given with a JobFailure or with JobUnknown when the job must be left where it is; ends the talk
   * @param heartbeatMilliseconds from heartbeat to heartbeat
   */
  constructor(
    private readonly id: PandaId,
    private readonly server: PatientServer,
    private readonly log: JobLog,
    private readonly over: AbortController,
    private readonly heartbeatMilliseconds: number,
  ) {}

  /** Whether the server has still to be told that the payload began. */
  get owesStart(): boolean {
    return this.isStarted && !this.isStartHeard
  }

  /** The payload has begun. */
  async start(): Promise<void> {
    this.isStarted = true
    await this.hear(async (stop) => {
      const hearing = await this.server.started(this.id, stop)
      this.isStartHeard = true
      return hearing
    })
  }

  /** Heartbeats with the log so far, until the job is over; the first one at once, or after the usual time. */
  async beats(isAtOnce: boolean): Promise<void> {
    const { signal } = this.over
    for (let isDue = isAtOnce; ; isDue = false) {
      if (!isDue) await sleep(this.heartbeatMilliseconds, undefined, { signal }).catch(() => undefined)
      if (signal.aborted) return
      await this.hear((stop) => this.server.heartbeat(this.id, stop))
      await this.hear((stop) => this.sendLog(stop))
    }
  }

  private async sendLog(stop: AbortSignal): Promise<Acknowledgement> {
    const { bytes } = this.log
    if (bytes !== this.logSent) await this.server.log(this.id, this.log.text(), stop)
    this.logSent = bytes
    return { known: true }
  }

  /** Says something, and gives the job up when it is not ours any more or when the server stays away. */
  private async hear(say: (stop: AbortSignal) => Promise<Acknowledgement>): Promise<void> {
    const { signal } = this.over
    try {
      const { known, command = '' } = await say(signal)
      if (!known) this.over.abort(new JobUnknown())
      else if (command.split(',').includes('tobekilled'))
        this.over.abort(new JobFailure(PilotError.killedByServer, 'the server had it killed'))
    } catch (error) {
      if (signal.aborted) return
      if (error instanceof ServerAway) this.over.abort(new JobFailure(PilotError.communicationFailure, error.message))
      // Refused, for want of a right perhaps: the job is not to blame, and runs on.
      else if (!(error instanceof ServerRefusal))
        this.log.note(`cannot talk to the server: ${(error as Error).message}`)
    }
  }
}
