import { z } from 'zod'
import { BadInput } from '../../model/bad-input.js'
import type { Caller } from '../auth/caller.js'
import type { RequestKey } from '../door.js'
import type { Desk } from './desk.js'
import { fields } from './fields.js'
import { Problem } from './problem.js'
import { claimKey, keyOfPart } from './request-key.js'
import { submitted } from './shapes.js'
import { submitTask } from './submit.js'
import { taskRequest } from './task-request.js'
import { checked } from './wording.js'

/** A task as it is sent. */
export type BulkItem = z.input<typeof taskRequest>

/** Tasks that are handed to the host at a time: they share a commit, and leave room for the reports of pilots. */
const AT_A_TIME = 250

const refused = fields({ status: z.number(), detail: z.string() })

export const bulkAnswer = fields({
  accepted: z.number(),
  refused: z.number(),
  /** One for each task, in their order: its number and name, or why it was refused. */
  results: z.array(z.union([submitted, fields({ problem: refused })])),
}).meta({ id: 'BulkAnswer' })

type BulkAnswer = z.output<typeof bulkAnswer>
type BulkResult = BulkAnswer['results'][number]

/** Submits many tasks, each on its own. @throws BadInput when the key was another request's */
export async function submitBulk(
  desk: Desk,
  tasks: readonly BulkItem[],
  caller: Caller,
  key: RequestKey | undefined,
): Promise<BulkAnswer> {
  await claimKey(desk.door, key)
  const results: BulkResult[] = []
  for (let from = 0; from < tasks.length; from += AT_A_TIME) {
    const slice = tasks.slice(from, from + AT_A_TIME)
    results.push(...(await Promise.all(slice.map((task, i) => submitOne(desk, task, caller, from + i, key)))))
  }
  const refusals = results.filter((result) => 'problem' in result).length
  return { accepted: results.length - refusals, refused: refusals, results }
}

async function submitOne(
  desk: Desk,
  task: BulkItem,
  caller: Caller,
  place: number,
  key: RequestKey | undefined,
): Promise<BulkResult> {
  const where = `body.tasks[${place}]`
  try {
    const request = checked(taskRequest, task, where)
    return await submitTask(desk, request, caller, where, keyOfPart(key, place))
  } catch (error) {
    if (error instanceof BadInput) return { problem: { status: 422, detail: error.message } }
    if (error instanceof Problem) return { problem: { status: error.status, detail: error.detail } }
    throw error
  }
}
