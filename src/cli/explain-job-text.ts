import { endWords } from '../lab/explain/end-words.js'
import { outcomeWords } from '../lab/explain/outcome-words.js'
import type { AttemptStory, JobStory, Phase, TransferStory } from '../lab/explain/job-story.js'
import type { ReplayMode } from '../sim/trace-workload.js'
import { formatBytes, formatCount, formatSeconds } from '../model/format.js'
import { placementText } from './explain-placement-text.js'
import { paragraph } from './paragraph.js'
import { type Column, renderTable } from './table.js'

/** The story of a job, for a window so wide. */
export function jobText(story: JobStory, width: number): string {
  const { run, replay, task, ordinal, pandaId, attempts } = story
  const asked = attempts.find((attempt) => attempt.pandaId === pandaId) ?? attempts[attempts.length - 1]
  const placed = asked.placement === undefined ? attempts.findLast(({ placement }) => placement !== undefined) : asked
  return [
    paragraph(
      `Job ${task}/${ordinal} (PandaID ${pandaId}) in ${run.scenario} under ${run.policy}, seed ${run.seed}`,
      width,
    ),
    paragraph(whatItIs(story), width),
    paragraph(whatBecame(story), width),
    ...attempts.map((attempt) => `\n${attemptText(attempt, replay, width)}`),
    ...(placed?.placement === undefined ? [] : [`\n${placementText(placed.placement, width)}`]),
  ].join('\n')
}

function whatItIs({ user, share, priority, cores, inputBytes, outputBytes }: JobStory): string {
  const width = cores === 0 ? 'any number of cores' : cores === 1 ? '1 core' : `${cores} cores`
  const size = (bytes: number, what: string) => (bytes === 0 ? `no ${what}` : `${formatBytes(bytes)} of ${what}`)
  return `User ${user}, share ${share}, priority ${priority}, ${width}, ${size(inputBytes, 'input')}, ${size(outputBytes, 'output')}.`
}

function whatBecame({ submitSeconds, waitSeconds, state, attempts }: JobStory): string {
  const waited =
    waitSeconds === undefined ? 'never started' : `waited ${formatSeconds(waitSeconds)} for its first start`
  const last = attempts[attempts.length - 1]
  const tries = attempts.length === 1 ? 'at the first attempt' : `at attempt ${last.attempt}`
  const end = last.endSeconds === undefined ? `and was ${state} when the run ended` : `and ${was(state)} ${tries}`
  return `It was submitted at ${formatSeconds(submitSeconds)} of the run, ${waited}, ${end}.`
}

function was(state: string): string {
  return state === 'closed' || state === 'cancelled' ? `was ${state}` : state
}

const columns: readonly Column[] = [
  { title: 'part', align: 'left', importance: 5 },
  { title: 'from', align: 'right', importance: 3 },
  { title: 'for', align: 'right', importance: 4 },
  { title: 'what happened', align: 'left', importance: 2, shortest: 24 },
]

function attemptText(attempt: AttemptStory, replay: ReplayMode | undefined, width: number): string {
  const { queue, state, cause, errorCode, endSeconds, phases } = attempt
  const place = queue === undefined ? 'never placed' : `at ${queue}`
  const why = cause === 'course' || endSeconds === undefined ? '' : `: ${endWords(cause, errorCode, replay)}`
  const title = `Attempt ${attempt.attempt} (PandaID ${attempt.pandaId}), ${place}, ${state}${why}`
  const rows = phases.map((phase) => phaseRow(phase, attempt))
  return `${paragraph(title, width)}\n${renderTable(columns, rows, width)}`
}

function phaseRow(phase: Phase, attempt: AttemptStory): string[] {
  const { fromSeconds, untilSeconds } = phase
  const length = untilSeconds === undefined ? 'not over' : formatSeconds(untilSeconds - fromSeconds)
  return [phase.phase, formatSeconds(fromSeconds), length, happened(phase, attempt)]
}

function happened(
  { phase, fromSeconds, untilSeconds }: Phase,
  { queue, delays, transfers, endSeconds }: AttemptStory,
): string {
  const isCut = untilSeconds === undefined || (untilSeconds === endSeconds && phase !== 'output' && phase !== 'run')
  switch (phase) {
    case 'recorded':
      return 'waited as recorded; placed where the trace says'
    case 'broker': {
      const waits = delays.map(
        ({ outcome, times }) => `${outcomeWords(outcome)}${times > 1 ? `, ${formatCount(times)} times` : ''}`,
      )
      return waits.length === 0 ? 'brokerage found a place' : waits.join('; ')
    }
    case 'data':
      return transferWords(transfers.filter(({ kind }) => kind === 'input')) || 'its input was there'
    case 'slot':
      return isCut ? 'no pilot came for it' : `waited for a pilot at ${queue}`
    case 'start':
      return isCut ? 'the pilot never started it' : 'the pilot set it up'
    case 'run':
      return `ran at ${queue}`
    case 'output':
      return transferWords(transfers.filter(({ kind }) => kind === 'output')) || `from ${formatSeconds(fromSeconds)}`
  }
}

function transferWords(transfers: readonly TransferStory[]): string {
  return transfers
    .map(({ source, destination, bytes, arrived, endedSeconds }) => {
      const end = arrived ? '' : endedSeconds === undefined ? ', under way' : ', failed'
      return `${formatBytes(bytes)} from ${source} to ${destination}${end}`
    })
    .join('; ')
}
