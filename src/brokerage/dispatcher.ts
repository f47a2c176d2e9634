import { keyOf, uniform } from '../model/draws.js'
import { aliveRows } from '../model/alive-rows.js'
import { JobState } from '../model/job-state.js'
import type { State } from '../model/state.js'
import { type JobRow, NONE, type PandaId, type Seconds, type TaskRow } from '../model/units.js'
import type { WorkKind } from '../model/work-kind.js'
import { IdHeap } from './id-heap.js'
import { labelBit, labelsServed, suits } from './pilot-match.js'
import type { PilotAsk } from './ports.js'
import type { Shares } from './shares.js'
import { walltimeAt } from './walltime-at.js'

/** Activated jobs of one kind of work and priority at a pseudo-queue, lowest PandaID first. */
interface Lane {
  readonly kind: WorkKind
  readonly labelBit: number
  readonly priority: number
  readonly jobs: IdHeap
}

/** Which of two lanes a request is served from first: negative for the former, 0 when their PandaIDs decide. */
type Order = (lane: Lane, other: Lane) => number

const oldestFirst: Order = () => 0
const urgentFirst: Order = (lane, other) => other.priority - lane.priority

/** Empty lanes are kept for their return up to this number. */
const LANES_KEPT = 32

const fifo = keyOf('dispatch.fifo')
/** What PanDA takes an unset share of plain requests for. */
const FIFO_PERCENT_UNSET = 10

/**
 * Gives pilots their jobs (brokerage.md §F.2-F.3): of the eligible activated jobs one of the most under-used share, of the
 * highest priority, with the lowest PandaID; some requests get the lowest PandaID whatever its share. Without shares
 * priority and PandaID decide. Jobs that left `activated` otherwise are skipped when they come up.
 */
export class Dispatcher {
  private readonly lanes: Lane[][]
  /** Activated jobs at each pseudo-queue. */
  readonly activated: Int32Array
  /** Requests so far at each pseudo-queue: they key the draws. */
  private readonly requests: Int32Array
  /** Rank of each share for the request in hand. */
  private ranks: Int32Array = new Int32Array(0)

  constructor(
    private readonly state: State,
    private readonly shares: Shares,
  ) {
    this.lanes = state.grid.faces.map(() => [])
    this.activated = new Int32Array(state.grid.faces.length)
    this.requests = new Int32Array(state.grid.faces.length)
  }

  /** The job was activated. */
  add(row: JobRow): void {
    this.activated[this.state.jobs.face(row)]++
    this.file(row)
  }

  /** The job left `activated` by another way than a pilot. */
  forget(row: JobRow): void {
    this.activated[this.state.jobs.face(row)]--
  }

  /** The task's priority was another before: its activated jobs take the place of the one it has. */
  reorder(task: TaskRow): void {
    const { jobs } = this.state
    for (const lanes of this.lanes) {
      const moved = lanes.flatMap((lane) =>
        lane.jobs.extract((row, id) => this.isWaiting(row, id) && jobs.task(row) === task),
      )
      for (const row of moved) this.file(row)
    }
  }

  /** Requests so far at a pseudo-queue. */
  requestsAt(face: number): number {
    return this.requests[face]
  }

  /** Goes on after so many requests, when the state is read back. */
  continueFrom(face: number, requests: number): void {
    this.requests[face] = requests
  }

  /**
   * How many activated jobs of its pseudo-queue would be taken before this one, by the order of shares as last reckoned; the few
   * requests that know no shares aside.
   */
  jobsAhead(row: JobRow): number {
    const { jobs, tasks, kinds } = this.state
    const [id, task, face] = [jobs.id(row), jobs.task(row), jobs.face(row)]
    const own = this.lane(face, kinds.at(tasks.kind[task]), tasks.priority[task])
    const ranks = this.shares.lastRanks()
    const order: Order = (lane, other) =>
      (ranks === undefined ? 0 : ranks[lane.kind.shareIndex] - ranks[other.kind.shareIndex]) ||
      other.priority - lane.priority
    let ahead = 0
    for (const lane of this.lanes[face]) {
      const after = order(lane, own)
      if (after > 0) continue
      ahead += lane.jobs.count((one, its) => this.isWaiting(one, its) && (after < 0 || its < id))
    }
    return ahead
  }

