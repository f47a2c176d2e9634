import { JobState } from '../model/job-state.js'
import type { State } from '../model/state.js'
import { type JobRow, NONE, type Seconds } from '../model/units.js'
import type { WorkKind } from '../model/work-kind.js'
import { IdHeap } from './id-heap.js'
import type { PilotAsk } from './ports.js'
import { walltimeAt } from './walltime-at.js'

/** Activated jobs of one kind of work and priority at a pseudo-queue, lowest PandaID first. */
interface Lane {
  readonly kind: WorkKind
  readonly priority: number
  readonly jobs: IdHeap
}

/** Empty lanes are kept for their return up to this number. */
const LANES_KEPT = 32

/**
 * Gives pilots their jobs: the eligible activated job of highest priority, the lowest PandaID among equals
 * (brokerage.md §F.2-F.3). Jobs that left `activated` otherwise are skipped when they come up.
 */
export class Dispatcher {
  private readonly lanes: Lane[][]
  /** Activated jobs at each pseudo-queue. */
  readonly activated: Int32Array

  constructor(private readonly state: State) {
    this.lanes = state.grid.faces.map(() => [])
    this.activated = new Int32Array(state.grid.faces.length)
  }

  /** The job was activated. */
  add(row: JobRow): void {
    const { jobs, tasks, kinds } = this.state
    const face = jobs.face(row)
    const task = jobs.task(row)
    this.activated[face]++
    this.lane(face, kinds.at(tasks.kind[task]), tasks.priority[task]).jobs.push(jobs.id(row), row)
  }

  /** The job left `activated` by another way than a pilot. */
  forget(row: JobRow): void {
    this.activated[this.state.jobs.face(row)]--
  }

  /** Recounts the activated jobs and their lanes. @throws at the first difference */
  check(): void {
    const { jobs, grid } = this.state
    const counted = new Int32Array(grid.faces.length)
    for (let row = 0; row < jobs.top; row++) {
      if (jobs.id(row) !== 0 && jobs.state(row) === JobState.activated) counted[jobs.face(row)]++
    }
    for (const { index, queue } of grid.faces) {
      let listed = 0
      for (const lane of this.lanes[index]) listed += lane.jobs.count((row, id) => this.isWaiting(row, id))
      if (counted[index] !== this.activated[index] || counted[index] !== listed) {
        throw new Error(`${queue.name}: ${counted[index]} activated, kept ${this.activated[index]}, in lanes ${listed}`)
      }
    }
  }

  /** Takes the job that this pilot gets, or NONE. The caller moves it on. */
  take(pilot: PilotAsk): JobRow {
    const { face } = pilot
    if (this.activated[face] === 0) return NONE
    const row = pilot.remainingSeconds > 0 ? this.takeShort(pilot) : (this.bestLane(pilot)?.jobs.pop() ?? NONE)
    if (row !== NONE) this.activated[face]--
    return row
  }

  /** The next job that asks for no more wall time than the pilot has left, be it in a lane behind others. */
  private takeShort(pilot: PilotAsk): JobRow {
    const isShort = (row: JobRow, id: number) =>
      this.isWaiting(row, id) && this.walltimeOf(row) <= pilot.remainingSeconds
    let best: Lane | undefined
    let bestId = NONE
    for (const lane of this.lanes[pilot.face]) {
      if (!isEligible(lane.kind, pilot) || (best !== undefined && lane.priority < best.priority)) continue
      const id = lane.jobs.firstOf(isShort)
      if (id === NONE || (lane.priority === best?.priority && id > bestId)) continue
      best = lane
      bestId = id
    }
    return best === undefined ? NONE : best.jobs.remove(bestId)
  }

  /** The lane whose first job comes next; what stands stale at its head is dropped on the way. */
  private bestLane(pilot: PilotAsk): Lane | undefined {
    for (;;) {
      let best: Lane | undefined
      for (const lane of this.lanes[pilot.face]) {
        if (lane.jobs.size === 0 || !isEligible(lane.kind, pilot)) continue
        if (best === undefined || isAhead(lane, best)) best = lane
      }
      if (best === undefined || this.isWaiting(best.jobs.firstRow(), best.jobs.firstId())) return best
      best.jobs.pop()
    }
  }

  private walltimeOf(row: JobRow): Seconds {
    const { jobs, tasks, kinds, grid } = this.state
    const task = jobs.task(row)
    const { cores } = kinds.at(tasks.kind[task])
    return walltimeAt(tasks.walltimeSeconds[task], tasks.hs06Seconds[task], cores, grid.faces[jobs.face(row)].queue)
  }

  private isWaiting(row: JobRow, id: number): boolean {
    return this.state.jobs.id(row) === id && this.state.jobs.state(row) === JobState.activated
  }

  private lane(face: number, kind: WorkKind, priority: number): Lane {
    const lanes = this.lanes[face]
    for (const lane of lanes) if (lane.kind === kind && lane.priority === priority) return lane
    if (lanes.length >= LANES_KEPT) this.lanes[face] = lanes.filter((lane) => lane.jobs.size > 0)
    const lane: Lane = { kind, priority, jobs: new IdHeap() }
    this.lanes[face].push(lane)
    return lane
  }
}

/** Whether a pilot's limits admit the work; what is 0 is not given (brokerage.md §F.2). */
function isEligible(kind: WorkKind, pilot: PilotAsk): boolean {
  return (
    (pilot.memoryMB === 0 || kind.requiredMemoryMB <= pilot.memoryMB) &&
    (pilot.scratchMB === 0 || kind.scratchMB <= pilot.scratchMB)
  )
}

function isAhead(lane: Lane, other: Lane): boolean {
  return (
    lane.priority > other.priority || (lane.priority === other.priority && lane.jobs.firstId() < other.jobs.firstId())
  )
}
