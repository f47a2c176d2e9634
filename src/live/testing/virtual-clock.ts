import type { Seconds } from '../../model/units.js'
import type { Clock } from '../clock.js'

/** A clock that stands until a test moves it. */
export class VirtualClock implements Clock {
  private wakes: { at: Seconds; wake: () => void } = { at: Infinity, wake: () => undefined }

  constructor(private at: Seconds = 0) {}

  now(): Seconds {
    return this.at
  }

  wakeAt(at: Seconds, wake: () => void): void {
    this.wakes = { at, wake }
  }

  /** When it will wake somebody; Infinity: nobody waits. */
  get due(): Seconds {
    return this.wakes.at
  }

  /** Moves on, and wakes nobody. */
  set(at: Seconds): void {
    this.at = Math.max(this.at, at)
  }

  /** Wakes who waits, be it time or not. */
  ring(): void {
    const { wake } = this.wakes
    this.wakes = { at: Infinity, wake: () => undefined }
    wake()
  }
}
