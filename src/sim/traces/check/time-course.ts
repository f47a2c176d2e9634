import { TimeHeap } from '../../../model/time-heap.js'
import { formatFraction, formatSeconds } from '../../../model/format.js'
import { LogHistogram } from '../../log-histogram.js'
import type { TraceJob } from '../trace.js'
import type { FindingTally } from './finding.js'
import { HourSeries } from './hour-series.js'
import { isLongEnough } from './long-enough.js'

const hour = 3600

/** Bars of the pictures at most, and the spans that a bar may stand for, in hours. */
const mostBars = 72
const barHours = [1, 2, 3, 6, 12, 24, 48, 168, 336, 672, 2016, 8064]

/** A time in system longer than this part of the span makes the edges of the log matter. */
const edgeFraction = 0.05
/** Part of the core time that must come after the last submission before load is said to fall off there. */
const leastAfterEnd = 0.005

/** A day of the week with less than this part of the mean day is a weekly gap; told from so many weeks on. */
const quietDay = 0.1
const fewestWeeks = 2

/** How a trace runs over time. Times are seconds after the first submission. */
export interface Course {
  /** Undefined when the log is too short to tell a rate. */
  readonly jobsPerDay: number | undefined
  readonly peakHour: { readonly jobs: number; readonly fromSeconds: number }
  /** Hours between the first and the last submission, or end, in which there was none. */
  readonly hoursWithoutSubmission: number
  readonly hoursWithoutEnd: number
  /** Spans of equal length for pictures. */
  readonly barSeconds: number
  readonly submitted: readonly number[]
  readonly ended: readonly number[]
  /** Mean cores in use, as far as starts and run times tell. */
  readonly busyCores: readonly number[]
  /** Jobs per day of the week, Monday first where the start of the log is known, else from its first day on. */
  readonly weekdays: readonly number[]
  readonly censoring: Censoring
}

/** What the edges of a log cut off. */
export interface Censoring {
  /** Submission to end of nineteen out of twenty jobs: so long after the beginning jobs from before it may be missing. */
  readonly typicalSeconds: number
  /** Jobs submitted but not ended at the last submission. */
  readonly underWayAtEnd: number
  /** Part of all core time that lies in later hours than the last submission. */
  readonly coreTimeAfterEnd: number
}

/** Follows submissions, ends and busy cores hour by hour, in memory that grows with the length of the log only. */
export class TimeCourse {
  readonly #submitted = new HourSeries()
  readonly #ended = new HourSeries()
  /** Core-seconds in each hour: of runs that begin or end in it, and the change of those that fill it. */
  readonly #partly = new HourSeries()
  readonly #change = new HourSeries()
  readonly #inSystem = new LogHistogram()
  readonly #ends = new TimeHeap()
  #records = 0
  #lastSubmit = 0

