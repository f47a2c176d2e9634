/** What the policy of a live server makes of the bunches of the last hour and of the jobs that wait, and what it would make of them with another constant. */
import { changeableConstant } from '../../brokerage/limits.js'
import { StepCounts } from '../../brokerage/explain/step-counts.js'
import type { Trial } from '../../brokerage/explain/trial.js'
import { WhatIfCounts } from '../../brokerage/explain/what-if-counts.js'
import { BadInput } from '../../model/bad-input.js'
import { type Constants, defaultConstants } from '../../model/constants.js'
import { formatCount } from '../../model/format.js'
import type { PolicyTold, WhatIf } from '../../monitor/readings/policy.js'
import type { Asking } from '../../monitor/source.js'
import { type BunchSample, bunchSample } from './bunch-sample.js'
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
    basis: basisOf(bunches, sample, viewer.seesAll),
    bunches,
    steps: counts.told(),
    weighers: policy.weighers.map(({ name, about }) => ({ weigher: name, text: about })),
    constants: viewer.seesAll ? constantsTold(constants) : [],
  }
}

function basisOf(bunches: number, { placed, waiting }: BunchSample, seesAll: boolean): string {
  const whose = seesAll ? 'all' : 'your'
  if (bunches === 0)
    return `No job of ${whose} tasks waits or was placed within the last hour, so that nothing was judged.`
  const of = ({ taken, all }: BunchSample['placed']): string => `${formatCount(taken)} of the ${formatCount(all)}`
  const kinds = [
    ...(placed.all > 0
      ? [
          `${of(placed)} bunches of ${whose} tasks that were placed within the last hour and of which a job has not ended`,
        ]
      : []),
    ...(waiting.all > 0 ? [`the longest waiting jobs of ${of(waiting)} tasks whose jobs have waited for longer`] : []),
  ]
  return `They are ${kinds.join(', and ')}; each was judged by itself, as if it were to be placed now.`
}

function constantsTold(constants: Constants): PolicyTold['constants'] {
  return (Object.keys(defaultConstants) as (keyof Constants)[]).map((name) => {
    const [value, usual] = [constants[name], defaultConstants[name]]
    return { name, value, usual, text: value === usual ? '' : 'other than usual' }
  })
}

/** Where the same jobs would go with one constant changed; undefined: there is no such constant that can be changed, or it is not for the viewer. */
export async function whatIf(
  parts: LiveParts,
  { viewer }: Asking,
  name: string,
  value: number,
): Promise<WhatIf | undefined> {
  const constant = viewer.seesAll ? constantNamed(name, value) : undefined
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

function constantNamed(name: string, value: number): keyof Constants | undefined {
  try {
    return changeableConstant(name, value)
  } catch (error) {
    if (error instanceof BadInput) return undefined
    throw error
  }
}
