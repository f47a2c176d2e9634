import type { Seconds } from '../model/units.js'
import { forgetLogs } from './forget-logs.js'
import type { Store } from './store/store.js'

/** Between looks at what may be forgotten, and between slices of it. */
const PERIOD_MILLISECONDS = 600_000
const PAUSE_MILLISECONDS = 200

/** Has the store forget what ended long ago, slice by slice, and the logs of it go. */
export class Retention {
  private timer: NodeJS.Timeout | undefined
  private hasEnded = false

  /**
   * @param logs folder of the logs of jobs
   * @param keepSeconds how long ended work is kept; Infinity: for ever
   * @param complain is told what goes wrong
   */
  constructor(
    private readonly store: Store,
    private readonly logs: string,
    private readonly keepSeconds: Seconds,
    private readonly now: () => Seconds,
    private readonly complain: (words: string) => void,
  ) {}

  begin(): void {
    if (this.keepSeconds < Infinity) this.later(PAUSE_MILLISECONDS)
  }

  end(): void {
    this.hasEnded = true
    clearTimeout(this.timer)
  }

  private later(milliseconds: number): void {
    if (this.hasEnded) return
    this.timer = setTimeout(() => void this.forget(), milliseconds)
    this.timer.unref()
  }

  private async forget(): Promise<void> {
    try {
      const hasMore = await this.store.forget(this.now() - this.keepSeconds)
      if (!hasMore) await forgetLogs(this.logs, Date.now() - this.keepSeconds * 1000)
      this.later(hasMore ? PAUSE_MILLISECONDS : PERIOD_MILLISECONDS)
    } catch (error) {
      if (!this.hasEnded) this.complain(`old work could not be forgotten: ${String(error)}`)
      this.later(PERIOD_MILLISECONDS)
    }
  }
}
