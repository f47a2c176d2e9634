import { jobStateNames } from '../../model/job-state.js'
import type { Seconds } from '../../model/units.js'
import type { Series } from '../../monitor/readings/about.js'

/** Ways in which attempts end, in the order in which they are counted. */
export const outcomes = ['finished', 'failed', 'cancelled', 'closed'] as const

/** A minute of a live server. */
export interface Minute {
  /** Jobs by number of their state, towards its end; undefined: nobody looked. */
  standing?: readonly number[]
  /** Attempts that ended, in the order of `outcomes`. */
  ended: number[]
  /** Bytes that arrived. */
  bytes: number
}

const MINUTE = 60
/** Points of a course at most. */
const POINTS = 300
/** Steps of courses, seconds. */
const steps = [60, 120, 300, 600, 900, 1_800, 3_600, 10_800, 21_600, 86_400]

/** The minutes of the last days. */
export class Minutes {
  private readonly minutes = new Map<number, Minute>()

  /** The minute in which a moment lies; it is there from now on. */
  at(moment: Seconds): Minute {
    const number = Math.floor(moment / MINUTE)
    let minute = this.minutes.get(number)
    if (minute === undefined) this.minutes.set(number, (minute = { ended: outcomes.map(() => 0), bytes: 0 }))
    return minute
  }

  /** Minutes within a time, by number. */
  *within(from: Seconds, to: Seconds): Generator<[number, Minute]> {
    for (let number = Math.floor(from / MINUTE); number < to / MINUTE; number++) {
      const minute = this.minutes.get(number)
      if (minute !== undefined) yield [number, minute]
    }
  }

  put(number: number, minute: Minute): void {
    this.minutes.set(number, minute)
  }

  forget(before: Seconds): void {
    for (const number of this.minutes.keys()) if (number < Math.floor(before / MINUTE)) this.minutes.delete(number)
  }

  /** Attempts that ended after a moment, by outcome, and bytes that arrived; exact to the minute. */
  since(from: Seconds, now: Seconds): { readonly ended: readonly number[]; readonly bytes: number } {
    const ended = outcomes.map(() => 0)
    let bytes = 0
    for (const [, minute] of this.within(from + MINUTE, now + MINUTE)) {
      minute.ended.forEach((jobs, outcome) => (ended[outcome] += jobs))
      bytes += minute.bytes
    }
    return { ended, bytes }
  }

  /** Courses over a window that ends now. Steps in which nobody looked are null. */
  courses(
    windowSeconds: Seconds,
    now: Seconds,
  ): { readonly standing: Series[]; readonly ends: Series[]; readonly moved: Series } {
    const stepSeconds = steps.find((step) => windowSeconds / step <= POINTS) ?? steps[steps.length - 1]
    const last = Math.floor(now / stepSeconds)
    const count = Math.max(1, Math.round(windowSeconds / stepSeconds))
    const from = (last - count + 1) * stepSeconds
    const parts = Array.from({ length: count }, (_, i) => this.sum(from + i * stepSeconds, stepSeconds))
    const series = (name: string, value: (part: Sum) => number | undefined): Series => {
      return { name, from, stepSeconds, values: parts.map((part) => value(part) ?? null) }
    }
    const states = jobStateNames
      .map((_, state) => state)
      .filter((state) => parts.some((part) => (part.standing?.[state] ?? 0) > 0))
    return {
      standing: states.map((state) => series(jobStateNames[state], ({ standing }) => standing?.[state])),
      ends: outcomes.map((name, outcome) => series(name, ({ ended }) => ended?.[outcome])),
      moved: series('arrived', ({ bytes }) => bytes),
    }
  }

  private sum(from: Seconds, stepSeconds: Seconds): Sum {
    const sum: Sum = { standing: undefined, ended: undefined, bytes: undefined }
    for (const [, { standing, ended, bytes }] of this.within(from, from + stepSeconds)) {
      sum.standing = standing ?? sum.standing
      sum.ended = ended.map((jobs, outcome) => jobs + (sum.ended?.[outcome] ?? 0))
      sum.bytes = bytes + (sum.bytes ?? 0)
    }
    return sum
  }
}

/** What is known of a step; undefined: nobody looked. */
interface Sum {
  standing: readonly number[] | undefined
  ended: number[] | undefined
  bytes: number | undefined
}
