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

/** The mean difference as a part of the baseline with its interval, or in the measure's own unit where it has no such part. */
export function differenceText({ measure, mean, low, high, relative }: Difference): string {
  return Number.isFinite(relative.mean)
    ? `${withInterval(relative, percents)} %`
    : withInterval({ mean, low, high }, amount(measure))
}

/** The mean difference as a part of the baseline, and its interval below it or beside it. */
export function relativeParts({ relative }: Difference): { mean: string; interval: string } {
  return parts(relative, percents)
}

/** The same in the measure's own unit. */
export function absoluteParts({ measure, mean, low, high }: Difference): { mean: string; interval: string } {
  return parts({ mean, low, high }, amount(measure))
}

/** The mean difference in the measure's own unit with its interval. */
export function absoluteText({ measure, mean, low, high }: Difference): string {
  return withInterval({ mean, low, high }, amount(measure))
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
