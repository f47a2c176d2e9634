import type { Core } from '../../../brokerage/core.js'
import {
  type BunchSample,
  isFresh,
  PlacedBunches,
  type SampledJob,
  sampleOf,
  sampleWords,
} from '../../../brokerage/explain/bunch-sample.js'
import { WhatIfCounts } from '../../../brokerage/explain/what-if-counts.js'
import { aliveRows } from '../../../model/alive-rows.js'
import type { Constants } from '../../../model/constants.js'
import { JobState } from '../../../model/job-state.js'
import type { State } from '../../../model/state.js'
import type { JobRow, Seconds, TaskRow } from '../../../model/units.js'
import type { WhatIf } from '../../../monitor/readings/policy.js'

/** Jobs that are asked about: a fifth of a second with 170 sites. */
const MOST_JOBS = 500

/** Where the bunches of the last hour, and the jobs that wait, would go now with one constant changed. */
export function tryConstant(core: Core, now: Seconds, constant: keyof Constants, value: number): WhatIf {
  const sample = sampleAt(core.state, now)
  const explainer = core.explainer()
  const trials = [explainer.trial(), explainer.trial({ [constant]: value })]
  const counts = new WhatIfCounts()
  for (const { row } of sample.jobs) {
    const [before, after] = trials.map((trial) => trial.place(row, now).queue)
    counts.count(before, after)
  }
  return { constant, value, ...counts.told(), basis: sampleWords(sample.jobs.length, sample, 'all') }
}

function sampleAt(state: State, now: Seconds): BunchSample {
  const { jobs, tasks } = state
  const placed = new PlacedBunches()
  const longest = new Map<TaskRow, JobRow>()
  for (const row of aliveRows(jobs)) {
    placed.look(state, row, now)
    if (jobs.state(row) >= JobState.sent) continue
    const task = jobs.task(row)
    const known = longest.get(task)
    if (known === undefined || jobs.createdAt[row] < jobs.createdAt[known]) longest.set(task, row)
  }
  const waiting = [...longest]
    .sort(([one], [other]) => tasks.number[one] - tasks.number[other])
    .filter(([, row]) => !isFresh(jobs, row, now))
    .map(([, row]): SampledJob => ({ row, id: jobs.id(row) }))
  return sampleOf(placed.found(), waiting, MOST_JOBS)
}
