import type { TaskSubmission } from '../../brokerage/ports.js'
import { NONE } from '../../model/units.js'
import type { RequestKey, SubmittedSpec } from '../door.js'
import type { Caller } from '../auth/caller.js'
import type { EndedJob } from '../store/commit.js'
import { submissionOf } from '../submission-of.js'
import type { Desk } from './desk.js'
import { rowsOfJobs } from './job-views.js'
import { notFound, Problem } from './problem.js'
import { priorityWithin } from './rights.js'
import { submitAs } from './submit.js'
import { rowOfTask, taskDetailsOf } from './task-views.js'

/** Ended jobs that are read at a time. */
const PAGE = 1_000
/** Specifications that are read at a time. */
const SPECS_AT_A_TIME = 1_000

/**
 * Submits a new task of those jobs of a task that failed for good.
 * @throws Problem when none did, or when what it was is not kept any more
 */
export async function retryTask(
  desk: Desk,
  number: number,
  caller: Caller,
  key: RequestKey | undefined,
): Promise<{ task: number; name: string; jobs: number }> {
  const ordinals = await failedForGood(desk, number)
  if (ordinals.length === 0) throw new Problem(409, `no job of task ${number} has failed for good`)
  const old = await submissionOfTask(desk, number)
  const { submittedAt: _, ...needs } = old
  const task = {
    ...needs,
    name: `${old.name}.retry-${number}`,
    jobs: ordinals.length,
    firstOrdinal: 0,
    // The old one may have been raised by somebody who may.
    priority: priorityWithin(caller, old.priority),
  }
  const specs = await specsOf(desk, number, ordinals)
  return { ...(await submitAs(desk.door, caller, { task, specs }, key)), jobs: ordinals.length }
}

/** Ordinals of the jobs whose last attempt did not finish, and of which none is alive; killed ones are left out. */
async function failedForGood({ door }: Desk, task: number): Promise<number[]> {
  const settled = new Set<number>()
  const failed: number[] = []
  let below: number | undefined
  for (;;) {
    const page: readonly EndedJob[] = await door.store.endedJobs({
      task,
      limit: PAGE,
      ...(below === undefined ? {} : { below }),
    })
    // The newest come first: the first attempt of a job that is seen is its last.
    for (const { ordinal, state } of page) {
      if (!settled.has(ordinal) && (state === 'failed' || state === 'closed')) failed.push(ordinal)
      settled.add(ordinal)
    }
    if (page.length < PAGE) break
    below = page[page.length - 1].id
  }
  const alive = await door.ask((core) => {
    const { jobs } = core.state
    return new Set(rowsOfJobs(core, { task }, Infinity).map((row) => jobs.ordinal(row)))
  })
  return failed.filter((ordinal) => !alive.has(ordinal)).sort((one, other) => one - other)
}

async function submissionOfTask({ door }: Desk, number: number): Promise<TaskSubmission> {
  const alive = await door.ask((core) => {
    const row = rowOfTask(core, number)
    return row === NONE ? undefined : submissionOf(core.state, row)
  })
  if (alive !== undefined) return alive
  const ended = await door.store.endedTask(number)
  if (ended === undefined) throw notFound(`task ${number}`)
  const { submission } = taskDetailsOf(ended)
  if (submission === undefined) throw new Problem(409, `what task ${number} asked for is not kept any more`)
  return submission
}

/** What the jobs run, under the ordinals that they will have, and with those that they had first and go by. */
async function specsOf({ door }: Desk, task: number, ordinals: readonly number[]): Promise<SubmittedSpec[]> {
  const specs: SubmittedSpec[] = []
  const [common] = await door.store.specs([{ task, ordinal: -1 }])
  if (common !== undefined) specs.push({ ordinal: -1, body: common })
  for (let from = 0; from < ordinals.length; from += SPECS_AT_A_TIME) {
    const slice = ordinals.slice(from, from + SPECS_AT_A_TIME)
    const bodies = await door.store.specs(slice.map((ordinal) => ({ task, ordinal })))
    bodies.forEach((body = '{}', i) => {
      const own = { ordinal: slice[i], ...(JSON.parse(body) as object) }
      specs.push({ ordinal: from + i, body: JSON.stringify(own) })
    })
  }
  return specs
}
