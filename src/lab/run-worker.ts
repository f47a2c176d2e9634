/** What a worker of the pool does: one run for each task. */
import { BadInput } from '../model/bad-input.js'
import { performRun } from './perform-run.js'
import type { RunAnswer, RunRequest } from './run-request.js'

/** Performs the run; bad input is an answer, anything else an error. */
export default async function answer(request: RunRequest): Promise<RunAnswer> {
  try {
    return { result: await performRun(request) }
  } catch (error) {
    if (!(error instanceof BadInput)) throw error
    const { where, found, allowed } = error
    return { badInput: { where, found, allowed } }
  }
}
