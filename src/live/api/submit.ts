import { randomBytes } from 'node:crypto'
import type { TaskSubmission } from '../../brokerage/ports.js'
import type { Caller } from '../auth/caller.js'
import { signed } from '../auth/submitter.js'
import type { HostDoor, RequestKey, Submitted, SubmittedSpec } from '../door.js'
import type { Desk } from './desk.js'
import { submissionOf, type TaskRequest } from './task-request.js'

/**
 * Submits one task.
 * @param where the request stands, for messages
 * @throws BadInput when it contradicts itself or the core refuses it
 */
export async function submitTask(
  { door }: Desk,
  request: TaskRequest,
  caller: Caller,
  where: string,
  key: RequestKey | undefined,
): Promise<Submitted> {
  const user = request.user ?? caller.user
  const submission = submissionOf(request, caller, where, () => `${user}.${randomBytes(6).toString('hex')}`)
  return submitAs(door, caller, submission, key)
}

/** Submits what was made of a request, with who asked for it. */
export function submitAs(
  door: Pick<HostDoor, 'report'>,
  caller: Caller,
  { task, specs }: { readonly task: TaskSubmission; readonly specs: readonly SubmittedSpec[] },
  key?: RequestKey,
): Promise<Submitted> {
  return door.report({ report: 'submit', task, specs: signed(specs, caller) }, key)
}
