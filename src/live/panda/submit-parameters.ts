import type { TaskSubmission } from '../../brokerage/ports.js'
import { BadInput } from '../../model/bad-input.js'
import { Problem } from '../api/problem.js'
import { submitAs } from '../api/submit.js'
import type { Caller } from '../auth/caller.js'
import type { PandaDesk } from './panda-desk.js'
import { taskOfParameters } from './task-parameters.js'
import { taskRecords } from './task-record.js'

/** How a submission went (panda-protocol.md §4). */
export const SubmitCode = { processed: 0, duplicate: 2, serverError: 4 } as const

export interface SubmissionResult {
  readonly code: (typeof SubmitCode)[keyof typeof SubmitCode]
  readonly message: string
  /** Number of the new task; undefined: there is none. */
  readonly task?: number
}

/** Submits a task. One whose name is to be unique is refused while there is another of this name and user, alive or ended. */
export async function submitParameters(
  desk: PandaDesk,
  parameters: Readonly<Record<string, unknown>>,
  caller: Caller,
): Promise<SubmissionResult> {
  const reason = desk.isReadOnly()
  if (reason !== undefined) return refused(`no new tasks are taken: ${reason}`)
  try {
    const { door } = desk
    const submission = await door.ask(({ state: { grid } }) =>
      taskOfParameters(parameters, caller, (name) => grid.queue(name) !== undefined),
    )
    const before = await duplicateOf(desk, submission.task)
    if (before !== undefined) return before
    try {
      const { task } = await submitAs(door, caller, submission)
      return { code: SubmitCode.processed, message: `succeeded. new jediTaskID=${task}`, task }
    } catch (error) {
      // The same request may have come twice, and the other one was taken meanwhile.
      const meanwhile = error instanceof BadInput ? await duplicateOf(desk, submission.task) : undefined
      if (meanwhile === undefined) throw error
      return meanwhile
    }
  } catch (error) {
    if (error instanceof BadInput) return refused(error.message)
    if (error instanceof Problem) return refused(error.detail)
    throw error
  }
}

/** What is answered when there is such a task already; undefined: there is none. */
async function duplicateOf(
  desk: PandaDesk,
  { name, user }: Pick<TaskSubmission, 'name' | 'user'>,
): Promise<SubmissionResult | undefined> {
  const [before] = await taskRecords(desk, { name, user }, 1)
  if (before === undefined) return undefined
  const message = `jediTaskID=${before.task} is in the ${before.status} state for outDS=${name}. Choose another name, or retry the task`
  return { code: SubmitCode.duplicate, message }
}

function refused(message: string): SubmissionResult {
  return { code: SubmitCode.serverError, message }
}
