import { Core } from '../../brokerage/core.js'
import type { CoreParts } from '../../brokerage/core-parts.js'
import type { Judgement, MadeJob, Mirror } from '../../brokerage/mirror/mirror.js'
import { BadInput } from '../../model/bad-input.js'
import { isFinal, JobState, jobStateNames } from '../../model/job-state.js'
import { atlasResourceTypes, resourceTypeName } from '../../model/resource-type.js'
import type { State } from '../../model/state.js'
import { type JobRow, NONE, type PandaId, type Seconds, SECONDS_PER_DAY } from '../../model/units.js'
import type { WorkKind } from '../../model/work-kind.js'
import { AgreementTally } from './agreement.js'
import { Drift } from './drift.js'
import { amountBin } from './drift-measures.js'
import { FeedClock } from './feed-clock.js'
import type { FeedEvent, FeedJob, FeedLine } from './feed-schema.js'
import { noteInput } from './input-drift.js'
import { type PlacedBunch, Regret } from './regret.js'
import { Surroundings } from './surroundings.js'
import { TaskBook, type TaskDefinition } from './task-book.js'
import { Unknowns } from './unknowns.js'
import { DryRun } from './would-be-orders.js'

/** A job without a word for so long is taken to have ended. */
const SILENCE: Seconds = 30 * SECONDS_PER_DAY
/** What a shadow has counted beside what it compares. */
export interface ShadowCounts {
  events: number
  tasks: number
  jobs: number
  /** Placed at queues of the grid, and compared. */
  compared: number
  started: number
  ended: number
}

/** Of a bunch, for as long as its jobs are alive. */
interface Bunch extends PlacedBunch {
  readonly jobs: number
}

interface Tracked {
  readonly row: JobRow
  readonly id: PandaId
  readonly task: TaskDefinition
  bunch: Bunch | undefined
  startedAt: Seconds
}

/** What a shadow is made of. */
export interface ShadowSettings extends Omit<CoreParts, 'orders'> {
  readonly windowSeconds?: Seconds | undefined
}

/** A policy beside production: it is told what production does, decides for itself at each placement, and orders nothing. */
export class Shadow {
  readonly core: Core
  readonly clock = new FeedClock()
  readonly agreement = new AgreementTally()
  readonly regret: Regret
  readonly drift: Drift
  readonly unknowns = new Unknowns()
  readonly counts: ShadowCounts = { events: 0, tasks: 0, jobs: 0, compared: 0, started: 0, ended: 0 }
  readonly orders = new DryRun()
  /** The header of the feed. */
  source = ''
  assumptions: readonly string[] = []
  tellsPilots = false
  private hasHeader = false
  private readonly mirror: Mirror
  private readonly state: State
  private readonly surroundings: Surroundings
  private readonly tasks: TaskBook
  private readonly jobs = new Map<number, Tracked>()
  /** Tasks of which a decision of this window was looked at for drift. */
  private readonly lookedAt = new Set<number>()

  constructor({ windowSeconds, ...parts }: ShadowSettings) {
    const refuse = (): never => {
      throw new Error('a shadow ordered something')
    }
    this.core = new Core({ ...parts, orders: { transfer: refuse, requestPilots: refuse } })
    this.state = this.core.state
    this.mirror = this.core.mirror()
    this.surroundings = new Surroundings(this.core, this.mirror, this.unknowns, this.clock)
    this.tasks = new TaskBook(this.state.tasks, this.surroundings)
    const { queues } = this.state.grid
    this.regret = new Regret((queue) => queues[queue].corePower)
    this.drift = new Drift(windowSeconds)
  }

  /** Jobs that production has not ended. */
  get alive(): number {
    return this.jobs.size
  }

  /** The next line of the feed. @throws BadInput when it is not as it may be */
  take(line: FeedLine): void {
    if (line.event === 'feed') {
      if (this.hasHeader || this.counts.events > 0)
        throw new BadInput('event', 'a header stands after the first line', 'a header as the first line')
      this.hasHeader = true
      this.source = line.source
      this.assumptions = line.assumptions
      if (line.start !== undefined) this.clock.begin(line.start)
      this.tellsPilots = line.tellsPilots
      return
    }
    const now = this.clock.take(line.at)
    if (this.counts.events++ === 0 && !this.tellsPilots) this.surroundings.takePilotsForGranted()
    this.pass(now)
    this.apply(line, now)
  }

  private pass(now: Seconds): void {
    this.regret.pass(now)
    if (!this.drift.pass(now)) return
    this.lookedAt.clear()
    this.forgetSilent(now)
  }

  private apply(line: FeedEvent, now: Seconds): void {
    switch (line.event) {
      case 'task':
        this.task(line, now)
        break
      case 'jobs':
        this.made(line.task, line.jobs, now)
        break
      case 'placed':
        this.placed(line, now)
        break
      case 'job':
        this.stands(line, now)
        break
      default:
        this.surroundings.take(line, now)
    }
  }

  private task(line: FeedEvent & { event: 'task' }, now: Seconds): void {
    noteInput(this.drift, this.tasks.take(line, now))
    this.counts.tasks++
    this.drift.window.tasks++
  }

