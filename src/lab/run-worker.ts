/** What a worker of the pool does: one run for each task, on traces that all workers share. */
import { move, transferableSymbol, valueSymbol, workerData } from 'piscina'
import { BadInput } from '../model/bad-input.js'
import { shareTrace } from '../sim/traces/held-traces.js'
import { performRun } from './perform-run.js'
import { RunBoard } from './run-board.js'
import type { RunAnswer, RunTask, SharedByWorkers } from './run-request.js'

const { traces, runs, board: memory } = workerData as SharedByWorkers
traces.forEach(shareTrace)
const board = new RunBoard(runs, memory)

/** Performs the run; bad input is an answer, anything else an error. Columns are moved to the asker, not copied. */
export default async function answer({ request, run }: RunTask): Promise<RunAnswer> {
  try {
    const result = await performRun(request, (seconds, fraction) => board.note(run, seconds, fraction))
    board.note(run, result.summary.endSeconds, 1)
    const moved = { [transferableSymbol]: buffersIn(result), [valueSymbol]: { result } }
    return move(moved as never) as unknown as RunAnswer
  } catch (error) {
    if (!(error instanceof BadInput)) throw error
    const { where, found, allowed } = error
    return { badInput: { where, found, allowed } }
  }
}

/** The memory of all typed arrays below a value. */
function buffersIn(value: unknown, found = new Set<ArrayBuffer>()): ArrayBuffer[] {
  if (ArrayBuffer.isView(value)) {
    if (value.buffer instanceof ArrayBuffer) found.add(value.buffer)
  } else if (typeof value === 'object' && value !== null && !isPlainNumbers(value)) {
    for (const part of Object.values(value)) buffersIn(part, found)
  }
  return [...found]
}

function isPlainNumbers(value: object): boolean {
  return Array.isArray(value) && (value.length === 0 || typeof value[0] !== 'object')
}
