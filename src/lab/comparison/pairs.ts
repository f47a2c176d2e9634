import type { RunResult } from '../../sim/run-result.js'
import { measures, type MeasureName } from '../measures.js'

/** Values of two policies, run by run of equal seed; arrays of equal length. */
export interface Pairs {
  ofPolicy: number[]
  ofBaseline: number[]
  /** Policy minus baseline. */
  differences: number[]
}

/** Pairs the runs of two policies at one load by their seeds, in the baseline's order; leaves out where either has no value. */
export function pairsOf(ofPolicy: readonly RunResult[], ofBaseline: readonly RunResult[], name: MeasureName): Pairs {
  const values = new Map(ofPolicy.map(({ summary }) => [summary.seed, measures[name].read(summary)]))
  const pairs: Pairs = { ofPolicy: [], ofBaseline: [], differences: [] }
  for (const { summary } of ofBaseline) {
    const one = values.get(summary.seed)
    const other = measures[name].read(summary)
    if (one === undefined || !Number.isFinite(one) || !Number.isFinite(other)) continue
    pairs.ofPolicy.push(one)
    pairs.ofBaseline.push(other)
    pairs.differences.push(one - other)
  }
  return pairs
}
