import {
  formatCount,
  formatFraction,
  formatNumber,
  formatRange,
  formatSeconds,
  formatSecondsRange,
} from '../model/format.js'
import type { Distribution, RunSummary } from '../sim/run-result.js'

/** What a measure is about, for headings. */
export type MeasureGroup = 'wait' | 'slowdown' | 'use' | 'failures' | 'data'

/** One number of a run that policies are compared by. */
export interface Measure {
  title: string
  group: MeasureGroup
  /** Which way is better for users and operators; neither where it only explains. */
  better: 'lower' | 'higher' | 'neither'
  /** NaN where the run has no value, such as a wait when no job started. */
  read(run: RunSummary): number
  format(value: number): string
  formatRange(low: number, high: number): string
  /** How much two values lie apart, without a sign. */
  formatDifference(difference: number): string
}

export type MeasureName = keyof typeof listed

const listed = {
  waitMean: time('Mean wait', 'wait', (run) => known(run.metrics.waitSeconds, 'mean')),
  waitP50: time('Median wait', 'wait', (run) => known(run.metrics.waitSeconds, 'p50')),
  waitP95: time('95 % wait', 'wait', (run) => known(run.metrics.waitSeconds, 'p95')),
  brokerWait: time('Wait for brokerage', 'wait', (run) => known(run.metrics.brokerWaitSeconds, 'mean')),
  dataWait: time('Wait for data', 'wait', (run) => known(run.metrics.dataWaitSeconds, 'mean')),
  slotWait: time('Wait for a slot', 'wait', (run) => known(run.metrics.slotWaitSeconds, 'mean')),
  startWait: time('Wait for the start', 'wait', (run) => known(run.metrics.startWaitSeconds, 'mean')),
  slowdown10s: number('Bounded slowdown, 10 s', 'slowdown', (run) => known(run.metrics.boundedSlowdown10s, 'mean')),
  slowdown600s: number('Bounded slowdown, 600 s', 'slowdown', (run) => known(run.metrics.boundedSlowdown600s, 'mean')),
  utilisation: fraction('Utilisation', 'use', 'higher', (run) => run.metrics.utilisationFraction ?? NaN),
  attemptFailures: fraction('Failed attempts', 'failures', 'lower', (run) => run.metrics.attemptFailureFraction ?? NaN),
  inputLocal: fraction('Input local', 'data', 'higher', (run) => run.metrics.inputLocalFraction ?? NaN),
  finished: count('Jobs finished', 'use', 'higher', (run) => run.jobs.finished),
  unfinished: count('Jobs unfinished', 'use', 'lower', (run) => run.jobs.unfinished),
} satisfies Record<string, Measure>

/** What policies are compared by, in the order of tables. */
export const measures: Readonly<Record<MeasureName, Measure>> = listed

/** All measures, in the order of tables. */
export const measureNames = Object.keys(listed) as MeasureName[]

/** Nothing was measured where nothing was counted, whatever stands in the field. */
function known(distribution: Distribution, field: 'mean' | 'p50' | 'p95'): number {
  return distribution.count > 0 ? distribution[field] : NaN
}

function time(title: string, group: MeasureGroup, read: Measure['read']): Measure {
  return { title, group, better: 'lower', read, ...formats(formatSeconds), formatRange: formatSecondsRange }
}

function number(title: string, group: MeasureGroup, read: Measure['read']): Measure {
  return { title, group, better: 'lower', read, ...formats(formatNumber) }
}

function fraction(title: string, group: MeasureGroup, better: Measure['better'], read: Measure['read']): Measure {
  return { title, group, better, read, ...formats(formatFraction), formatDifference: formatPoints }
}

function count(title: string, group: MeasureGroup, better: Measure['better'], read: Measure['read']): Measure {
  return { title, group, better, read, ...formats(formatCount) }
}

/** Percentage points, which cannot be taken for a part of the value. */
function formatPoints(fraction: number): string {
  return `${Math.abs(fraction * 100).toFixed(1)} points`
}

function formats(format: Measure['format']): Pick<Measure, 'format' | 'formatRange' | 'formatDifference'> {
  return {
    format,
    formatRange: (low, high) => formatRange(low, high, format),
    formatDifference: (difference) => format(Math.abs(difference)),
  }
}
