import { BadInput } from '../model/bad-input.js'
import type { Seconds } from '../model/units.js'

/** A part of the simulated time, both ends included. */
export interface TimeSpan {
  readonly from: Seconds
  readonly until: Seconds
}

/**
 * Which part of a run is measured (targets.md §8-3). Jobs belong to it by their submission; what is used and moved, by the
 * time at which that happens. When no part is asked for, everything is measured, but use only from the first submission to
 * the last, as the filling and the emptying of a grid say little about it.
 */
export class MeasuredWindow {
  readonly isWhole: boolean
  readonly from: Seconds
  readonly until: Seconds
  /** Times of the first and the last submission; Infinity and 0 before. */
  firstSubmission = Infinity
  lastSubmission = 0

  /** @throws BadInput when the part asked for is none */
  constructor(asked: TimeSpan | undefined) {
    if (asked !== undefined && !(asked.from >= 0 && asked.from < asked.until)) {
      throw new BadInput('window', `from ${asked.from} s until ${asked.until} s`, 'a start from 0 and a later end')
    }
    this.isWhole = asked === undefined
    this.from = asked?.from ?? 0
    this.until = asked?.until ?? Infinity
  }

  /** Whether a time lies in it. */
  holds(at: Seconds): boolean {
    return at >= this.from && at <= this.until
  }

  submitted(at: Seconds): void {
    if (at < this.firstSubmission) this.firstSubmission = at
    if (at > this.lastSubmission) this.lastSubmission = at
  }

  /** The time for which use is counted, in a run that has come to `now`. */
  span(now: Seconds): TimeSpan {
    if (this.isWhole) return { from: Math.min(this.firstSubmission, this.lastSubmission), until: this.lastSubmission }
    return { from: Math.min(this.from, now), until: Math.min(this.until, now) }
  }
}
