import { ApiProblem } from '../api/api-problem.js'
import type { Acknowledgement, Dispatch, LiveReport } from '../door.js'
import { callOf, type PandaCall } from '../faults/panda-calls.js'
import { type JobEnding, type PilotRequest, type PilotServer, ServerRefusal } from '../pilot/pilot-server.js'
import { note } from './notes.js'
import type { PandaCaller } from './panda-caller.js'

/** The server as a pilot of PanDA's knows it. What it acknowledges is noted, with the words that came along. */
export class PandaPilotServer implements PilotServer {
  /** Of the job in hand. */
  private attempt: number | undefined

  constructor(
    private readonly caller: PandaCaller,
    private readonly notes: string,
  ) {}

  async ask(slot: PilotRequest): Promise<Dispatch | undefined> {
    const job = await this.tell<Dispatch | undefined>({ report: 'pilotAsks', ...slot })
    this.attempt = job?.attempt
    return job
  }

  async started(id: number): Promise<Acknowledgement> {
    const { attempt } = this
    await this.tell({ report: 'accepted', id, attempt, said: { node: `node-of-${id}` } })
    return this.tell({ report: 'started', id, attempt, said: { pilot_id: `pilot-of-${id}` } })
  }

  heartbeat(id: number): Promise<Acknowledgement> {
    return this.tell({ report: 'heartbeat', id, attempt: this.attempt, said: { job_metrics: `beat-of-${id}` } })
  }

  async ended(id: number, outcome: JobEnding['outcome'], errorCode: number): Promise<void> {
    const words = `end-of-${id}`
    const more = { attempt: this.attempt, said: { pilot_error_diag: words } }
    const { known } = await this.tell<Acknowledgement>({ report: 'ended', id, outcome, errorCode, ...more })
    note(this.notes, ['ended', id, outcome, known, words])
  }

  log(): Promise<void> {
    return Promise.reject(new ServerRefusal('PanDA’s pilots upload their logs elsewhere'))
  }

  private async tell<Answer>(report: LiveReport): Promise<Answer> {
    try {
      return await this.caller.call(callOf(report) as PandaCall<Answer>)
    } catch (error) {
      if (error instanceof ApiProblem && error.status >= 400 && error.status < 500)
        throw new ServerRefusal(error.message)
      throw error
    }
  }
}
