import type { RunResult } from '../../sim/run-result.js'
import { measures, type MeasureName } from '../measures.js'
import { repeated } from '../repeated.js'

/** Values of two policies, run by run of equal seed; arrays of equal length. */
export interface Pairs {
  ofPolicy: number[]
  ofBaseline: number[]
  /** Policy minus baseline. */
  differences: number[]
}

/**
 * Pairs the runs of two policies at one load by their seeds, in the baseline's order; leaves out where either has no value.
 * @throws Error where a policy has two runs of one seed: both would count, and what is by chance would look sure
 */
export function pairsOf(ofPolicy: readonly RunResult[], ofBaseline: readonly RunResult[], name: MeasureName): Pairs {
  refuseRepeated(ofPolicy)
  refuseRepeated(ofBaseline)
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

function refuseRepeated(runs: readonly RunResult[]): void {
  const seed = repeated(runs.map(({ summary }) => summary.seed))
  if (seed === undefined) return
  const [{ summary }] = runs
  throw new Error(`two runs of ${summary.policy} with seed ${seed} at load ${summary.load ?? 'as declared'}`)
}
