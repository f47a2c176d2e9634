/** What people may do to tasks, and what they are answered (panda-protocol.md §4). */
import { maySee, seesAll } from '../api/rights.js'
import type { Caller } from '../auth/caller.js'
import { type PandaAnswer, refusal } from './answer.js'
import type { PandaDesk } from './panda-desk.js'
import { StatusCode } from './status-code.js'
import { type TaskRecord, taskRecord } from './task-record.js'

/** How an action on a task went. */
export const ActionCode = { registered: 0, serverError: 1, notFound: 2, permissionDenied: 3, wrongStatus: 4 } as const
export type ActionCode = (typeof ActionCode)[keyof typeof ActionCode]

/** In v1 the code is the data; in the classic family code and words are a pair, or truth and words where no code is asked for. */
export function acted(code: ActionCode, message: string, isCodeAsked = true): PandaAnswer {
  const isDone = code === ActionCode.registered
  return { classic: [isCodeAsked ? code : isDone, message], v1: { success: isDone, message, data: code } }
}

/** An action that this server does not know how to do. */
export function notDone(command: string, why: string): PandaAnswer {
  return acted(ActionCode.wrongStatus, `Command rejected: the ${command} command is not accepted: ${why}`)
}

/** The task, if it is the caller's or the caller may do all; else what is answered. Whether others have it is not told. */
export async function ownTask(
  desk: PandaDesk,
  number: number,
  caller: Caller,
  isCodeAsked = true,
): Promise<{ readonly record: TaskRecord } | { readonly refused: PandaAnswer }> {
  const record = await taskRecord(desk, number)
  if (record !== undefined && maySee(caller, record.user)) return { record }
  if (seesAll(caller)) return { refused: acted(ActionCode.notFound, `jediTaskID=${number} not found`, isCodeAsked) }
  const { v1 } = refusal('not the task owner or no production role', StatusCode.permissionDenied)
  return { refused: { ...acted(ActionCode.permissionDenied, v1.message, isCodeAsked), v1 } }
}
