import type { Policy } from '../../brokerage/policy.js'
import { BadInput } from '../../model/bad-input.js'
import type { Scenario } from '../../sim/simulate.js'
import { loadPolicy } from '../load-policy.js'
import { scenarioOf } from '../perform-run.js'
import { policyNames } from '../policy-names.js'
import { studyIn } from '../study-inputs.js'
import type { RunName } from './results-reader.js'

/** What a run is made of. */
export interface RunAgain {
  readonly scenario: Scenario
  readonly policy: Policy
  readonly seed: string
}

/**
 * What makes a run of a results folder again, by the study that lies there.
 * @throws BadInput when the folder holds no study, a file of it was changed, or the study has no such run
 */
export async function runAgain(folder: string, { policy, seed, load }: RunName): Promise<RunAgain> {
  const { spec } = await studyIn(folder)
  const names = await policyNames(spec.policies)
  const place = names.indexOf(policy)
  if (place < 0) throw new BadInput(folder, `its study has no policy ${policy}`, names.join(', '))
  return { scenario: scenarioOf(spec.source, load), policy: await loadPolicy(spec.policies[place]), seed }
}
