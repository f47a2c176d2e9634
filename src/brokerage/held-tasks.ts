import { TimeHeap } from '../model/time-heap.js'
import type { State } from '../model/state.js'
import type { Seconds, TaskRow } from '../model/units.js'
import { nextCycle } from './cycle.js'
import type { Throttling } from './throttling.js'

/** More than any task number: orders tasks of one priority by number. */
const NUMBERS = 2 ** 32

/** Tasks that the throttler holds back, by share and resource type, highest priority first (brokerage.md §G.3). */
export class HeldTasks {
  private readonly held = new Map<number, TimeHeap>()
  private releaseAt: Seconds = Infinity

  constructor(
    private readonly state: State,
    private readonly throttling: Throttling,
  ) {}

  nextDue(): Seconds {
    return this.releaseAt
  }

  /** Holds the task back until its share and type may have more jobs. */
  hold(task: TaskRow, now: Seconds): void {
    const { tasks, kinds } = this.state
    if (tasks.isHeld[task] === 1) return
    tasks.isHeld[task] = 1
    this.state.silent?.task(task)
    const key = this.throttling.keyOf(kinds.at(tasks.kind[task]))
    let heap = this.held.get(key)
    if (heap === undefined) this.held.set(key, (heap = new TimeHeap(64)))
    heap.push(-tasks.priority[task] * NUMBERS + tasks.number[task], task)
    if (this.releaseAt === Infinity) this.releaseAt = this.nextLook(now)
  }

  /** Lets go as many tasks as may have jobs now, the first in order. */
  release(now: Seconds, onReleased: (task: TaskRow) => void): void {
    const { tasks } = this.state
    this.releaseAt = Infinity
    for (const heap of this.held.values()) {
      this.dropGone(heap)
      let allowed = heap.size === 0 ? 0 : this.throttling.allowed(heap.firstCode(), now)
      while (heap.size > 0 && allowed > 0) {
        const task = heap.pop()
        this.letGo(task)
        allowed -= tasks.pending[task] + tasks.jobs[task] - tasks.created[task]
        onReleased(task)
        this.dropGone(heap)
      }
      if (heap.size > 0) this.releaseAt = this.nextLook(now)
    }
  }

  /** Holds the task back no longer. Returns whether it did. */
  letGo(task: TaskRow): boolean {
    const { tasks, silent } = this.state
    if (tasks.isHeld[task] === 0) return false
    tasks.isHeld[task] = 0
    silent?.task(task)
    return true
  }

  private nextLook(now: Seconds): Seconds {
    const period = this.state.constants.throttleRetrySeconds
    return nextCycle(now + period, period)
  }

  /** A task that ended meanwhile has left its row. */
  private dropGone(heap: TimeHeap): void {
    while (heap.size > 0 && this.state.tasks.isHeld[heap.firstCode()] === 0) heap.pop()
  }
}
