import type { Seconds } from '../model/units.js'

/** Time for the live host: seconds since the store was made. Wall time in production, virtual time in tests. */
export interface Clock {
  now(): Seconds
  /** Calls `wake` once at this time or soon after. A second call replaces the first; Infinity: never. */
  wakeAt(at: Seconds, wake: () => void): void
}

/** The longest a timer of Node can be set for, well below its limit of 24.8 days. */
const LONGEST_SECONDS = 86_400

/**
 * The machine's clock. It never runs backwards: where the machine's is set back, it goes on from where it was by the time that passes.
 */
export class WallClock implements Clock {
  private passed = performance.now()
  private timer: NodeJS.Timeout | undefined

  /**
   * @param bornMilliseconds when the store was made, in milliseconds since 1970
   * @param last the latest time that the store knows of
   */
  constructor(
    private readonly bornMilliseconds: number,
    private last: Seconds,
  ) {}

  now(): Seconds {
    const passed = performance.now()
    const wall = (Date.now() - this.bornMilliseconds) / 1000
    this.last = Math.max(wall, this.last + (passed - this.passed) / 1000)
    this.passed = passed
    return this.last
  }

  wakeAt(at: Seconds, wake: () => void): void {
    clearTimeout(this.timer)
    if (at === Infinity) return
    const seconds = Math.min(LONGEST_SECONDS, Math.max(0, at - this.now()))
    this.timer = setTimeout(wake, Math.ceil(seconds * 1000))
  }
}
