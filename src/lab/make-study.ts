import { BadInput } from '../model/bad-input.js'
import type { RunResult } from '../sim/run-result.js'
import { version } from '../sim/version.js'
import { analyse } from './comparison/analyse.js'
import { foldedAssumptions } from './folded-assumptions.js'
import { policyNames } from './policy-names.js'
import type { RunRequest } from './run-request.js'
import { refuseAsRecorded } from './refuse-as-recorded.js'
import { planRuns } from './study-plan.js'
import type { StudySpec } from './study-spec.js'
import type { Study } from './study.js'
import { planLevels } from './warm-up-window.js'

/** Makes runs, in the order of the requests; the title says what they are for. */
export type RunMaker = (title: string, requests: readonly RunRequest[]) => Promise<RunResult[]>

/**
 * Makes all runs of a study and compares them.
 * @param keepsRecords whether the runs of the first seed at the first load keep a row for each attempt
 * @throws BadInput before any run when something asked for is not there
 */
export async function makeStudy(spec: StudySpec, make: RunMaker, keepsRecords: boolean): Promise<Study> {
  const baseline = await referenceOfBaseline(spec)
  refuseAsRecorded(spec)
  const { levels, told } = await planLevels(spec, baseline, make)
  const runs = await make(spec.name, planRuns(spec, levels, keepsRecords))
  const comparison = analyse(spec, runs)
  const assumptions = foldedAssumptions(runs.map(({ summary }) => summary.assumptions))
  return { spec, version, assumptions, notes: told, runs, comparison }
}

async function referenceOfBaseline({ policies, baseline }: StudySpec): Promise<string> {
  const names = await policyNames(policies)
  if (names.includes(baseline)) return policies[names.indexOf(baseline)]
  throw new BadInput('baseline', `${baseline} is none of the policies`, names.join(', '))
}
