import { Core } from '../../brokerage/core.js'
import type { CoreParts } from '../../brokerage/core-parts.js'
import type { Judgement, MadeJob, Mirror } from '../../brokerage/mirror/mirror.js'
import type { TaskSubmission } from '../../brokerage/ports.js'
import { BadInput } from '../../model/bad-input.js'
import { isFinal, JobState, jobStateNames } from '../../model/job-state.js'
import { atlasResourceTypes, resourceTypeName } from '../../model/resource-type.js'
import type { State } from '../../model/state.js'
import { type Bytes, type JobRow, NONE, type PandaId, type Seconds, type TaskRow } from '../../model/units.js'
import type { WorkKind } from '../../model/work-kind.js'
import { AgreementTally } from './agreement.js'
import { Drift } from './drift.js'
import { amountBin } from './drift-measures.js'
import { FeedClock } from './feed-clock.js'
import type { FeedEvent, FeedJob, FeedLine } from './feed-schema.js'
import { type PlacedBunch, Regret } from './regret.js'
import { Unknowns } from './unknowns.js'

/** A job without a word for so long is taken to have ended. */
const SILENCE: Seconds = 30 * 86_400
/** Definitions of tasks that are kept beyond the life of their jobs. */
const MOST_TASKS = 200_000

/** What would have been ordered for the same jobs: input to move and pilots to start. */
export interface WouldBeOrders {
  transfers: number
  bytes: Bytes
  pilots: number
}

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

