import { type ReadOptions, readTrace } from './open-trace.js'
import { batchesOf, type ReplayedJob, type TraceColumns, TraceColumnsBuilder } from './trace-columns.js'
import type { TraceInfo } from './trace.js'

/** A trace file and how it is read. */
export interface TraceFile extends ReadOptions {
  readonly path: string
}

/** A trace that is kept in memory, as it can be handed to threads. */
export interface HeldTrace {
  readonly trace: TraceFile
  readonly columns: TraceColumns
}

/** Traces of more jobs are streamed from their files for each run: their columns would take more than 2 GB. */
const mostHeldJobs = 20_000_000

const held = new Map<string, TraceColumns>()

/**
 * Reads a trace into columns to be shared among threads.
 * @returns undefined when it has more jobs than are kept
 * @throws BadInput as `readTrace`
 */
export async function holdTrace(trace: TraceFile, most = mostHeldJobs): Promise<HeldTrace | undefined> {
  const builder = new TraceColumnsBuilder()
  const tooMany = new Error('more jobs than are kept')
  try {
    const info = await readTrace(
      trace.path,
      (jobs) => {
        if (builder.length + jobs.length > most) throw tooMany
        for (const job of jobs) builder.add(job)
      },
      trace,
    )
    return { trace, columns: builder.columns(info) }
  } catch (error) {
    if (error === tooMany) return undefined
    throw error
  }
}

/** Has a trace read from its columns in this thread from now on, by whoever asks for its file. */
export function shareTrace({ trace, columns }: HeldTrace): void {
  held.set(keyOf(trace), columns)
}

/** Reads what a replay needs of a trace, from its columns where they are shared and else from its file. */
export async function readReplayed(
  trace: TraceFile,
  onJobs: (jobs: readonly ReplayedJob[]) => void | Promise<void>,
): Promise<TraceInfo> {
  const columns = held.get(keyOf(trace))
  if (columns === undefined) return readTrace(trace.path, onJobs, trace)
  for (const batch of batchesOf(columns)) await onJobs(batch)
  return columns.info
}

function keyOf({ path, format, skipFaults }: TraceFile): string {
  return JSON.stringify([path, format, skipFaults === true])
}
