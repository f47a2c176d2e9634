import type { RunResult } from '../../sim/run-result.js'
import { compareRuns } from '../compare-runs.js'
import { measures } from '../measures.js'
import { Bootstrap } from '../statistics/bootstrap.js'
import type { StudySpec } from '../study-spec.js'
import { aaCheck } from './aa-check.js'
import type { Comparison } from './comparison.js'
import { differencesOf } from './differences.js'
import { checkLuck } from './luck-check.js'
import { rankStability } from './rank-stability.js'
import { saturationOf } from './saturation.js'
import { tellingLevel } from './telling-level.js'

/** What of a study the statistics need. */
export type AnalysisSpec = Pick<StudySpec, 'baseline' | 'primary' | 'margin' | 'confidence' | 'resamples' | 'seed'>

/**
 * Compares the policies of a study at each load level (targets.md §8): a run is one value, runs of equal seed are a pair.
 * The same runs and the same spec give the same comparison to the last bit.
 * @param runs of all load levels
 */
export function analyse(spec: AnalysisSpec, runs: readonly RunResult[]): Comparison {
  const { baseline, primary, confidence, margin } = spec
  const loads = [...new Set(runs.map(({ summary }) => summary.load))].sort((one, other) => (one ?? 0) - (other ?? 0))
  const levels = loads.map((load) => ({
    load,
    policies: compareRuns(
      runs.filter(({ summary }) => summary.load === load),
      primary,
    ),
  }))
  const bootstrap = new Bootstrap(spec.seed, spec.resamples)
  const differences = differencesOf(
    levels.map(({ policies }) => policies),
    baseline,
    spec,
    bootstrap,
  )
  const judged = levels.map((level, index) => ({
    ...level,
    luck: checkLuck(level.policies, baseline, primary),
    differences: differences[index],
  }))
  const saturation = saturationOf(levels)
  const telling = tellingLevel({ levels: judged, saturation, baseline })
  const ofBaseline = telling?.policies.find(({ policy }) => policy === baseline)?.runs ?? []
  return {
    baseline,
    primary,
    confidence,
    margin,
    levels: judged,
    saturation,
    stability: rankStability(levels, primary),
    aa: aaCheck(
      ofBaseline.map(({ summary }) => measures[primary].read(summary)),
      confidence,
      spec.seed,
    ),
  }
}
