import {
  formatCount,
  formatFraction,
  formatNumber,
  formatRange,
  formatSeconds,
  formatSecondsRange,
} from '../model/format.js'
import type { Distribution, RunSummary } from '../sim/run-result.js'

/** One number of a run that policies are compared by. */
export interface Measure {
  title: string
  /** NaN where the run has no value, such as a wait when no job started. */
  read(run: RunSummary): number
  format(value: number): string
  formatRange(low: number, high: number): string
}

export type MeasureName =
  | 'waitMean'
  | 'waitP50'
  | 'waitP95'
  | 'slowdown10s'
  | 'slowdown600s'
  | 'utilisation'
  | 'attemptFailures'
  | 'inputLocal'
  | 'finished'
  | 'unfinished'

/** What the report and the terminal table show of each policy. */
export const measures: Record<MeasureName, Measure> = {
  waitMean: time('Mean wait', (run) => known(run.metrics.waitSeconds, 'mean')),
  waitP50: time('Median wait', (run) => known(run.metrics.waitSeconds, 'p50')),
  waitP95: time('95 % wait', (run) => known(run.metrics.waitSeconds, 'p95')),
  slowdown10s: number('Bounded slowdown, 10 s', (run) => known(run.metrics.boundedSlowdown10s, 'mean')),
  slowdown600s: number('Bounded slowdown, 600 s', (run) => known(run.metrics.boundedSlowdown600s, 'mean')),
  utilisation: fraction('Utilisation', (run) => run.metrics.utilisationFraction),
  attemptFailures: fraction('Failed attempts', (run) => run.metrics.attemptFailureFraction),
  inputLocal: fraction('Input local', (run) => run.metrics.inputLocalFraction),
  finished: count('Jobs finished', (run) => run.jobs.finished),
  unfinished: count('Jobs unfinished', (run) => run.jobs.unfinished),
}

/** Nothing was measured where nothing was counted, whatever stands in the field. */
function known(distribution: Distribution, field: 'mean' | 'p50' | 'p95'): number {
  return distribution.count > 0 ? distribution[field] : NaN
}

function time(title: string, read: Measure['read']): Measure {
  return { title, read, format: formatSeconds, formatRange: formatSecondsRange }
}

function number(title: string, read: Measure['read']): Measure {
  return { title, read, ...formats(formatNumber) }
}

function fraction(title: string, read: Measure['read']): Measure {
  return { title, read, ...formats(formatFraction) }
}

function count(title: string, read: Measure['read']): Measure {
  return { title, read, ...formats(formatCount) }
}

function formats(format: Measure['format']): Pick<Measure, 'format' | 'formatRange'> {
  return { format, formatRange: (low, high) => formatRange(low, high, format) }
}
