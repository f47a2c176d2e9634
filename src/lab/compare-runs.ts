import { max, mean, median, min } from 'simple-statistics'
import type { RunResult } from '../sim/run-result.js'
import { measureNames, measures, type MeasureName } from './measures.js'

/** One measure over the seeds of a policy; all NaN where no seed has a value. */
export interface Spread {
  mean: number
  median: number
  min: number
  max: number
}

/** One policy over its seeds. */
export interface PolicyComparison {
  policy: string
  /** In the order of the study. */
  runs: readonly RunResult[]
  spreads: Record<MeasureName, Spread>
}

/**
 * Groups the runs of one scenario by policy and summarises each measure over the seeds. The run is the unit: jobs of
 * one run depend on each other. Best mean over seeds first; policies without a value come last.
 * @param by what is best
 * @throws Error when the runs are of different scenarios, which no median can compare
 */
export function compareRuns(runs: readonly RunResult[], by: MeasureName = 'waitMean'): PolicyComparison[] {
  const scenarios = new Set(runs.map((run) => run.summary.scenario))
  if (scenarios.size > 1) throw new Error(`runs of different scenarios are not compared: ${[...scenarios].join(', ')}`)
  const byPolicy = new Map<string, RunResult[]>()
  for (const run of runs) {
    const group = byPolicy.get(run.summary.policy)
    if (group) group.push(run)
    else byPolicy.set(run.summary.policy, [run])
  }
  return [...byPolicy]
    .map(([policy, group]) => ({ policy, runs: group, spreads: spreadsOf(group) }))
    .sort((one, other) => rank(one, by) - rank(other, by))
}

/** Mean, median and range of the values that are numbers. */
export function spreadOf(values: readonly number[]): Spread {
  const numbers = values.filter(Number.isFinite)
  if (numbers.length === 0) return { mean: NaN, median: NaN, min: NaN, max: NaN }
  return { mean: mean(numbers), median: median(numbers), min: min(numbers), max: max(numbers) }
}

function spreadsOf(runs: readonly RunResult[]): Record<MeasureName, Spread> {
  const spreads: Partial<Record<MeasureName, Spread>> = {}
  for (const name of measureNames) {
    spreads[name] = spreadOf(runs.map((run) => measures[name].read(run.summary)))
  }
  return spreads as Record<MeasureName, Spread>
}

/** Finite, so that differences of two ranks can be compared. */
function rank({ spreads }: PolicyComparison, by: MeasureName): number {
  const value = spreads[by].mean
  if (!Number.isFinite(value)) return Number.MAX_VALUE
  return measures[by].better === 'higher' ? -value : value
}
