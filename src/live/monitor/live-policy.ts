/** What the policy of a live server makes of the jobs that wait, and what it would make of them with another constant. */
import { changeableConstant } from '../../brokerage/limits.js'
import type { Trial, Tried } from '../../brokerage/explain/trial.js'
import { BadInput } from '../../model/bad-input.js'
import { type Constants, defaultConstants } from '../../model/constants.js'
import { formatCount } from '../../model/format.js'
import type { PolicyTold, WhatIf } from '../../monitor/readings/policy.js'
import type { Asking } from '../../monitor/source.js'
import type { LiveParts } from './live-parts.js'
import { withinTime } from './slices.js'
import { waitingSample } from './waiting-sample.js'

/** Jobs that are asked about, and time of the host that all of them may take. */
const MOST_JOBS = 200
const MOST_MILLISECONDS = 100

/** Constants are told to those who see the work of all. */
export async function policyTold(parts: LiveParts, { viewer }: Asking): Promise<PolicyTold> {
  const { door } = parts
  const { jobs, tasks } = await waitingSample(parts, viewer, MOST_JOBS)
  const { policy, constants, trial } = await door.ask((core) => ({
    policy: core.policy,
    constants: { ...core.state.constants },
    trial: core.explainer().trial(),
  }))
  const all = [...policy.steps, ...policy.lastSteps]
  const counts = new Map(all.map(({ name, about }) => [name, { step: name, judged: 0, refused: 0, text: about }]))
  let bunches = 0
  await withinTime(door, jobs, MOST_MILLISECONDS, ({ state }, { row, id }, now) => {
    if (!state.jobs.holds(row, id)) return
    bunches++
    count(trial.place(row, now), counts)
  })
  return {
    policy: policy.name,
    basis: basisOf(bunches, tasks, viewer.seesAll),
    bunches,
    steps: [...counts.values()],
    weighers: policy.weighers.map(({ name, about }) => ({ weigher: name, text: about })),
    constants: viewer.seesAll ? constantsTold(constants) : [],
  }
}

function count({ steps, asked }: Tried, counts: ReadonlyMap<string, { judged: number; refused: number }>): void {
  let left = asked
  for (const { step, refused, queuesLeft } of steps) {
    const total = counts.get(step)
    if (total !== undefined) {
      total.judged += left
      total.refused += refused
    }
    left = queuesLeft
  }
}

function basisOf(bunches: number, tasks: number, seesAll: boolean): string {
  const whose = seesAll ? 'tasks' : 'your tasks'
  if (bunches === 0) return `No job of ${seesAll ? 'any task' : 'your tasks'} waits now, so that nothing was judged.`
  return `The job that has waited longest of each of ${formatCount(bunches)} of the ${formatCount(tasks)} ${whose} with waiting jobs, each judged by itself as if it were to be placed now.`
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
  const { jobs } = await waitingSample(parts, viewer, MOST_JOBS)
  const trials = await door.ask((core): readonly [Trial, Trial] => {
    const explainer = core.explainer()
    return [explainer.trial(), explainer.trial({ [constant]: value })]
  })
  const byQueue = new Map<string, { queue: string; before: number; after: number }>()
  const at = (queue: string) => {
    const one = byQueue.get(queue) ?? { queue, before: 0, after: 0 }
    byQueue.set(queue, one)
    return one
  }
  let [bunches, moved, unplaced] = [0, 0, 0]
  await withinTime(door, jobs, 2 * MOST_MILLISECONDS, ({ state }, { row, id }, now) => {
    if (!state.jobs.holds(row, id)) return
    const [before, after] = trials.map((trial) => trial.place(row, now).queue)
    bunches++
    if (before !== undefined) at(before).before++
    if (after !== undefined) at(after).after++
    else unplaced++
    if (after !== undefined && after !== before) moved++
  })
  const queues = [...byQueue.values()].sort((one, other) => other.before + other.after - one.before - one.after)
  return { constant, value, bunches, moved, unplaced, byQueue: queues }
}

function constantNamed(name: string, value: number): keyof Constants | undefined {
  try {
    return changeableConstant(name, value)
  } catch (error) {
    if (error instanceof BadInput) return undefined
    throw error
  }
}
