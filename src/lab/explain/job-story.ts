import type { Seconds } from '../../model/units.js'
import type { ReplayMode } from '../../sim/trace-workload.js'
import type { FoundJob } from './find-job.js'
import { placementOf, type PlacementStory } from './placement-story.js'
import type { ResultsReader, RunName } from './results-reader.js'

/** Parts of an attempt's life (targets.md §7); `recorded`: the wait that a trace recorded, after which the job comes to the grid. */
type PhaseName = 'recorded' | 'broker' | 'data' | 'slot' | 'start' | 'run' | 'output'

/** A part of an attempt's life. */
export interface Phase {
  readonly phase: PhaseName
  readonly fromSeconds: Seconds
  /** Undefined: it was not over when the attempt or the run ended. */
  readonly untilSeconds: Seconds | undefined
}

/** A transfer for an attempt. */
export interface TransferStory {
  readonly kind: string
  readonly source: string
  readonly destination: string
  readonly bytes: number
  readonly orderedSeconds: Seconds
  readonly endedSeconds: Seconds | undefined
  readonly arrived: boolean
}

/** Times at which the jobs of the task got no place while this one waited, by reason. */
export interface PlaceDelay {
  readonly outcome: string
  readonly times: number
  readonly firstSeconds: Seconds
  readonly lastSeconds: Seconds
}

/** One attempt at a job. */
export interface AttemptStory {
  readonly pandaId: number
  readonly attempt: number
  readonly queue: string | undefined
  readonly site: string | undefined
  readonly state: string
  readonly cause: string
  readonly errorCode: number
  readonly createdSeconds: Seconds
  readonly endSeconds: Seconds | undefined
  readonly phases: readonly Phase[]
  readonly transfers: readonly TransferStory[]
  readonly delays: readonly PlaceDelay[]
  /** Why it went where it went; undefined when it never had a place, and as recorded: it went where the trace says. */
  readonly placement: PlacementStory | undefined
}

/** The whole story of a job. */
export interface JobStory {
  readonly run: RunName
  readonly replay: ReplayMode | undefined
  readonly task: string
  readonly ordinal: number
  readonly user: string
  readonly share: string
  readonly priority: number
  readonly cores: number
  readonly inputBytes: number
  readonly outputBytes: number
  readonly submitSeconds: Seconds
  /** First start less submission; undefined when it never started. */
  readonly waitSeconds: Seconds | undefined
  /** State of the last attempt. */
  readonly state: string
  /** The attempt that was asked for. */
  readonly pandaId: number
  readonly attempts: readonly AttemptStory[]
}

/** A row of the table of attempts. */
export interface AttemptRow {
  readonly pandaId: number
  readonly attempt: number
  readonly user: string
  readonly share: string
  readonly priority: number
  readonly cores: number
  readonly queue?: string
  readonly site?: string
  readonly state: string
  readonly cause: string
  readonly errorCode: number
  readonly submitSeconds: Seconds
  readonly createdSeconds: Seconds
  readonly brokeredSeconds?: Seconds
  readonly activatedSeconds?: Seconds
  readonly sentSeconds?: Seconds
  readonly startSeconds?: Seconds
  readonly runEndSeconds?: Seconds
  readonly outputStartSeconds?: Seconds
  readonly endSeconds?: Seconds
  readonly inputBytes: number
  readonly outputBytes: number
}

/** Puts the story of a job together. */
export async function jobStory(reader: ResultsReader, { task, ordinal, pandaId }: FoundJob): Promise<JobStory> {
  const rows = await reader.rows<AttemptRow>('FROM attempts WHERE task = ? AND ordinal = ? ORDER BY pandaId', [
    task,
    ordinal,
  ])
  const attempts: AttemptStory[] = []
  for (const row of rows) attempts.push(await attemptStory(reader, task, row))
  const [first] = rows
  const last = rows[rows.length - 1]
  const started = rows.find(({ startSeconds }) => startSeconds !== undefined)?.startSeconds
  return {
    run: reader.run,
    replay: reader.replay,
    task,
    ordinal,
    user: first.user,
    share: first.share,
    priority: first.priority,
    cores: first.cores,
    inputBytes: first.inputBytes,
    outputBytes: first.outputBytes,
    submitSeconds: first.submitSeconds,
    waitSeconds: started === undefined ? undefined : started - first.submitSeconds,
    state: last.state,
    pandaId: pandaId ?? last.pandaId,
    attempts,
  }
}

/**
 * The story of one attempt.
 * @param until places that it did not get are counted up to this moment; default: as long as it waited
 */
export async function attemptStory(
  reader: ResultsReader,
  task: string,
  row: AttemptRow,
  until: Seconds = Number.MAX_VALUE,
): Promise<AttemptStory> {
  const { pandaId, attempt, queue, site, state, cause, errorCode, createdSeconds, brokeredSeconds, endSeconds } = row
  const transfers = await reader.rows<TransferStory>(
    'SELECT kind, source, destination, bytes, orderedSeconds, endedSeconds, arrived FROM transfers WHERE pandaId = ? ORDER BY transfer',
    [pandaId],
  )
  const delays = await reader.rows<PlaceDelay>(
    `SELECT outcome, count(*) AS times, min(timeSeconds) AS firstSeconds, max(timeSeconds) AS lastSeconds FROM decisions
      WHERE task = ? AND outcome <> 'placed' AND timeSeconds BETWEEN ? AND ? GROUP BY outcome ORDER BY firstSeconds`,
    [task, createdSeconds, Math.min(until, brokeredSeconds ?? endSeconds ?? until)],
  )
  const placement =
    brokeredSeconds === undefined || queue === undefined || reader.replay === 'recorded'
      ? undefined
      : await placementOf(reader, { task, pandaId, queue, brokeredSeconds })
  return {
    pandaId,
    attempt,
    queue,
    site,
    state,
    cause,
    errorCode,
    createdSeconds,
    endSeconds,
    phases: phasesOf(row, reader.replay),
    transfers,
    delays,
    placement,
  }
}

/** The parts that were begun; the last may not have been over. */
function phasesOf(row: AttemptRow, replay: ReplayMode | undefined): Phase[] {
  const {
    createdSeconds,
    brokeredSeconds,
    activatedSeconds,
    sentSeconds,
    startSeconds,
    runEndSeconds,
    outputStartSeconds,
    endSeconds,
  } = row
  const begun: readonly (readonly [PhaseName, from: Seconds | undefined, until: Seconds | undefined])[] = [
    [replay === 'recorded' ? 'recorded' : 'broker', createdSeconds, brokeredSeconds],
    ['data', brokeredSeconds, activatedSeconds],
    ['slot', activatedSeconds, sentSeconds],
    ['start', sentSeconds, startSeconds],
    ['run', startSeconds, runEndSeconds],
    ['output', outputStartSeconds, endSeconds],
  ]
  return begun.flatMap(([phase, from, until]) =>
    from === undefined ? [] : [{ phase, fromSeconds: from, untilSeconds: until ?? endSeconds }],
  )
}
