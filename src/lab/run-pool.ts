import { availableParallelism } from 'node:os'
import { Piscina } from 'piscina'
import { BadInput } from '../model/bad-input.js'
import type { RunResult } from '../sim/run-result.js'
import { type HeldTrace, holdTrace } from '../sim/traces/held-traces.js'
import { performRun, scenarioOf } from './perform-run.js'
import { RunBoard } from './run-board.js'
import type { RunAnswer, RunRequest, RunTask, SharedByWorkers } from './run-request.js'

/** How runs are made. */
export interface PoolOptions {
  /** Threads; absent: one for each core. */
  readonly workers?: number | undefined
  /** Where runs note how far they are; as long as the requests. */
  readonly board?: RunBoard
  /** Called after each run with its place among the requests. */
  readonly onRun?: (run: number, result: RunResult) => void
}

/**
 * Makes runs: one alone in this thread, many on a pool of workers which share the columns of the trace that they replay.
 * @returns the results in the order of the requests
 * @throws BadInput as soon as one run cannot be made; the others are given up
 */
export async function runAll(requests: readonly RunRequest[], options: PoolOptions = {}): Promise<RunResult[]> {
  const { board = new RunBoard(requests.length), onRun = () => undefined } = options
  if (requests.length === 1) {
    const result = await performRun(requests[0], (seconds, fraction) => board.note(0, seconds, fraction))
    onRun(0, result)
    return [result]
  }
  const workers = Math.max(1, Math.min(options.workers ?? availableParallelism(), requests.length))
  const traces = await tracesOf(requests)
  board.startUnixSeconds = traces[0]?.columns.info.startUnixSeconds
  const shared: SharedByWorkers = { traces, runs: requests.length, board: board.shared }
  const pool = new Piscina<RunTask, RunAnswer>({
    filename: new URL('./run-worker.js', import.meta.url).href,
    minThreads: workers,
    maxThreads: workers,
    workerData: shared,
    // Runs make many short-lived objects: with more room for these, fewer are taken for long-lived ones.
    resourceLimits: { maxYoungGenerationSizeMb: 64 },
  })
  const ask = async (request: RunRequest, run: number): Promise<RunResult> => {
    const answer = await pool.run({ request, run })
    if ('badInput' in answer) {
      const { where, found, allowed } = answer.badInput
      throw new BadInput(where, found, allowed)
    }
    onRun(run, answer.result)
    return answer.result
  }
  try {
    return await Promise.all(requests.map(ask))
  } finally {
    await pool.destroy()
  }
}

/** The traces that requests replay, each read once. */
async function tracesOf(requests: readonly RunRequest[]): Promise<HeldTrace[]> {
  const sources = new Set(requests.map(({ source }) => JSON.stringify(source)))
  const held: HeldTrace[] = []
  for (const source of sources) {
    const { trace } = scenarioOf(JSON.parse(source) as RunRequest['source'])
    const one = trace === undefined ? undefined : await holdTrace(trace)
    if (one !== undefined) held.push(one)
  }
  return held
}
