import { Cause } from '../model/cause.js'
import type { Queue } from '../model/grid.js'
import { JobState } from '../model/job-state.js'
import { TaskBufferError } from '../model/server-errors.js'
import type { State } from '../model/state.js'
import type { JobRow, Seconds } from '../model/units.js'
import { type GroupRule, isWaitingAtPlace, type Leaver } from './group-rule.js'
import type { Verdict } from './timeouts.js'

/** Kill code 10: not a failure; the input is tried elsewhere. */
const crowdedOut: Verdict = { to: JobState.closed, cause: Cause.rebrokered, error: TaskBufferError.fastRebrokerage }

/** Jobs of a share that wait at a queue which has too many of them. */
interface Crowd {
  readonly surplus: number
  readonly waiting: Leaver[]
}

/**
 * Fast re-brokerage (brokerage.md §I.1): a queue gives its oldest waiting jobs of a share back when they are more than
 * three times the running ones, than the share's limit, and than three tenths of all that wait for the share anywhere. Only
 * shares with a limit have it, and only queues without slots on stand-by.
 */
export class FastRebrokerage implements GroupRule {
  /** By share and queue. */
  private readonly crowds = new Map<number, Crowd>()

  constructor(private readonly state: State) {}

  /** Whether it may ever send the job elsewhere as it stands: it waits at its place, its share has a limit, and its queue has no slots on stand-by. */
  concerns(row: JobRow): boolean {
    const { jobs, tasks, kinds, grid } = this.state
    if (!isWaitingAtPlace(jobs.state(row))) return false
    const { shareIndex } = kinds.at(tasks.kind[jobs.task(row)])
    return this.state.constantsOf(shareIndex).fastRebrokerageJobs > 0 && !hasStandby(grid.faces[jobs.face(row)].queue)
  }

  begin(_now: Seconds): boolean {
    for (let share = 0; share < this.state.shares.size; share++) this.findCrowds(share)
    return this.crowds.size > 0
  }

  see(row: JobRow): void {
    const { jobs, tasks, kinds, grid } = this.state
    if (!isWaitingAtPlace(jobs.state(row))) return
    const { shareIndex } = kinds.at(tasks.kind[jobs.task(row)])
    const crowd = this.crowds.get(shareIndex * grid.queues.length + grid.queueOfFace[jobs.face(row)])
    crowd?.waiting.push({ row, id: jobs.id(row), verdict: crowdedOut })
  }

  leavers(): Leaver[] {
    const crowds = [...this.crowds.values()]
    this.crowds.clear()
    return crowds.flatMap(({ surplus, waiting }) => waiting.sort((one, other) => one.id - other.id).slice(0, surplus))
  }

  private findCrowds(share: number): void {
    const { grid, counters } = this.state
    const { fastRebrokerageJobs, fastRebrokerageRatio, fastRebrokerageFraction, quirkFastRebrokerage } =
      this.state.constantsOf(share)
    if (fastRebrokerageJobs === 0) return
    const queued = grid.queues.map(({ index }) => this.waitingAt(share, index))
    const everywhere = queued.reduce((sum, jobs) => sum + jobs, 0)
    for (const queue of grid.queues) {
      const waiting = queued[queue.index]
      const running = counters.byShare[counters.shareRow(share, JobState.running) + queue.index]
      const over = Math.min(
        waiting - fastRebrokerageRatio * running,
        waiting - fastRebrokerageJobs,
        waiting - fastRebrokerageFraction * everywhere,
      )
      // The quirk: PanDA's limit on the rows is meant to include the last one, and does not.
      const surplus = Math.ceil(over) - quirkFastRebrokerage
      if (surplus <= 0 || hasStandby(queue)) continue
      this.crowds.set(share * grid.queues.length + queue.index, { surplus, waiting: [] })
    }
  }

  private waitingAt(share: number, queue: number): number {
    const { counters } = this.state
    const states = [JobState.defined, JobState.assigned, JobState.activated, JobState.starting]
    return states.reduce((sum, standing) => sum + counters.byShare[counters.shareRow(share, standing) + queue], 0)
  }
}

function hasStandby({ standbySlots }: Queue): boolean {
  return Object.keys(standbySlots).length > 0
}