  /** The activated jobs of a pseudo-queue, by kind of work and priority. */
  waitingAt(face: number): { readonly kind: WorkKind; readonly priority: number; readonly jobs: number }[] {
    return this.lanes[face]
      .map(({ kind, priority, jobs }) => ({ kind, priority, jobs: jobs.count((row, id) => this.isWaiting(row, id)) }))
      .filter(({ jobs }) => jobs > 0)
  }

  /** Whether a pilot of the pseudo-queue that brings no limits of its own may take this kind of work. */
  servesKind(face: number, kind: WorkKind): boolean {
    const isTestQueue = this.state.grid.faces[face].queue.status === 'test'
    return (labelsServed(undefined, isTestQueue) & labelBit(kind.label)) !== 0
  }

  /** Recounts the activated jobs and their lanes. @throws at the first difference */
  check(): void {
    const { jobs, grid } = this.state
    const counted = new Int32Array(grid.faces.length)
    for (const row of aliveRows(jobs)) if (jobs.state(row) === JobState.activated) counted[jobs.face(row)]++
    for (const { index, queue } of grid.faces) {
      let listed = 0
      for (const lane of this.lanes[index]) listed += lane.jobs.count((row, id) => this.isWaiting(row, id))
      if (counted[index] !== this.activated[index] || counted[index] !== listed) {
        throw new Error(`${queue.name}: ${counted[index]} activated, kept ${this.activated[index]}, in lanes ${listed}`)
      }
    }
  }

  /** Takes the job that this pilot gets, or NONE. The caller moves it on. */
  take(pilot: PilotAsk, now: Seconds): JobRow {
    const { face, remainingSeconds, user, taskNumber } = pilot
    const request = this.requests[face]++
    if (this.activated[face] === 0) return NONE
    const order = this.orderOf(face, request, now)
    const looksAtJobs = remainingSeconds > 0 || user !== undefined || taskNumber !== undefined
    const row = looksAtJobs ? this.takeFitting(pilot, order) : (this.bestLane(pilot, order)?.jobs.pop() ?? NONE)
    if (row !== NONE) this.activated[face]--
    return row
  }

  /** The request of a pilot that serves several pseudo-queues, for that one whose next job comes first; the first one while none has any. */
  narrowed({ otherFaces = [], ...pilot }: PilotAsk): PilotAsk {
    const ranks = this.shares.lastRanks()
    if (ranks !== undefined) this.ranks = ranks
    const order = ranks === undefined ? urgentFirst : this.underUsedFirst
    let best: Lane | undefined
    let { face } = pilot
    for (const other of [pilot.face, ...otherFaces]) {
      const lane = this.activated[other] === 0 ? undefined : this.bestLane({ ...pilot, face: other }, order)
      if (lane === undefined) continue
      const after = best === undefined ? -1 : order(lane, best)
      if (after > 0 || (after === 0 && lane.jobs.firstId() > best!.jobs.firstId())) continue
      best = lane
      face = other
    }
    return { ...pilot, face }
  }

  private readonly underUsedFirst: Order = (lane, other) =>
    this.ranks[lane.kind.shareIndex] - this.ranks[other.kind.shareIndex] || other.priority - lane.priority

  private orderOf(face: number, request: number, now: Seconds): Order {
    const ranks = this.shares.ranksAt(now)
    if (ranks === undefined) return urgentFirst
    if (this.isPlain(face, request)) return oldestFirst
    this.ranks = ranks
    return this.underUsedFirst
  }

  /** Whether this request is one of those that know no shares. */
  private isPlain(face: number, request: number): boolean {
    const { fifoDispatchPercent, quirkFifoDispatch } = this.state.constants
    const percent = uniform(this.state.seed, fifo, face, request, 0) * 100
    if (quirkFifoDispatch === 0) return percent < fifoDispatchPercent
    return Math.floor(percent) <= (fifoDispatchPercent === 0 ? FIFO_PERCENT_UNSET : fifoDispatchPercent)
  }

