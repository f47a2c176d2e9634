import { asRecorded } from '../brokerage/policies/as-recorded.js'
import { BadInput } from '../model/bad-input.js'
import { scenarioOf } from './perform-run.js'
import type { StudySpec } from './study-spec.js'

/**
 * Turns the policy as-recorded away where nothing is recorded: it would send jobs by lot to any queue with enough cores,
 * and be compared as if that were a policy.
 */
export function refuseAsRecorded({ policies, source }: Pick<StudySpec, 'policies' | 'source'>): void {
  if (!policies.includes(asRecorded.name) || scenarioOf(source).isRecorded === true) return
  const found = 'this is no replay as recorded: no job has a recorded site'
  throw new BadInput(`policy ${asRecorded.name}`, found, 'another policy, or a replay in recorded mode')
}
