import type { Constants } from '../../model/constants.js'
import type { Queue } from '../../model/grid.js'
import { jobStateNames, JobState } from '../../model/job-state.js'
import { aliveRows } from '../../model/alive-rows.js'
import { causeNames } from '../../model/cause.js'
import { type JobRow, NONE, type PandaId, type Seconds, type TaskRow, TO_BE_CHOSEN } from '../../model/units.js'
import { Broker } from '../broker.js'
import { Bunch } from '../bunch.js'
import type { KeptParts } from '../saved/saver.js'
import { TaskBroker } from '../task-broker.js'
import type { NucleusChoice } from '../tasks/nucleus.js'
import { reassigned, Timeouts } from '../timeouts.js'
import type { Finding } from './finding.js'
import { pilotAt, type PilotExplanation } from './pilot.js'
import { waitForPlace } from './pending.js'
import { explainPlacement, type PlacementExplanation } from './placement.js'
import { fastLook, type FastLook } from './rebrokerage.js'
import { Trial } from './trial.js'
import { waitAtPlace, type Witnesses } from './wait.js'

/** When a job is ended if it stays as it is. */
interface Deadline {
  readonly atSeconds: Seconds
  readonly rule: 'time limit' | 'analysis re-brokerage'
  readonly cause: string
}

/** What an explainer asks: the tables, and those that act on them. */
type Asked = Witnesses & Pick<KeptParts, 'broker' | 'generator' | 'analysisRebrokerage' | 'watchdog'>

/** How a job stands now, and why it waits. */
export interface JobExplanation {
  readonly pandaId: PandaId
  readonly task: string
  readonly ordinal: number
  readonly attempt: number
  readonly state: string
  readonly sinceSeconds: Seconds
  readonly queue: string | undefined
  readonly site: string | undefined
  readonly findings: readonly Finding[]
  /** The smallest change that would bring it on: end of a sentence that begins with "it would go on if". */
  readonly change: string | undefined
  /** From when on the watchdog ends it if nothing happens, by which rule, and why. */
  readonly deadline: Deadline | undefined
  /** Fast re-brokerage, which may end it before; undefined: it does not look at such jobs. */
  readonly fastLook: FastLook | undefined
  /** What the policy would do with it now, were it to be placed. */
  readonly placement: PlacementExplanation
}

/** Answers questions about jobs, tasks and queues as they stand. It changes nothing; nothing is made before the first question. */
export class Explainer {
  constructor(private readonly asked: Asked) {}

  /** The job in a row. */
  job(row: JobRow, now: Seconds): JobExplanation {
    const { state } = this.asked
    const { jobs, tasks, grid } = state
    const task = jobs.task(row)
    const isPending = jobs.state(row) === JobState.pending
    const placement = this.place(new Bunch().describeJob(state, row, now))
    const wait = isPending
      ? waitForPlace(
          state,
          task,
          this.asked.generator.throttled(task, now),
          placement,
          () => this.nuclei(task, row, now),
          now,
        )
      : waitAtPlace(this.asked, row, now)
    const queue = isPending ? undefined : grid.faces[jobs.face(row)].queue
    return {
      pandaId: jobs.id(row),
      task: tasks.names[task],
      ordinal: jobs.ordinal(row),
      attempt: jobs.attempt[row],
      state: jobStateNames[jobs.state(row)],
      sinceSeconds: jobs.since(row),
      queue: queue?.name,
      site: queue && grid.sites[queue.siteIndex].name,
      ...wait,
      deadline: this.deadline(row, now),
      fastLook: fastLook(state, row, this.asked.watchdog.nextDue(), now),
      placement,
    }
  }

  /** Tries out where jobs would go now. @param constants in the place of those there are */
  trial(constants?: Partial<Constants>): Trial {
    const { state, broker } = this.asked
    return new Trial(state, broker.policy, broker.memory, constants)
  }

  /** What a pilot of a queue of the grid would find. */
  pilot(queue: Queue, now: Seconds): PilotExplanation {
    return pilotAt(this.asked, queue, now)
  }

  /** Row of the job of a task that has waited longest; NONE when none waits. */
  longestWaiting(task: string): JobRow {
    const { jobs, tasks } = this.asked.state
    let longest: JobRow = NONE
    for (const row of aliveRows(jobs)) {
      if (tasks.names[jobs.task(row)] !== task || jobs.state(row) >= JobState.sent) continue
      if (longest === NONE || jobs.createdAt[row] < jobs.createdAt[longest]) longest = row
    }
    return longest
  }

  /** Row of the job with a PandaID, or of the living attempt of a lineage; NONE when none is alive. */
  rowOf(job: PandaId | { readonly task: string; readonly ordinal: number }): JobRow {
    const { jobs, tasks } = this.asked.state
    for (const row of aliveRows(jobs)) {
      if (
        typeof job === 'number'
          ? jobs.id(row) === job
          : jobs.ordinal(row) === job.ordinal && tasks.names[jobs.task(row)] === job.task
      )
        return row
    }
    return NONE
  }

  /** The first that would end it, of the time limits of jobs and the rule for waiting analysis. */
  private deadline(row: JobRow, now: Seconds): Deadline | undefined {
    const limit = new Timeouts(this.asked.state).deadline(row, now)
    const due = this.asked.analysisRebrokerage.dueAt(row)
    if (due !== undefined && due < (limit?.at ?? Infinity))
      return { atSeconds: Math.max(now, due), rule: 'analysis re-brokerage', cause: causeNames[reassigned.cause] }
    return limit && { atSeconds: limit.at, rule: 'time limit', cause: causeNames[limit.verdict.cause] }
  }

  /** Asked of a task broker of its own, since the choice counts the work left at nuclei. */
  private nuclei(task: TaskRow, row: JobRow, now: Seconds): NucleusChoice {
    const { state } = this.asked
    const bunch = new Bunch().describeJob(state, row, now)
    return new TaskBroker(state, new Broker(state, this.asked.broker.policy)).ask(task, bunch, now)
  }

  private place(bunch: Bunch): PlacementExplanation {
    const { state } = this.asked
    // Job brokerage is asked once there is a nucleus; before, as if none were needed.
    if (bunch.nucleus === TO_BE_CHOSEN) bunch.nucleus = NONE
    return explainPlacement(state, this.asked.broker.policy, this.asked.broker.memory, bunch, state.constants.bunchJobs)
  }
}
