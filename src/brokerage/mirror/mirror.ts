import { Cause } from '../../model/cause.js'
import { Fact } from '../../model/journal.js'
import { isFinal, JobState } from '../../model/job-state.js'
import { move } from '../../model/move.js'
import type { State } from '../../model/state.js'
import { type JobRow, NONE, type PandaId, type Seconds, type TaskRow } from '../../model/units.js'
import { Broker } from '../broker.js'
import { Bunch } from '../bunch.js'
import { type Candidates, Trial } from '../candidates.js'
import { decay } from '../choosers/decay.js'
import { barWiderThan, givePlace } from '../give-place.js'
import { takeIn } from '../intake.js'
import { keepPart } from '../keep-part.js'
import type { TaskSubmission } from '../ports.js'
import type { Retry } from '../retry.js'
import type { KeptParts } from '../saved/saver.js'
import { type Criterion, CriterionSeeker } from './criterion.js'
import { stepToward } from './shortest-path.js'

/** A job that production has made. */
export interface MadeJob {
  /** With the task's name it keys the draws: two jobs of a task that are alive must not share it and the attempt. */
  readonly ordinal: number
  readonly attempt: number
}

/** What the policy would have done with a bunch that production placed. */
export interface Judgement {
  /** The pseudo-queue that production's jobs are counted at. */
  readonly face: number
  /** The pseudo-queue of the policy's choice; NONE when it would have placed nothing then. */
  readonly chosen: number
  readonly candidates: number
  /** Place of production's queue among the candidates by weight, from 1, equals alike; 0 when it is none of them. */
  readonly rank: number
  /** What parts the two; undefined when the queue is the same. */
  readonly criterion: Criterion | undefined
  /** Whether all the input was at production's site, and at the policy's. */
  readonly hasInput: boolean
  readonly chosenHasInput: boolean
}

/**
 * The state of a grid as somebody else runs it, and what the policy would do there: jobs are put where production has put
 * them and stand as production says, the policy is only asked. For a core that hears nothing of pilots and is never advanced, so
 * that nothing in it acts by itself. Every attempt counts as a lineage of its own, since production decides what is tried again.
 */
export class Mirror {
  private readonly state: State
  private readonly bunch = new Bunch()
  private readonly seeker: CriterionSeeker
  private readonly weight: Float64Array
  private readonly queued: Float64Array
  private readonly assigned: Float64Array
  private readonly trial: Uint8Array
  /** The decision whose ranking is in hand. */
  private inHand: { readonly task: TaskRow; readonly now: Seconds; readonly decision: unknown } | undefined

  constructor(
    private readonly parts: Pick<KeptParts, 'state' | 'broker' | 'generator'>,
    private readonly retry: Retry,
    private readonly hear: (now: Seconds) => void,
  ) {
    const { state, broker } = parts
    this.state = state
    this.seeker = new CriterionSeeker(state, new Broker(state, broker.policy))
    const faces = state.grid.faces.length
    this.weight = new Float64Array(faces)
    this.queued = new Float64Array(faces)
    this.assigned = new Float64Array(faces)
    this.trial = new Uint8Array(faces)
  }

  /**
   * A task with its first jobs, which wait for a place; that no queue could run it is no hindrance.
   * @throws BadInput when it names what is not there
   */
  submit(now: Seconds, task: TaskSubmission, jobs: readonly MadeJob[]): JobRow[] {
    this.hear(now)
    this.inHand = undefined
    const once = { ...task, jobs: jobs.length, queue: undefined, maxAttempts: 1, maxFailures: 1 }
    const row = takeIn(this.state, once, () => undefined, now)
    return jobs.map((job) => this.create(row, job, now))
  }

  /** More jobs of a task that is alive. */
  add(now: Seconds, task: TaskRow, jobs: readonly MadeJob[]): JobRow[] {
    this.hear(now)
    this.state.tasks.jobs[task] += jobs.length
    this.state.jobsSubmitted += jobs.length
    return jobs.map((job) => this.create(task, job, now))
  }

  /**
   * Production has placed pending jobs of one task at a queue. The policy is asked before they are put there.
   * @param queue by number
   * @param cores of the slot, where production tells; the pseudo-queue that fits the work best otherwise
   * @param decision bunches of one task with the same decision at the same time share a ranking, as in brokerage
   */
  placed(now: Seconds, rows: readonly JobRow[], queue: number, cores?: number, decision?: unknown): Judgement {
    this.hear(now)
    const judgement = this.judge(now, rows, queue, cores, decision)
    for (const row of rows) {
      this.parts.generator.unlink(row)
      givePlace(this.state, row, judgement.face, now)
    }
    return judgement
  }

  /**
   * A job stands in a state of the lifecycle, which it went through all states before to get to.
   * @returns whether the lifecycle leads there; nothing has changed otherwise
   */
  stands(now: Seconds, row: JobRow, id: PandaId, to: JobState, errorCode = 0): boolean {
    this.hear(now)
    const { jobs } = this.state
    if (!jobs.holds(row, id)) return false
    const isPending = jobs.state(row) === JobState.pending
    // Only brokerage gives a pending job a place; one without can but end.
    if (isPending && to !== JobState.closed && to !== JobState.cancelled) return false
    if (jobs.state(row) === to || stepToward(jobs.state(row), to) === NONE) return jobs.state(row) === to
    if (isPending) this.parts.generator.unlink(row)
    if (to === JobState.failed) jobs.error[row] = errorCode
    while (jobs.state(row) !== to) this.step(row, stepToward(jobs.state(row), to), now)
    if (isFinal(to)) this.retry.settle(row, now)
    return true
  }