interface TaskDefinition {
  readonly submission: TaskSubmission
  row: TaskRow
  number: number
  nextOrdinal: number
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
  readonly orders = { production: noOrders(), policy: noOrders() }
  /** The header of the feed. */
  source = ''
  assumptions: readonly string[] = []
  tellsPilots = false
  private readonly mirror: Mirror
  private readonly state: State
  private readonly tasks = new Map<string, TaskDefinition>()
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
      if (this.counts.events > 0)
        throw new BadInput('event', 'a header stands after the first event', 'a header as the first line')
      this.source = line.source
      this.assumptions = line.assumptions
      if (line.start !== undefined) this.clock.begin(line.start)
      this.tellsPilots = line.tellsPilots
      return
    }
    const now = this.clock.take(line.at)
    if (this.counts.events++ === 0 && !this.tellsPilots) this.takePilotsForGranted()
    this.pass(now)
    this.apply(line, now)
  }

  /** Of pilots that are not told of there are some everywhere, always. */
  private takePilotsForGranted(): void {
    for (const { index } of this.state.grid.queues) this.mirror.pilotHeard(Infinity, index)
  }

  private pass(now: Seconds): void {
    const { drift } = this
    const windows = drift.windows.length
    drift.pass(now)
    this.regret.pass(now)
    if (drift.windows.length === windows) return
    this.lookedAt.clear()
    this.forgetSilent(now)
  }

  private apply(line: FeedEvent, now: Seconds): void {
    switch (line.event) {
      case 'dataset': {
        const [sites, tapes] = [this.knownSites(line.sites), this.knownSites(line.tapes)]
        if (sites.length + tapes.length > 0)
          this.core.datasetKnown(now, line.dataset, line.bytes, sites, line.files, tapes)
        break
      }
      case 'replica':
        this.replica(line, now)
        break
      case 'storage': {
        const { event: _, at: __, site, ...news } = line
        if (this.knownSites([site]).length > 0) this.core.storageChanged(now, site, given(news))
        break
      }
      case 'link': {
        const { from, to, hourMBps = NaN, dayMBps = NaN, weekMBps = NaN } = line
        if (this.knownSites([from, to]).length === 2)
          this.core.linkMeasured(now, from, to, { hourMBps, dayMBps, weekMBps })
        break
      }
      case 'queue':
        if (this.knownQueue(line.queue) !== NONE) this.core.queueChanged(now, line.queue, line.status)
        break
      case 'pilot': {
        const queue = this.knownQueue(line.queue)
        if (queue !== NONE) this.mirror.pilotHeard(now, queue)
        break
      }
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
    }
  }

  private replica({ dataset, site, kind, isGone }: FeedEvent & { event: 'replica' }, now: Seconds): void {
    if (this.state.datasets.find(dataset) === undefined) this.unknowns.add('dataset', dataset)
    else if (this.knownSites([site]).length === 0) return
    else if (isGone) this.core.replicaGone(now, dataset, site, kind)
    else if (kind !== 'tape') this.core.replicaArrived(now, dataset, site, kind)
  }

  private task(line: FeedEvent & { event: 'task' }, now: Seconds): void {
    const { event: _, at: __, task, lineage = task, dataset, nucleus, outputFiles, rules, ...needs } = line
    const isRead = dataset === undefined || this.state.datasets.find(dataset) !== undefined
    if (!isRead) this.unknowns.add('dataset', dataset)
    const isHere = nucleus === undefined || this.knownSites([nucleus]).length > 0
    const submission: TaskSubmission = {
      ...given(needs),
      name: lineage,
      jobs: 1,
      submittedAt: now,
      firstOrdinal: 0,
      share: needs.share,
      dataset: isRead ? dataset : undefined,
      nucleus: isHere ? nucleus : undefined,
      queue: undefined,
      maxAttempts: undefined,
      maxFailures: undefined,
      ...(outputFiles !== undefined && { outputFiles }),
      ...(rules !== undefined && { rules }),
    }
    this.tasks.delete(task)
    this.tasks.set(task, { submission, row: NONE, number: 0, nextOrdinal: 0 })
    this.forgetTasks()
    this.counts.tasks++
    this.drift.window.tasks++
    this.noteInput(submission)
  }

  private noteInput({
    label,
    share,
    cores,
    memoryMBPerCore,
    walltimeSeconds,
    inputBytes,
    priority,
  }: TaskSubmission): void {
    const { drift } = this
    drift.add('input', 'label', label)
    drift.add('input', 'share', share)
    drift.add('input', 'cores', String(cores))
    drift.add('input', 'memory per core in MB', amountBin(memoryMBPerCore))
    drift.add('input', 'wall time in s', amountBin(walltimeSeconds))
    drift.add('input', 'input of a job in bytes', amountBin(inputBytes))
    drift.add('input', 'priority', amountBin(priority))
  }

  /** Jobs wait for a place. Those that are known already are passed over. */
  private made(name: string, jobs: readonly FeedJob[], now: Seconds): void {
    const task = this.tasks.get(name)
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
    const isAlive = task.row !== NONE && tasks.number[task.row] === task.number
    const rows = isAlive ? this.mirror.add(now, task.row, lineages) : this.mirror.submit(now, task.submission, lineages)
    task.row = table.task(rows[0])
    task.number = tasks.number[task.row]
    this.counts.jobs += rows.length
    for (const [i, { id }] of fresh.entries())
      this.jobs.set(id, { row: rows[i], id: table.id(rows[i]), task, bunch: undefined, startedAt: NaN })
  }

  private placed(line: FeedEvent & { event: 'placed' }, now: Seconds): void {
    const queue = this.knownQueue(line.queue, line.jobs.length)
    this.made(line.task, line.jobs, now)
    const tracked = line.jobs.flatMap((job) => {
      const id = typeof job === 'number' ? job : job.id
      const one = this.jobs.get(id)
      if (one !== undefined && one.bunch === undefined && one.task === this.tasks.get(line.task)) return [{ id, one }]
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
    this.noteOrders(judgement, jobs, tasks.inputBytes[task])
    return { at: now, queue, chosen, type: typeOf(kind), jobs }
  }

  /** Bunches of a task are alike: one of them in a window tells of the task. */
  private noteAgreement(task: number, isSameQueue: boolean): void {
    if (this.lookedAt.has(task)) return
    this.lookedAt.add(task)
    this.drift.add('agreement', 'queue', isSameQueue ? 'same' : 'other')
  }

  private noteOrders({ hasInput, chosen, chosenHasInput }: Judgement, jobs: number, inputBytes: Bytes): void {
    const { production, policy } = this.orders
    order(production, jobs, hasInput ? 0 : inputBytes)
    if (chosen !== NONE) order(policy, jobs, chosenHasInput ? 0 : inputBytes)
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

  /** Number of a queue, or NONE when the grid has none of that name. */
  private knownQueue(name: string, times = 1): number {
    const queue = this.state.grid.queue(name)
    if (queue === undefined) this.unknowns.add('queue', name, times)
    return queue?.index ?? NONE
  }

  private knownSites(names: readonly string[]): string[] {
    return names.filter((name) => {
      const isKnown = this.state.grid.site(name) !== undefined
      if (!isKnown) this.unknowns.add('site', name)
      return isKnown
    })
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

  /** The oldest tasks without living jobs are forgotten first. */
  private forgetTasks(): void {
    if (this.tasks.size <= MOST_TASKS) return
    const { number } = this.state.tasks
    for (const [name, task] of this.tasks) {
      if (task.row !== NONE && number[task.row] === task.number) continue
      this.tasks.delete(name)
      return
    }
  }
}

function typeOf({ label, resourceType }: WorkKind): string {
  return `${label} ${resourceTypeName(atlasResourceTypes, resourceType)}`
}

function noOrders(): WouldBeOrders {
  return { transfers: 0, bytes: 0, pilots: 0 }
}

function order(orders: WouldBeOrders, jobs: number, bytes: Bytes): void {
  orders.pilots += jobs
  if (bytes === 0) return
  orders.transfers += jobs
  orders.bytes += jobs * bytes
}

/** Without what is undefined. */
function given<T extends object>(all: T): { [Key in keyof T]: Exclude<T[Key], undefined> } {
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as never
}
