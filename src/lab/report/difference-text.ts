import type { Difference, Finding } from '../comparison/comparison.js'
import { measures, type MeasureName } from '../measures.js'

const findings: Record<Finding, string> = {
  better: 'better',
  worse: 'worse',
  differs: 'differs',
  equivalent: 'no different',
  undecided: 'undecided',
  'too few runs': 'too few runs to say',
}

/** The finding in a word or two. */
export function findingText({ finding }: Difference): string {
  return findings[finding]
}

/** True where the data answer. */
export function isSure({ finding }: Difference): boolean {
  return finding !== 'undecided' && finding !== 'too few runs'
}

/** Of so few pairs an interval would look surer than it is: there is none. */
export function shownInterval({ mean, low, high }: Interval, { finding }: Pick<Difference, 'finding'>): Interval {
  return finding === 'too few runs' ? { mean, low: NaN, high: NaN } : { mean, low, high }
}

/** The mean difference as a part of the baseline with its interval, or in the measure's own unit where it has no such part. */
export function differenceText(difference: Difference): string {
  const { relative } = difference
  return Number.isFinite(relative.mean)
    ? `${withInterval(shownInterval(relative, difference), percents)} %`
    : absoluteText(difference)
}

/** The mean difference as a part of the baseline, and its interval below it or beside it. */
export function relativeParts(difference: Difference): { mean: string; interval: string } {
  return parts(shownInterval(difference.relative, difference), percents)
}

/** The same in the measure's own unit. */
export function absoluteParts(difference: Difference): { mean: string; interval: string } {
  return parts(shownInterval(difference, difference), amount(difference.measure))
}

/** The mean difference in the measure's own unit with its interval. */
export function absoluteText(difference: Difference): string {
  return withInterval(shownInterval(difference, difference), amount(difference.measure))
}

/** A level such as that of an interval: `95 %`. */
export function percentText(part: number): string {
  return `${Number((part * 100).toPrecision(4))} %`
}

/** As parts of a hundred, without decimals from a hundred on. */
function percents(part: number): string {
  return (part * 100).toFixed(Math.abs(part) >= 0.9995 ? 0 : 1)
}

/** A difference with a sign if it is below 0. */
function amount(measure: MeasureName): (difference: number) => string {
  const { formatDifference } = measures[measure]
  return (difference) => (difference < 0 ? `-${formatDifference(difference)}` : formatDifference(difference))
}

interface Interval {
  mean: number
  low: number
  high: number
}

function withInterval(interval: Interval, format: (value: number) => string): string {
  const { mean, interval: ends } = parts(interval, format)
  return ends === '' ? mean : `${mean} (${ends})`
}

function parts({ mean, low, high }: Interval, format: (value: number) => string): { mean: string; interval: string } {
  const signed = (value: number): string => (value > 0 ? `+${format(value)}` : format(value).replace('-', '−'))
  return { mean: signed(mean), interval: Number.isFinite(low + high) ? `${signed(low)} to ${signed(high)}` : '' }
}