  /** The lane whose first job comes next; what stands stale at its head is dropped on the way. */
  private bestLane(pilot: PilotAsk, order: Order): Lane | undefined {
    const served = this.labelsServed(pilot)
    for (;;) {
      let best: Lane | undefined
      for (const lane of this.lanes[pilot.face]) {
        if (lane.jobs.size === 0 || !suits(pilot, served, lane.kind, lane.labelBit)) continue
        const after = best === undefined ? -1 : order(lane, best)
        if (after < 0 || (after === 0 && lane.jobs.firstId() < best!.jobs.firstId())) best = lane
      }
      if (best === undefined || this.isWaiting(best.jobs.firstRow(), best.jobs.firstId())) return best
      best.jobs.pop()
    }
  }

  /** The next job that fits the pilot by itself, not by its kind alone, be it in a lane behind others. */
  private takeFitting(pilot: PilotAsk, order: Order): JobRow {
    const fits = this.fitting(pilot)
    const served = this.labelsServed(pilot)
    let best: Lane | undefined
    let bestPlace = NONE
    for (const lane of this.lanes[pilot.face]) {
      if (!suits(pilot, served, lane.kind, lane.labelBit)) continue
      const after = best === undefined ? -1 : order(lane, best)
      if (after > 0) continue
      this.dropStale(lane)
      const place = lane.jobs.placeOfFirst(fits)
      if (place === NONE || (after === 0 && lane.jobs.idAt(place) > best!.jobs.idAt(bestPlace))) continue
      best = lane
      bestPlace = place
    }
    return best === undefined ? NONE : best.jobs.removeAt(bestPlace)
  }

  /** The test that single jobs have to pass: wall time, user and task (brokerage.md §F.2). */
  private fitting({ remainingSeconds, user, taskNumber }: PilotAsk): (row: JobRow, id: PandaId) => boolean {
    const { jobs, tasks, users } = this.state
    const userNumber = user === undefined ? undefined : (users.find(user) ?? NONE)
    return (row, id) => {
      if (!this.isWaiting(row, id)) return false
      const task = jobs.task(row)
      return (
        (userNumber === undefined || tasks.user[task] === userNumber) &&
        (taskNumber === undefined || tasks.number[task] === taskNumber) &&
        (remainingSeconds === 0 || this.walltimeOf(row) <= remainingSeconds)
      )
    }
  }

  private labelsServed({ face, label }: PilotAsk): number {
    return labelsServed(label, this.state.grid.faces[face].queue.status === 'test')
  }

  private dropStale({ jobs }: Lane): void {
    while (jobs.size > 0 && !this.isWaiting(jobs.firstRow(), jobs.firstId())) jobs.pop()
  }

  private walltimeOf(row: JobRow): Seconds {
    const { jobs, tasks, kinds, grid } = this.state
    const task = jobs.task(row)
    const face = grid.faces[jobs.face(row)]
    const { cores } = kinds.at(tasks.kind[task])
    const width = cores === 0 ? face.cores : cores
    return walltimeAt(tasks.walltimeSeconds[task], tasks.hs06Seconds[task], width, face.queue)
  }

  private file(row: JobRow): void {
    const { jobs, tasks, kinds } = this.state
    const task = jobs.task(row)
    this.lane(jobs.face(row), kinds.at(tasks.kind[task]), tasks.priority[task]).jobs.push(jobs.id(row), row)
  }

  private isWaiting(row: JobRow, id: PandaId): boolean {
    return this.state.jobs.id(row) === id && this.state.jobs.state(row) === JobState.activated
  }

  private lane(face: number, kind: WorkKind, priority: number): Lane {
    const lanes = this.lanes[face]
    for (const lane of lanes) if (lane.kind === kind && lane.priority === priority) return lane
    if (lanes.length >= LANES_KEPT) this.lanes[face] = lanes.filter((lane) => lane.jobs.size > 0)
    const lane: Lane = { kind, labelBit: labelBit(kind.label), priority, jobs: new IdHeap() }
    this.lanes[face].push(lane)
    return lane
  }
}
