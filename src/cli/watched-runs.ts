import { RunBoard } from '../lab/run-board.js'
import { runAll } from '../lab/run-pool.js'
import type { RunRequest } from '../lab/run-request.js'
import type { RunResult } from '../sim/run-result.js'
import { whenInterrupted } from './interruption.js'
import { type ProgressState, simulatedDate, startProgress } from './progress.js'

/** Part of a run's work that is done when its last job has been submitted: jobs that still wait or run take the rest. */
const SUBMITTING = 0.9

/** Makes runs, with a line of progress that is drawn anew while they go on. */
export async function watchedRuns(
  title: string,
  requests: readonly RunRequest[],
  workers?: number,
): Promise<RunResult[]> {
  const board = new RunBoard(requests.length)
  const done = new Set<number>()
  const progress = startProgress(title, requests.length, () => stateOf(board, requests, done))
  whenInterrupted(() => progress.stop())
  try {
    const results = await runAll(requests, { workers, board, onRun: (run) => void done.add(run) })
    progress.finish()
    return results
  } finally {
    progress.stop()
  }
}

function stateOf(board: RunBoard, requests: readonly RunRequest[], done: ReadonlySet<number>): ProgressState {
  let work = 0
  let simulatedSeconds = 0
  let current: number | undefined
  for (let run = 0; run < requests.length; run++) {
    simulatedSeconds += board.simulatedSeconds(run)
    work += done.has(run) ? 1 : SUBMITTING * board.fraction(run)
    if (!done.has(run) && board.fraction(run) > 0) current ??= run
  }
  const state = { runsDone: done.size, fraction: work / requests.length, simulatedSeconds }
  if (current === undefined) return { ...state, date: '', label: '' }
  const { policy, seed, load } = requests[current]
  const label = [policy, seed && `seed ${seed}`, load && `load ${load}`].filter(Boolean).join(', ')
  return { ...state, date: simulatedDate(board.simulatedSeconds(current), board.startUnixSeconds), label }
}
