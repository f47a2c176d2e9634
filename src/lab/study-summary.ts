import type { RunSummary } from '../sim/run-result.js'
import type { Comparison, LoadLevel } from './comparison/comparison.js'
import type { Study } from './study.js'

/** A study in numbers, as `summary.json` and `--json` give it: no clock and no cost, so equal runs give equal bytes. */
export interface StudySummary {
  name: string
  version: string
  assumptions: readonly string[]
  runs: readonly RunSummary[]
  /** What the runs say of the policies. */
  comparison: ComparisonSummary
  showcase?: RunSummary
}

/** A comparison without the runs it was made of. */
type ComparisonSummary = Omit<Comparison, 'levels'> & { levels: readonly Omit<LoadLevel, 'policies'>[] }

/** Boils a study down to what can be compared between machines. */
export function summariseStudy(study: Study): StudySummary {
  return {
    name: study.spec.name,
    version: study.version,
    assumptions: study.assumptions,
    runs: study.runs.map((run) => run.summary),
    comparison: {
      ...study.comparison,
      levels: study.comparison.levels.map(({ load, luck, differences }) => ({ load, luck, differences })),
    },
    ...(study.showcase && { showcase: study.showcase.run.summary }),
  }
}