  add(job: TraceJob): void {
    const { submitSeconds, runSeconds } = job
    this.#records++
    this.#lastSubmit = submitSeconds
    this.#submitted.add(Math.floor(submitSeconds / hour), 1)
    while (this.#ends.firstTime() <= submitSeconds) this.#ends.pop()
    if (runSeconds === undefined) return
    const start = submitSeconds + (job.waitSeconds ?? 0)
    const end = start + runSeconds
    this.#ends.push(end, 0)
    this.#inSystem.add(end - submitSeconds)
    this.#ended.add(Math.floor(end / hour), 1)
    this.#addCores(start, end, job.cores)
  }

  finish(tally: FindingTally, startUnixSeconds: number | undefined, lastLine: number): Course {
    const hours = this.#submitted.length
    const perHour = this.#submitted.sums(1)
    const peak = perHour.reduce((best, jobs, index) => (jobs > perHour[best] ? index : best), 0)
    const busy = this.#busy()
    const each = barHours.find((length) => hours / length <= mostBars) ?? barHours[barHours.length - 1]
    const censoring = this.#censoring(busy)
    const weekdays = this.#weekdays(startUnixSeconds)
    const isTold = isLongEnough(this.#records, this.#lastSubmit)
    if (isTold) {
      this.#tellEdges(censoring, tally, lastLine)
      this.#tellQuietDays(weekdays, startUnixSeconds !== undefined, tally)
    } else {
      const found = (): string => `${this.#records} records over ${formatSeconds(this.#lastSubmit)}`
      tally.note('short-log', undefined, '', found)
    }
    return {
      jobsPerDay: isTold ? this.#records / (this.#lastSubmit / 86_400) : undefined,
      peakHour: { jobs: perHour[peak] ?? 0, fromSeconds: peak * hour },
      hoursWithoutSubmission: perHour.filter((jobs) => jobs === 0).length,
      hoursWithoutEnd: withoutLeadingZeros(this.#ended.sums(1)).filter((jobs) => jobs === 0).length,
      barSeconds: each * hour,
      submitted: this.#submitted.sums(each),
      ended: this.#ended.sums(each, hours),
      busyCores: busy.sums(each, hours).map((seconds) => seconds / (each * hour)),
      weekdays,
      censoring,
    }
  }

  #addCores(start: number, end: number, cores: number): void {
    const first = Math.floor(start / hour)
    const last = Math.floor(end / hour)
    if (first === last) {
      this.#partly.add(first, (end - start) * cores)
      return
    }
    this.#partly.add(first, ((first + 1) * hour - start) * cores)
    this.#partly.add(last, (end - last * hour) * cores)
    this.#change.add(first + 1, hour * cores)
    this.#change.add(last, -hour * cores)
  }

  /** Core-seconds by hour. */
  #busy(): HourSeries {
    const busy = new HourSeries()
    let whole = 0
    for (let at = 0; at < Math.max(this.#partly.length, this.#change.length); at++) {
      whole += this.#change.at(at)
      busy.add(at, whole + this.#partly.at(at))
    }
    return busy
  }

  #censoring(busy: HourSeries): Censoring {
    const lastHour = Math.floor(this.#lastSubmit / hour)
    let [all, after] = [0, 0]
    for (let at = 0; at < busy.length; at++) {
      all += busy.at(at)
      if (at > lastHour) after += busy.at(at)
    }
    return {
      typicalSeconds: this.#inSystem.quantile(0.95),
      underWayAtEnd: this.#ends.size,
      coreTimeAfterEnd: all > 0 ? after / all : 0,
    }
  }

  #tellEdges(censoring: Censoring, tally: FindingTally, lastLine: number): void {
    const { typicalSeconds, underWayAtEnd, coreTimeAfterEnd } = censoring
    if (typicalSeconds <= edgeFraction * this.#lastSubmit) return
    tally.note(
      'censored-start',
      undefined,
      '',
      () => `one job in twenty takes ${formatSeconds(typicalSeconds)} or more from submission to end`,
    )
    const found = (): string =>
      `${formatFraction(coreTimeAfterEnd)} of all core time comes after the hour of the last submission`
    if (underWayAtEnd > 0 && coreTimeAfterEnd >= leastAfterEnd)
      tally.note('censored-end', lastLine, '', found, underWayAtEnd)
  }

  #weekdays(startUnixSeconds: number | undefined): number[] {
    const days = new Array<number>(7).fill(0)
    // 1970-01-01 was a Thursday, the fourth day of a week.
    const shift = startUnixSeconds === undefined ? 0 : startUnixSeconds + 3 * 86_400
    for (let at = 0; at < this.#submitted.length; at++) {
      days[Math.floor((shift + at * hour) / 86_400) % 7] += this.#submitted.at(at)
    }
    return days
  }

  #tellQuietDays(weekdays: readonly number[], areNamed: boolean, tally: FindingTally): void {
    if (this.#lastSubmit < fewestWeeks * 7 * 86_400) return
    for (const [day, jobs] of weekdays.entries()) {
      if (jobs >= (quietDay * this.#records) / 7) continue
      const name = areNamed ? weekdayNames[day] : `each seventh day from day ${day + 1} on`
      tally.note('weekly-gap', undefined, '', () => `${name}: ${jobs} of ${this.#records} jobs`)
    }
  }
}

const weekdayNames = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']

function withoutLeadingZeros(values: readonly number[]): readonly number[] {
  return values.slice(
    Math.max(
      0,
      values.findIndex((value) => value !== 0),
    ),
  )
}
