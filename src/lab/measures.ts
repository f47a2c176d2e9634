import {
  formatBytes,
  formatCount,
  formatFraction,
  formatNumber,
  formatRange,
  formatSeconds,
  formatSecondsRange,
} from '../model/format.js'
import type { Distribution, RunSummary } from '../sim/run-result.js'
import type { Metrics } from '../sim/run-metrics.js'

/** What a measure is about, for headings. */
export type MeasureGroup = 'wait' | 'slowdown' | 'use' | 'failures' | 'data' | 'fairness'

/** One number of a run that policies are compared by. */
export interface Measure {
  title: string
  group: MeasureGroup
  /** Which way is better for users and operators; neither where it only explains. */
  better: Better
  /** NaN where the run has no value, such as a wait when no job started. */
  read(run: RunSummary): number
  format(value: number): string
  formatRange(low: number, high: number): string
  /** How much two values lie apart, without a sign. */
  formatDifference(difference: number): string
}

export type MeasureName = keyof typeof listed

type Better = 'lower' | 'higher' | 'neither'
type Read = (metrics: Metrics, run: RunSummary) => number | null | undefined

const listed = {
  waitMean: time('Mean wait', 'wait', (run) => mean(run.waitSeconds)),
  waitP50: time('Median wait', 'wait', (run) => known(run.waitSeconds, 'p50')),
  waitP90: time('90 % wait', 'wait', (run) => known(run.waitSeconds, 'p90')),
  waitP95: time('95 % wait', 'wait', (run) => known(run.waitSeconds, 'p95')),
  waitP99: time('99 % wait', 'wait', (run) => known(run.waitSeconds, 'p99')),
  longestWait: time('Longest wait', 'wait', (run) => run.longestWaitSeconds),
  earlierWait: time('Time in attempts that never started', 'wait', (run) => run.waitSplit?.earlierSeconds),
  brokerWait: time('Wait for brokerage', 'wait', (run) => run.waitSplit?.brokerSeconds),
  dataWait: time('Wait for data', 'wait', (run) => run.waitSplit?.dataSeconds),
  slotWait: time('Wait for a slot', 'wait', (run) => run.waitSplit?.slotSeconds),
  startWait: time('Wait for the start', 'wait', (run) => run.waitSplit?.startSeconds),
  turnaround: time('Turnaround', 'wait', (run) => mean(run.turnaroundSeconds)),
  success: time('Time to success', 'wait', (run) => mean(run.successSeconds)),
  task: time('Time of a task', 'wait', (run) => mean(run.taskSeconds)),
  taskTail: number('Tail of a task', 'wait', 'lower', (run) => mean(run.taskTailRatio)),
  slowdown: number('Slowdown', 'slowdown', 'lower', (run) => mean(run.slowdown)),
  slowdown10s: number('Bounded slowdown, 10 s', 'slowdown', 'lower', (run) => mean(run.boundedSlowdown10s)),
  slowdown600s: number('Bounded slowdown, 600 s', 'slowdown', 'lower', (run) => mean(run.boundedSlowdown600s)),
  perCoreSlowdown: number('Slowdown a core, 10 s', 'slowdown', 'lower', (run) => mean(run.perCoreSlowdown10s)),
  utilisation: fraction('Utilisation', 'use', 'higher', (run) => run.utilisationFraction),
  cpuEfficiency: fraction('CPU efficiency', 'use', 'higher', (run) => run.cpuEfficiencyFraction),
  goodput: fraction('Goodput', 'use', 'higher', (run) => run.goodputFraction),
  emptyPilots: fraction('Empty pilots', 'use', 'lower', (run) => run.emptyPilotFraction),
  throughput: count('Jobs finished a day', 'use', 'higher', (run) => run.finishedJobsPerDay),
  makespan: time('Makespan', 'use', (run) => run.makespanSeconds),
  finished: count('Jobs finished', 'use', 'higher', (_, run) => run.jobs.finished),
  unfinished: count('Jobs unfinished', 'use', 'lower', (_, run) => run.jobs.unfinished),
  peakRunning: count('Most jobs running', 'use', 'neither', (run) => run.peakRunningJobs),
  peakWaiting: count('Most jobs waiting', 'use', 'lower', (run) => run.peakWaitingJobs),
  attemptFailures: fraction('Failed attempts', 'failures', 'lower', (run) => run.attemptFailureFraction),
  jobFailures: fraction('Failed jobs', 'failures', 'lower', (run) => run.jobFailureFraction),
  tasksDone: fraction('Tasks done in full', 'failures', 'higher', (run) => run.taskDoneFraction),
  rebrokerings: number('Re-brokerings a job', 'failures', 'lower', (run) => run.rebrokeringsPerJob),
  inputLocal: fraction('Input local', 'data', 'higher', (run) => run.inputLocalFraction),
  wanBytes: bytes('Moved between sites', 'lower', (run) => run.wanBytes),
  lanBytes: bytes('Read and written near', 'neither', (run) => run.lanBytes),
  tapeBytes: bytes('Brought from tape', 'lower', (run) => run.tapeBytes),
  remoteRead: fraction('Read from afar', 'data', 'neither', (run) => run.remoteReadFraction),
  cacheHitFiles: fraction('Inputs found in a copy', 'data', 'higher', (run) => run.cacheHitFilesFraction),
  cacheHitBytes: fraction('Input bytes found in a copy', 'data', 'higher', (run) => run.cacheHitBytesFraction),
  reuse: number('Reads a copy', 'data', 'higher', (run) => run.readsPerReplica),
  starved: fraction('Starved jobs', 'fairness', 'lower', (run) => run.starvedFraction),
  shareError: fraction('Share error', 'fairness', 'lower', (run) => run.shareErrorMean),
  shareConvergence: time('Time until shares are met', 'fairness', (run) => run.shareConvergenceSeconds),
  jain: number("Jain's index of shares", 'fairness', 'higher', (run) => run.jainIndex),
  worstToBest: fraction('Worst share of the best', 'fairness', 'higher', (run) => run.worstToBestServedFraction),
} satisfies Record<string, Measure>

