import { availableParallelism } from 'node:os'
import { Piscina } from 'piscina'
import { BadInput } from '../model/bad-input.js'
import type { RunResult } from '../sim/run-result.js'
import type { RunAnswer, RunRequest } from './run-request.js'

/**
 * Makes many runs on a pool of workers, one for each core unless said otherwise.
 * @param onRun called after each run with the number done so far and the run
 * @returns the results in the order of the requests
 * @throws BadInput as soon as one run cannot be made; the others are given up
 */
export async function runAll(
  requests: readonly RunRequest[],
  onRun: (done: number, result: RunResult) => void = () => undefined,
  workers = availableParallelism(),
): Promise<RunResult[]> {
  const pool = new Piscina<RunRequest, RunAnswer>({
    filename: new URL('./run-worker.js', import.meta.url).href,
    minThreads: 1,
    maxThreads: Math.max(1, Math.min(workers, requests.length)),
  })
  let done = 0
  const run = async (request: RunRequest): Promise<RunResult> => {
    const answer = await pool.run(request)
    if ('badInput' in answer) {
      const { where, found, allowed } = answer.badInput
      throw new BadInput(where, found, allowed)
    }
    onRun(++done, answer.result)
    return answer.result
  }
  try {
    return await Promise.all(requests.map(run))
  } finally {
    await pool.destroy()
  }
}
