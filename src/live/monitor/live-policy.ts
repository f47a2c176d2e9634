/** What the policy of a live server makes of the bunches of the last hour and of the jobs that wait, and what it would make of them with another constant. */
import { sampleWords } from '../../brokerage/explain/bunch-sample.js'
import { constantsTold, triedConstant } from '../../brokerage/explain/constants-told.js'
import { StepCounts } from '../../brokerage/explain/step-counts.js'
import type { Trial } from '../../brokerage/explain/trial.js'
import { WhatIfCounts } from '../../brokerage/explain/what-if-counts.js'
import type { PolicyTold, WhatIf } from '../../monitor/readings/policy.js'
import type { Asking } from '../../monitor/source.js'
import { bunchSample } from './bunch-sample.js'
import type { LiveParts } from './live-parts.js'
import { withinTime } from './slices.js'

/** Jobs that are asked about, and time of the host that all of them may take. */
const MOST_JOBS = 200
const MOST_MILLISECONDS = 100

/** Constants are told to those who see the work of all. */
export async function policyTold(parts: LiveParts, { viewer }: Asking): Promise<PolicyTold> {
  const { door } = parts
  const sample = await bunchSample(parts, viewer, MOST_JOBS)
  const { policy, constants, trial } = await door.ask((core) => ({
    policy: core.policy,
    constants: { ...core.state.constants },
    trial: core.explainer().trial(),
  }))
  const counts = new StepCounts(policy)
  let bunches = 0
  await withinTime(door, sample.jobs, MOST_MILLISECONDS, ({ state }, { row, id }, now) => {
    if (!state.jobs.holds(row, id)) return
    bunches++
    counts.count(trial.place(row, now))
  })
  return {
    policy: policy.name,
    basis: sampleWords(bunches, sample, viewer.seesAll ? 'all' : 'your'),
    bunches,
    steps: counts.told(),
    weighers: policy.weighers.map(({ name, about }) => ({ weigher: name, text: about })),
    constants: viewer.seesAll ? constantsTold(constants) : [],
  }
}

/** Where the same jobs would go with one constant changed; undefined: there is no such constant that can be changed, or it is not for the viewer. */
export async function whatIf(
  parts: LiveParts,
  { viewer }: Asking,
  name: string,
  value: number,
): Promise<WhatIf | undefined> {
  const constant = viewer.seesAll ? triedConstant(name, value) : undefined
  if (constant === undefined) return undefined
  const { door } = parts
  const { jobs } = await bunchSample(parts, viewer, MOST_JOBS)
  const trials = await door.ask((core): readonly [Trial, Trial] => {
    const explainer = core.explainer()
    return [explainer.trial(), explainer.trial({ [constant]: value })]
  })
  const counts = new WhatIfCounts()
  await withinTime(door, jobs, 2 * MOST_MILLISECONDS, ({ state }, { row, id }, now) => {
    if (!state.jobs.holds(row, id)) return
    const [before, after] = trials.map((trial) => trial.place(row, now).queue)
    counts.count(before, after)
  })
  return { constant, value, ...counts.told() }
}
