import { performRun } from '../lab/perform-run.js'
import type { RunRequest } from '../lab/run-request.js'
import type { RunResult } from '../sim/run-result.js'
import { whenInterrupted } from './interruption.js'
import { startProgress } from './progress.js'

/** Makes one run in this process, with progress in per cent of the work submitted. */
export async function runHere(title: string, request: RunRequest): Promise<RunResult> {
  const progress = startProgress(title, 100)
  whenInterrupted(() => progress.stop())
  try {
    const result = await performRun(request, (_, fraction) => progress.report(Math.floor(100 * fraction), 'submitted'))
    progress.finish()
    return result
  } finally {
    progress.stop()
  }
}
