import type { BookedOrder } from './order-book.js'

/** When pilots may be started again after some that died at once, in milliseconds. */
export interface BackOff {
  readonly first: number
  readonly longest: number
}

/** The cores of this machine that each queue has, and which of them its pilots hold. */
export class Slots {
  private readonly failures = new Map<string, { count: number; until: number }>()

  /**
   * @param cores of each queue
   * @param atMost processes on the whole
   */
  constructor(
    private readonly cores: Readonly<Record<string, number>>,
    private readonly atMost: number,
    private readonly backOff: BackOff,
  ) {}

  /** Whether a pilot of this size could ever start. */
  couldHold(queue: string, cores: number): boolean {
    return Object.hasOwn(this.cores, queue) && cores <= this.cores[queue]
  }

  /** What is free with these orders' pilots running. */
  free(orders: Iterable<BookedOrder>): FreeSlots {
    const free = new Map(Object.entries(this.cores))
    let processes = this.atMost
    for (const { order, pilots } of orders)
      for (const { state } of pilots)
        if (state === 'starting' || state === 'running') {
          processes--
          free.set(order.queue, (free.get(order.queue) ?? 0) - order.cores)
        }
    for (const [queue, { until }] of this.failures) if (Date.now() < until) free.set(queue, 0)
    return new FreeSlots(free, processes)
  }

  /** A pilot died at once: the queue's next ones wait, longer each time. */
  failed(queue: string): void {
    const count = this.failures.get(queue)?.count ?? 0
    const wait = Math.min(this.backOff.longest, this.backOff.first * 2 ** count)
    this.failures.set(queue, { count: count + 1, until: Date.now() + wait })
  }

  /** A pilot of the queue works. */
  succeeded(queue: string): void {
    this.failures.delete(queue)
  }
}

/** Cores and processes that can still be had. */
class FreeSlots {
  constructor(
    private readonly cores: Map<string, number>,
    private processes: number,
  ) {}

  /** Takes the cores of one pilot. @returns whether there were enough */
  take(queue: string, cores: number): boolean {
    const free = this.cores.get(queue) ?? 0
    if (this.processes < 1 || free < cores) return false
    this.processes--
    this.cores.set(queue, free - cores)
    return true
  }
}
