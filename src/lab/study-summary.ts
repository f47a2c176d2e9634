import type { RunSummary } from '../sim/run-result.js'
import type { Study } from './study.js'

/** A study in numbers, as `summary.json` and `--json` give it: no clock and no cost, so equal runs give equal bytes. */
export interface StudySummary {
  name: string
  version: string
  assumptions: readonly string[]
  runs: readonly RunSummary[]
  showcase?: RunSummary
}

/** Boils a study down to what can be compared between machines. */
export function summariseStudy(study: Study): StudySummary {
  return {
    name: study.spec.name,
    version: study.version,
    assumptions: study.assumptions,
    runs: study.runs.map((run) => run.summary),
    ...(study.showcase && { showcase: study.showcase.run.summary }),
  }
}