  /** Jobs wait for a place. Those that are known already are passed over. */
  private made(name: string, jobs: readonly FeedJob[], now: Seconds): void {
    const task = this.tasks.of(name)
    if (task === undefined) {
      this.unknowns.add('task', name, jobs.length)
      return
    }
    const fresh = jobs
      .map((job) => (typeof job === 'number' ? { id: job } : job))
      .filter(({ id }) => !this.jobs.has(id))
    if (fresh.length === 0) return
    const lineages = fresh.map(({ ordinal, attempt }): MadeJob => {
      return { ordinal: ordinal ?? task.nextOrdinal++, attempt: attempt ?? 1 }
    })
    const { tasks, jobs: table } = this.state
    const rows = this.tasks.isAlive(task)
      ? this.mirror.add(now, task.row, lineages)
      : this.mirror.submit(now, task.submission, lineages)
    task.row = table.task(rows[0])
    task.number = tasks.number[task.row]
    this.counts.jobs += rows.length
    for (const [i, { id }] of fresh.entries())
      this.jobs.set(id, { row: rows[i], id: table.id(rows[i]), task, bunch: undefined, startedAt: NaN })
  }

  private placed(line: FeedEvent & { event: 'placed' }, now: Seconds): void {
    const queue = this.surroundings.knownQueue(line.queue, line.jobs.length)
    this.made(line.task, line.jobs, now)
    const tracked = line.jobs.flatMap((job) => {
      const id = typeof job === 'number' ? job : job.id
      const one = this.jobs.get(id)
      if (one !== undefined && one.bunch === undefined && one.task === this.tasks.of(line.task)) return [{ id, one }]
      if (one !== undefined) this.unknowns.add('step', `placed again at ${line.queue}`)
      return []
    })
    if (tracked.length === 0) return
    if (queue === NONE) {
      // Where they are the policy cannot be asked about: they leave the mirror.
      for (const { id, one } of tracked) {
        this.mirror.stands(now, one.row, one.id, JobState.closed)
        this.jobs.delete(id)
      }
      return
    }
    const rows = tracked.map(({ one }) => one.row)
    const judgement = this.mirror.placed(now, rows, queue, line.cores, line.decision)
    const bunch = this.compare(rows, queue, judgement, now)
    for (const { one } of tracked) one.bunch = bunch
  }

  private compare(rows: readonly JobRow[], queue: number, judgement: Judgement, now: Seconds): Bunch {
    const { jobs: table, tasks, kinds, grid } = this.state
    const task = table.task(rows[0])
    const kind = kinds.at(tasks.kind[task])
    const jobs = rows.length
    const chosen = judgement.chosen === NONE ? NONE : grid.queueOfFace[judgement.chosen]
    const isSameQueue = chosen === queue
    const site = grid.queues[queue].siteIndex
    this.agreement.add({
      jobs,
      label: kind.label,
      share: kind.share,
      site: grid.sites[site].name,
      hour: this.clock.hourOf(now),
      isSameQueue,
      isSameSite: chosen !== NONE && grid.queues[chosen].siteIndex === site,
      rank: judgement.rank,
      criterion: judgement.criterion,
    })
    this.counts.compared += jobs
    const { window } = this.drift
    window.decisions++
    window.jobs += jobs
    if (isSameQueue) window.sameQueue += jobs
    if (judgement.rank > 0) window.candidate += jobs
    this.noteAgreement(tasks.number[task], isSameQueue)
    this.orders.add(judgement, jobs, tasks.inputBytes[task])
    return { at: now, queue, chosen, type: typeOf(kind), jobs }
  }

  /** Bunches of a task are alike: one of them in a window tells of the task. */
  private noteAgreement(task: number, isSameQueue: boolean): void {
    if (this.lookedAt.has(task)) return
    this.lookedAt.add(task)
    this.drift.add('agreement', 'queue', isSameQueue ? 'same' : 'other')
  }

  private stands({ id, state, error }: FeedEvent & { event: 'job' }, now: Seconds): void {
    const job = this.jobs.get(id)
    if (job === undefined) {
      this.unknowns.add('job', state)
      return
    }
    const to: JobState = jobStateNames.indexOf(state)
    const from = jobStateNames[this.state.jobs.state(job.row)]
    if (from === state) return
    if (!this.mirror.stands(now, job.row, job.id, to, error)) this.unknowns.add('step', `${from} to ${state}`)
    else if (to === JobState.running) this.started(job, now)
    else if (isFinal(to)) this.ended(id, job, to, now)
  }

  private started(job: Tracked, now: Seconds): void {
    const { bunch } = job
    if (bunch === undefined || !Number.isNaN(job.startedAt)) return
    job.startedAt = now
    this.counts.started++
    const wait = now - bunch.at
    this.regret.started(bunch, wait)
    const { window } = this.drift
    window.started++
    window.waitSeconds += wait
    // The jobs of a bunch are alike and count as one.
    this.drift.add('wait', this.state.grid.queues[bunch.queue].name, amountBin(wait), 1 / bunch.jobs)
  }

  private ended(id: number, { bunch, startedAt }: Tracked, to: JobState, now: Seconds): void {
    this.jobs.delete(id)
    this.counts.ended++
    if (bunch === undefined) return
    const { window } = this.drift
    window.ended++
    const hasFailed = to === JobState.failed
    if (hasFailed) window.failed++
    if (hasFailed || to === JobState.finished) {
      const bin = hasFailed ? 'failed' : 'finished'
      this.drift.add('failures', this.state.grid.queues[bunch.queue].name, bin, 1 / bunch.jobs)
    }
    this.regret.ended(bunch, startedAt - bunch.at, now - startedAt)
  }

  private forgetSilent(now: Seconds): void {
    const { jobs } = this.state
    for (const [id, job] of this.jobs) {
      if (jobs.since(job.row) > now - SILENCE) continue
      this.unknowns.add('silent', jobStateNames[jobs.state(job.row)])
      this.mirror.stands(now, job.row, job.id, JobState.closed)
      this.jobs.delete(id)
    }
  }
}

function typeOf({ label, resourceType }: WorkKind): string {
  return `${label} ${resourceTypeName(atlasResourceTypes, resourceType)}`
}
