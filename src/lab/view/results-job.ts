import { formatBytes, formatCount } from '../../model/format.js'
import type { FileTold, JobTold } from '../../monitor/readings/jobs.js'
import type { Seconds } from '../../model/units.js'
import { endWords } from '../explain/end-words.js'
import {
  type AttemptRow,
  type AttemptStory,
  attemptStory,
  type Phase,
  type TransferStory,
} from '../explain/job-story.js'
import { outcomeWords } from '../explain/outcome-words.js'
import type { KeptRun } from './kept-run.js'
import { rowOf } from './attempt-columns.js'
import { jobsOf } from './results-jobs.js'
import { whyOf } from './results-why.js'

/** An attempt as it stood at a moment, with its story so far; undefined: it had not been made. */
export async function resultsJob(run: KeptRun, at: Seconds, id: number): Promise<JobTold | undefined> {
  const { reader, attempts } = run
  const [row] = await reader.rows<AttemptRow & { readonly task: string; readonly ordinal: number }>(
    'FROM attempts WHERE pandaId = ?',
    [id],
  )
  if (row === undefined || row.createdSeconds > at) return undefined
  const ids = await reader.rows<{ pandaId: number }>(
    'SELECT pandaId FROM attempts WHERE task = ?::VARCHAR::task_name AND ordinal = ? AND createdSeconds <= ? ORDER BY pandaId',
    [row.task, row.ordinal, at],
  )
  const all = await jobsOf(
    run,
    at,
    ids.map(({ pandaId }) => rowOf(attempts.pandaId, pandaId)),
  )
  const job = all.find((attempt) => attempt.id === id)!
  const story = await attemptStory(reader, row.task, row, at)
  return {
    ...job,
    story: eventsOf(story, row, run).filter((event) => event.at <= at),
    attempts: all.map((one) => ({
      id: one.id,
      attempt: one.attempt,
      state: one.state,
      queue: one.queue,
      error: one.error,
    })),
    inputs: filesOf('input', row.inputBytes, story.transfers, at),
    outputs: filesOf('output', row.outputBytes, story.transfers, at),
    needs: [
      { name: 'share', value: row.share },
      { name: 'cores', value: row.cores === 0 ? 'any number' : formatCount(row.cores) },
      { name: 'input', value: formatBytes(row.inputBytes) },
      { name: 'output', value: formatBytes(row.outputBytes) },
    ],
    said: [],
    log: null,
    why: await whyOf(run, at, row.task, story, job.state),
  }
}

interface Event {
  readonly at: Seconds
  readonly what: string
}

/** All that happened to an attempt, oldest first. */
function eventsOf(story: AttemptStory, { user }: AttemptRow, { reader }: KeptRun): Event[] {
  const { attempt, queue, state, cause, errorCode, createdSeconds, endSeconds, phases, delays, transfers } = story
  const end = cause === 'course' ? state : `${state}: ${endWords(cause, errorCode, reader.replay)}`
  const events: Event[] = [
    { at: createdSeconds, what: attempt === 1 ? `made for ${user}` : `made as attempt ${attempt}, for ${user}` },
    ...delays.map(({ firstSeconds, outcome, times }) => ({
      at: firstSeconds,
      what: `${outcomeWords(outcome)}${times > 1 ? `, ${formatCount(times)} times from then on` : ''}`,
    })),
    ...phases.flatMap((phase) => phaseEvents(phase, queue ?? 'its queue')),
    ...transfers.flatMap(transferEvents),
    ...(endSeconds === undefined ? [] : [{ at: endSeconds, what: end }]),
  ]
  // What happened at the same time stays in the order of the list, but the end is last.
  return events.sort((one, other) => one.at - other.at)
}

/** How a part of an attempt's life begins, and where its payload ends. */
function phaseEvents({ phase, fromSeconds, untilSeconds }: Phase, queue: string): Event[] {
  switch (phase) {
    case 'recorded':
    case 'broker':
      return []
    case 'data':
      return [{ at: fromSeconds, what: `placed at ${queue}` }]
    case 'slot':
      return [{ at: fromSeconds, what: 'its input is there; it waits for a pilot' }]
    case 'start':
      return [{ at: fromSeconds, what: 'a pilot took it' }]
    case 'run':
      return [
        { at: fromSeconds, what: 'its payload started' },
        ...(untilSeconds === undefined
          ? []
          : [{ at: untilSeconds, what: 'its payload ended, or was heard for the last time' }]),
      ]
    case 'output':
      return [{ at: fromSeconds, what: 'its output is to be moved' }]
  }
}

function transferEvents({
  kind,
  source,
  destination,
  bytes,
  orderedSeconds,
  endedSeconds,
  arrived,
}: TransferStory): Event[] {
  const what = `${formatBytes(bytes)} of ${kind} from ${source} to ${destination}`
  return [
    { at: orderedSeconds, what: `${what} ordered` },
    ...(endedSeconds === undefined ? [] : [{ at: endedSeconds, what: `${what} ${arrived ? 'arrived' : 'failed'}` }]),
  ]
}

/** What is known of an attempt's files: their size together, and what was moved of them. */
function filesOf(kind: string, bytes: number, transfers: readonly TransferStory[], at: Seconds): FileTold[] {
  const moved = transfers.filter((transfer) => transfer.kind === kind && transfer.orderedSeconds <= at)
  if (moved.length === 0) return bytes === 0 ? [] : [{ name: `all ${kind}`, bytes, text: 'nothing of it was moved' }]
  return moved.map((transfer) => {
    const { source, destination, endedSeconds, arrived } = transfer
    const isOver = endedSeconds !== undefined && endedSeconds <= at
    const end = !isOver ? 'under way' : arrived ? 'arrived' : 'failed'
    return { name: kind, bytes: transfer.bytes, text: `from ${source} to ${destination}: ${end}` }
  })
}
