import { Cause } from '../model/cause.js'
import { isWithPilot, JobState } from '../model/job-state.js'
import { Fact } from '../model/journal.js'
import { move } from '../model/move.js'
import type { State } from '../model/state.js'
import { type JobRow, NONE, type PandaId, type Seconds } from '../model/units.js'
import type { DataService } from './data-service.js'
import type { Dispatcher } from './dispatcher.js'
import type { PilotDemand } from './pilot-demand.js'
import type { Outcome, PilotAsk } from './ports.js'
import type { Retry } from './retry.js'
import type { KeptParts } from './saved/saver.js'

/** What pilots tell: they ask, and say how their jobs go. Reports about jobs that they do not hold change nothing. */
export class PilotReports {
  private readonly state: State
  private readonly dispatcher: Dispatcher
  private readonly pilotDemand: PilotDemand
  private readonly dataService: DataService

  constructor(
    { state, dispatcher, pilotDemand, dataService }: KeptParts,
    private readonly retry: Retry,
  ) {
    this.state = state
    this.dispatcher = dispatcher
    this.pilotDemand = pilotDemand
    this.dataService = dataService
  }

  /** The row of the job that the pilot gets, or NONE. */
  asks(now: Seconds, asking: PilotAsk): JobRow {
    const pilot = asking.otherFaces === undefined ? asking : this.dispatcher.narrowed(asking)
    this.state.silent?.queue(this.state.grid.queueOfFace[pilot.face])
    if (pilot.first) this.pilotDemand.arrived(pilot.face)
    this.heard(pilot.face, now)
    const row = this.dispatcher.take(pilot, now)
    if (row !== NONE) move(this.state, row, JobState.sent, now, Cause.course)
    // What this pilot could not take may suit another.
    else if (pilot.first) this.pilotDemand.noticeDemand(pilot.face, now)
    return row
  }

  accepted(now: Seconds, row: JobRow, id: PandaId): void {
    const { jobs } = this.state
    if (!jobs.holds(row, id) || !isWithPilot(jobs.state(row))) return
    this.heartbeat(row, id, now)
    if (jobs.state(row) === JobState.sent) move(this.state, row, JobState.starting, now, Cause.course)
  }

  /** The payload runs. Said once more it is a sign of life. */
  started(now: Seconds, row: JobRow, id: PandaId): void {
    const { jobs } = this.state
    if (jobs.state(row) >= JobState.running) {
      this.heartbeat(row, id, now)
      return
    }
    if (!jobs.holds(row, id) || !isWithPilot(jobs.state(row))) return
    jobs.setStartedAt(row, now)
    if (Number.isNaN(jobs.firstStartedAt(row))) jobs.setFirstStartedAt(row, now)
    jobs.setHeardAt(row, Math.max(jobs.heardAt(row), now))
    move(this.state, row, JobState.running, now, Cause.course)
  }

  /** @param until the pilot is heard until then */
  heartbeat(row: JobRow, id: PandaId, until: Seconds): void {
    const { jobs } = this.state
    if (!jobs.holds(row, id) || !isWithPilot(jobs.state(row))) return
    if (!(until > jobs.heardAt(row) && until < Infinity)) return
    jobs.setHeardAt(row, until)
    this.heard(jobs.face(row), until)
  }

  ended(now: Seconds, row: JobRow, id: PandaId, outcome: Outcome, errorCode: number): void {
    const { jobs } = this.state
    if (!jobs.holds(row, id) || !isWithPilot(jobs.state(row))) return
    if (outcome === 'failed') {
      jobs.error[row] = errorCode
      move(this.state, row, JobState.failed, now, Cause.reported)
      this.retry.settle(row, now)
      return
    }
    move(this.state, row, JobState.holding, now, Cause.course)
    if (this.dataService.collect(row, now)) this.retry.settle(row, now)
  }

  /** The pilot of a job whose payload runs is to end it; it is told when it says something. @returns whether the payload runs */
  askToEnd(now: Seconds, row: JobRow, id: PandaId): boolean {
    const { jobs, journal } = this.state
    if (!jobs.holds(row, id) || jobs.state(row) !== JobState.running) return false
    if (jobs.isToEnd[row] === 0) journal.write(Fact.endAsked, now, id, 0, 0, 0, 0, row)
    jobs.isToEnd[row] = 1
    return true
  }

  private heard(face: number, until: Seconds): void {
    const { queue } = this.state.grid.faces[face]
    if (until > queue.lastPilotAt) queue.lastPilotAt = until
  }
}
