import type { BackOffs } from './back-off.js'
import type { BookedOrder } from './order-book.js'

/** The cores of this machine that each queue has, and which of them its pilots hold. */
export class Slots {
  /**
   * @param cores of each queue
   * @param atMost processes on the whole
   * @param backOffs of queues whose pilots died at once: they have no free slots for a while
   */
  constructor(
    private readonly cores: Readonly<Record<string, number>>,
    private readonly atMost: number,
    private readonly backOffs: BackOffs,
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
    for (const queue of free.keys()) if (this.backOffs.isWaiting(queue)) free.set(queue, 0)
    return new FreeSlots(free, processes)
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