/** What policies are compared by, in the order of tables. */
export const measures: Readonly<Record<MeasureName, Measure>> = listed

/** All measures, in the order of tables. */
export const measureNames = Object.keys(listed) as MeasureName[]

/** The parts of the mean wait, in the order in which a job goes through them; they add up to it. */
export const waitParts = [
  'earlierWait',
  'brokerWait',
  'dataWait',
  'slotWait',
  'startWait',
] as const satisfies MeasureName[]

function mean(distribution: Distribution): number {
  return known(distribution, 'mean')
}

/** Nothing was measured where nothing was counted, whatever stands in the field. */
function known(distribution: Distribution, field: 'mean' | 'p50' | 'p90' | 'p95' | 'p99'): number {
  return distribution.count > 0 ? distribution[field] : NaN
}

function time(title: string, group: MeasureGroup, read: Read): Measure {
  return { ...measure(title, group, 'lower', read, formatSeconds), formatRange: formatSecondsRange }
}

function number(title: string, group: MeasureGroup, better: Better, read: Read): Measure {
  return measure(title, group, better, read, formatNumber)
}

function fraction(title: string, group: MeasureGroup, better: Better, read: Read): Measure {
  return { ...measure(title, group, better, read, formatFraction), formatDifference: formatPoints }
}

function count(title: string, group: MeasureGroup, better: Better, read: Read): Measure {
  return measure(title, group, better, read, formatCount)
}

function bytes(title: string, better: Better, read: Read): Measure {
  return measure(title, 'data', better, read, formatBytes)
}

function measure(
  title: string,
  group: MeasureGroup,
  better: Better,
  read: Read,
  format: (value: number) => string,
): Measure {
  return {
    title,
    group,
    better,
    read: (run) => read(run.metrics, run) ?? NaN,
    format,
    formatRange: (low, high) => formatRange(low, high, format),
    formatDifference: (difference) => format(Math.abs(difference)),
  }
}

/** Percentage points, which cannot be taken for a part of the value. */
function formatPoints(difference: number): string {
  return `${Math.abs(difference * 100).toFixed(1)} points`
}