  /** A pilot of the queue was heard of, or will be until then. */
  pilotHeard(until: Seconds, queue: number): void {
    const one = this.state.grid.queues[queue]
    if (until > one.lastPilotAt) one.lastPilotAt = until
  }

  private step(row: JobRow, to: JobState, now: Seconds): void {
    const { jobs, grid } = this.state
    if (to === JobState.activated && jobs.state(row) === JobState.assigned) this.inputCame(row, now)
    move(this.state, row, to, now, to === JobState.failed ? Cause.reported : Cause.course)
    if (to === JobState.running) jobs.setStartedAt(row, now)
    if (to === JobState.sent || to === JobState.running) this.pilotHeard(now, grid.queueOfFace[jobs.face(row)])
  }

  /** A job that was assigned is activated when what it lacked has been brought. */
  private inputCame(row: JobRow, now: Seconds): void {
    const { jobs, tasks, grid } = this.state
    const task = jobs.task(row)
    if (tasks.dataset[task] === NONE || tasks.inputBytes[task] === 0) return
    keepPart(this.state, row, grid.siteOfFace[jobs.face(row)], now)
  }

  private create(task: TaskRow, { ordinal, attempt }: MadeJob, now: Seconds): JobRow {
    const { jobs, tasks, journal } = this.state
    tasks.created[task]++
    const row = jobs.add(task, ordinal, attempt, JobState.pending, now)
    journal.write(Fact.jobCreated, now, jobs.id(row), tasks.key[task], ordinal, attempt, 0, row)
    this.parts.generator.enqueue(row)
    return row
  }

  private judge(
    now: Seconds,
    rows: readonly JobRow[],
    queue: number,
    cores: number | undefined,
    decision: unknown,
  ): Judgement {
    const { state, bunch } = this
    const { jobs, tasks, grid } = state
    const task = jobs.task(rows[0])
    const candidates = this.ranked(task, now, decision)
    bunch.ordinal = jobs.ordinal(rows[0])
    bunch.attempt = jobs.attempt[rows[0]]
    bunch.jobs = tasks.pending[task]
    barWiderThan(state, tasks.pending[task], candidates)
    const at = placeOf(candidates, queue)
    const rank = at === NONE ? 0 : rankOf(candidates, at)
    this.remember(candidates)
    const { count } = candidates
    const position = count === 0 ? NONE : this.parts.broker.choose(bunch, rows.length)
    const chosen = position === NONE ? NONE : candidates.face[position]
    const isSame = chosen !== NONE && grid.queueOfFace[chosen] === queue
    if (!isSame) this.follow(candidates, at, rows.length)
    // Whatever the policy chose: the state is production’s.
    const face = this.faceAt(queue, cores)
    return {
      face,
      chosen,
      candidates: count,
      rank,
      criterion: isSame ? undefined : this.seeker.seek(bunch, queue, chosen),
      hasInput: this.hasInput(grid.siteOfFace[face]),
      chosenHasInput: chosen !== NONE && this.hasInput(grid.siteOfFace[chosen]),
    }
  }

  /** The candidates of the decision, as the bunches before have left them. */
  private ranked(task: TaskRow, now: Seconds, decision: unknown): Candidates {
    const { inHand, parts, state } = this
    if (inHand?.task === task && inHand.now === now && inHand.decision === decision) return parts.broker.candidates
    this.inHand = { task, now, decision }
    state.statistics.refresh(now)
    return parts.broker.rank(this.bunch.describe(state, task, now))
  }

  private remember({ count, weight, queued, assigned, trial }: Candidates): void {
    for (let i = 0; i < count; i++) {
      this.weight[i] = weight[i]
      this.queued[i] = queued[i]
      this.assigned[i] = assigned[i]
      this.trial[i] = trial[i]
    }
  }

  /** What the policy's own choice did to the candidates is undone: the bunch went where production has put it. */
  private follow(candidates: Candidates, at: number, jobs: number): void {
    const { count, weight, queued, assigned, trial } = candidates
    for (let i = 0; i < count; i++) {
      weight[i] = this.weight[i]
      queued[i] = this.queued[i]
      assigned[i] = this.assigned[i]
      trial[i] = this.trial[i]
    }
    if (at === NONE) return
    if (trial[at] === Trial.wanted) trial[at] = Trial.done
    else decay(candidates, at, jobs)
  }

  /** The pseudo-queue of a queue for the work: of the width that is told or wanted, else the narrowest that is wider, else the widest. */
  private faceAt(queue: number, cores = this.bunch.kind.cores): number {
    const faces = this.state.grid.queues[queue].faces.toSorted((one, other) => one.cores - other.cores)
    return (faces.find((face) => face.cores >= cores) ?? faces[faces.length - 1]).index
  }

  private hasInput(site: number): boolean {
    const { dataset, inputBytes } = this.bunch
    return dataset === NONE || inputBytes === 0 || this.state.datasets.isAt(dataset, site)
  }
}

/** Position of the heaviest pseudo-queue of a queue, or NONE when none is a candidate. */
function placeOf({ count, queue, weight }: Candidates, wanted: number): number {
  let best = NONE
  for (let i = 0; i < count; i++) if (queue[i] === wanted && (best === NONE || weight[i] > weight[best])) best = i
  return best
}

/** How many candidates come before, and one. */
function rankOf({ count, weight, trial }: Candidates, at: number): number {
  let rank = 1
  for (let i = 0; i < count; i++) {
    const isTried = trial[i] === Trial.wanted
    if (isTried === (trial[at] === Trial.wanted) ? weight[i] > weight[at] : isTried) rank++
  }
  return rank
}
