import { randomBytes } from 'node:crypto'
import type { Caller } from '../auth/caller.js'
import type { RequestKey, Submitted } from '../door.js'
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
  return door.report({ report: 'submit', ...submission }, key)
}
