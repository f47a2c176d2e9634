import { TimeHeap } from '../model/time-heap.js'
import type { Seconds } from '../model/units.js'

/** What happens in the world beside ends of transfers; at equal times in this order. */
export const enum Event {
  runEnds,
  incident,
  pilotInLine,
  pilotAsks,
}

const KINDS = 4

/**
 * The events to come, in a total order: by time, then kind, then row, whatever the order in which they were put in.
 * Each kind has a heap of its own, so that the many ends of runs do not make pilots dear.
 */
export class EventQueue {
  private readonly heaps = Array.from({ length: KINDS }, () => new TimeHeap())
  private readonly firstTimes = new Float64Array(KINDS).fill(Infinity)

  /** @param row of the pilot, number of the incident or of the pseudo-queue that a pilot stands in line for */
  push(at: Seconds, event: Event, row: number): void {
    this.heaps[event].push(at, row)
    if (at < this.firstTimes[event]) this.firstTimes[event] = at
  }

  /** Kind of the next event. Meaningless when there is none. */
  nextKind(): Event {
    const times = this.firstTimes
    const early = times[1] < times[0] ? 1 : 0
    const late = times[3] < times[2] ? 3 : 2
    return times[late] < times[early] ? late : early
  }

  /** Time of the next event of a kind; Infinity when there is none. */
  timeOf(event: Event): Seconds {
    return this.firstTimes[event]
  }

  /** Removes the next event of a kind and returns its row or number. */
  pop(event: Event): number {
    const heap = this.heaps[event]
    const row = heap.pop()
    this.firstTimes[event] = heap.firstTime()
    return row
  }
}
