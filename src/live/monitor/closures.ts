import type { Seconds } from '../../model/units.js'

/** A queue got a status. */
export interface StatusChange {
  readonly at: Seconds
  readonly queue: string
  readonly status: string
}

/** A time in which a queue took no work; `to` infinite: it goes on. */
export interface Closure {
  readonly from: Seconds
  readonly to: Seconds
  readonly status: string
}

const isOpen = (status: string): boolean => status === 'online' || status === 'standby'

/** Statuses that queues got within the last days, and the times in which they were closed. */
export class Closures {
  private changes: StatusChange[] = []

  /** A later change than all before. */
  add(change: StatusChange): void {
    this.changes.push(change)
  }

  within(from: Seconds, to: Seconds): StatusChange[] {
    return this.changes.filter(({ at }) => at >= from && at < to)
  }

  forget(before: Seconds): void {
    if (this.changes.length > 0 && this.changes[0].at < before) this.changes = this.within(before, Infinity)
  }

  /**
   * When a queue was closed, oldest first.
   * @param status that it has now
   * @param since where nothing is known of it before it is taken to have been closed from then on, when it is now and got no status since
   */
  of(queue: string, status: string, since: Seconds): Closure[] {
    const changes = this.changes.filter((change) => change.queue === queue)
    if (changes.length === 0) return isOpen(status) ? [] : [{ from: since, to: Infinity, status }]
    return changes.flatMap(({ at, status: got }, place) => {
      if (isOpen(got) || changes[place - 1]?.status === got) return []
      const end = changes.slice(place + 1).find((later) => later.status !== got)
      return [{ from: at, to: end?.at ?? Infinity, status: got }]
    })
  }
}
