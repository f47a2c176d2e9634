import type { Seconds } from '../../model/units.js'
import type { Clock } from '../clock.js'
import type { LiveHost } from '../live-host.js'
import type { Agenda } from './agenda.js'
import type { LogStore } from './log-store.js'

/** A machine's clock as one process sees it: it runs with the agenda, may leap, and never runs backwards. */
export class LifeClock implements Clock {
  private wakes: { readonly at: Seconds; readonly wake: () => void } | undefined

  /**
   * @param least the latest time that the store knows of
   * @param shift by how much it is ahead of the agenda
   */
  constructor(
    private readonly agenda: Agenda,
    private least: Seconds,
    private shift: Seconds,
  ) {}

  now(): Seconds {
    return Math.max(this.least, this.agenda.now + this.shift)
  }

  wakeAt(at: Seconds, wake: () => void): void {
    this.wakes = at === Infinity ? undefined : { at, wake }
  }

  leap(seconds: Seconds): void {
    this.shift += seconds
  }

  /** When it wakes somebody, in the agenda's time; Infinity: never. */
  get due(): Seconds {
    return this.wakes === undefined ? Infinity : Math.max(this.agenda.now, this.wakes.at - this.shift)
  }

  ring(): void {
    const { wakes } = this
    if (wakes === undefined) return
    this.wakes = undefined
    // Not a digit too early.
    this.least = Math.max(this.least, wakes.at)
    wakes.wake()
  }
}

/** One process of the host, from its start to its end. */
export interface HostLife {
  isAlive: boolean
  readonly store: LogStore
  /** What it has once it has read back what was kept. */
  clock: LifeClock | undefined
  host: LiveHost | undefined
  /** Transfers that this process has ordered of its mover. */
  readonly transfers: Set<number>
}
