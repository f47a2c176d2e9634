import type { TraceJob } from '../trace.js'
import type { FindingTally } from './finding.js'
import { isLongEnough } from './long-enough.js'

const mostKept = 5
/** A pause this short is no gap however many submissions are missing. */
const shortestGapSeconds = 6 * 3600
/** So many submissions must be missing at the mean rate. */
const leastMissing = 100
/** A pause of a month or more that is longer than the rest of the log is a wrong date, one of a year in any case. */
const jumpSeconds = 30 * 86_400
const longJumpSeconds = 365 * 86_400

/** A time without submissions. */
export interface Pause {
  /** Seconds after the first submission. */
  readonly fromSeconds: number
  readonly lengthSeconds: number
  /** Line of the record that ended it. */
  readonly line: number
}

/** Keeps the longest pauses between submissions and tells those that are too long to be chance. */
export class Pauses {
  /** The longest first. */
  readonly longest: Pause[] = []
  #records = 0
  #lastSubmit = 0

  add({ submitSeconds, line }: TraceJob): void {
    const lengthSeconds = submitSeconds - this.#lastSubmit
    const shortest = this.longest.at(-1)
    if (lengthSeconds > 0 && (this.longest.length < mostKept || lengthSeconds > shortest!.lengthSeconds)) {
      this.longest.push({ fromSeconds: this.#lastSubmit, lengthSeconds, line })
      this.longest.sort((a, b) => b.lengthSeconds - a.lengthSeconds)
      this.longest.length = Math.min(mostKept, this.longest.length)
    }
    this.#records++
    this.#lastSubmit = submitSeconds
  }

  finish(tally: FindingTally, submitField: string): void {
    const longest = this.longest[0]?.lengthSeconds ?? 0
    const isJump = ({ lengthSeconds }: Pause): boolean =>
      lengthSeconds >= longJumpSeconds ||
      (lengthSeconds >= jumpSeconds && lengthSeconds > this.#lastSubmit - lengthSeconds)
    // The longest pause would water down the rate that it is held against.
    const rate = this.#records / Math.max(1, this.#lastSubmit - longest)
    const isTold = isLongEnough(this.#records, this.#lastSubmit)
    for (const pause of this.longest.toSorted((a, b) => a.line - b.line)) {
      const { lengthSeconds, line } = pause
      const hours = (lengthSeconds / 3600).toFixed(1)
      if (isJump(pause)) {
        tally.note('clock-jump', line, submitField, () => `${hours} h after the record above`)
      } else if (isTold && lengthSeconds >= shortestGapSeconds && rate * lengthSeconds >= leastMissing) {
        const missing = Math.round(rate * lengthSeconds)
        tally.note(
          'gap',
          line,
          submitField,
          () => `${hours} h after the record above; ${missing} jobs would be expected`,
        )
      }
    }
  }
}
