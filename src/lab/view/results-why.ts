import { counted, formatCount, formatFraction, formatNumber, formatSeconds } from '../../model/format.js'
import type { Seconds } from '../../model/units.js'
import type { Why } from '../../monitor/readings/jobs.js'
import { endWords } from '../explain/end-words.js'
import type { AttemptStory } from '../explain/job-story.js'
import { outcomeWords } from '../explain/outcome-words.js'
import { type LookStory, noPlaceFor, type PlacementStory } from '../explain/placement-story.js'
import type { KeptRun } from './kept-run.js'
import { countsOf } from './results-queues.js'
import { verdictsOf } from './results-verdicts.js'

/** Why an attempt was where it was at a moment, or waited, with what the policy had made of every queue by then. */
export async function whyOf(run: KeptRun, at: Seconds, task: string, story: AttemptStory, state: string): Promise<Why> {
  const { reader } = run
  const { createdSeconds, placement } = story
  const isPlaced = state !== 'pending' && story.queue !== undefined
  const look = isPlaced ? placement : await noPlaceFor(reader, task, createdSeconds, at)
  const { findings, change } = standing(run, at, story, state)
  const choice = isPlaced ? chosenBecause(placement, reader.replay === 'recorded') : []
  return {
    findings: [...findings, ...choice, ...left(run, look)],
    change,
    policy: reader.run.policy,
    verdicts: look === undefined ? [] : verdictsOf(run.queues, look, isPlaced ? placement : undefined),
  }
}

/** What it waited for then, or how it ended. */
function standing(
  run: KeptRun,
  at: Seconds,
  story: AttemptStory,
  state: string,
): { findings: string[]; change: string | null } {
  const { queue = '', cause, errorCode, delays, transfers } = story
  switch (state) {
    case 'pending': {
      if (run.reader.replay === 'recorded')
        return { findings: ['It waits for as long as its trace recorded.'], change: null }
      const times = delays.map(({ firstSeconds, outcome, times: seen }, place) => {
        const until = delays[place + 1]?.firstSeconds ?? at
        return `For ${formatSeconds(until - firstSeconds)} ${outcomeWords(outcome)}${seen > 1 ? `, ${formatCount(seen)} times` : ''}.`
      })
      return { findings: times.length > 0 ? times : ['Brokerage has not looked at it yet.'], change: null }
    }
    case 'assigned': {
      const { length } = transfers.filter(
        ({ orderedSeconds, endedSeconds = Infinity }) => orderedSeconds <= at && endedSeconds > at,
      )
      return {
        findings: [`Its input is not at ${story.site} yet: ${counted(length, 'transfer')} for it under way.`],
        change: 'its input arrived',
      }
    }
    case 'activated': {
      const { waiting = 0, running = 0 } = countsOf(run, queue, at) ?? {}
      return {
        findings: [
          `It waits for a pilot of ${queue}, where ${counted(waiting, 'job')} waited, itself among them, and ${formatCount(running)} ran.`,
        ],
        change: `a pilot of ${queue} asked for work and no other job came first`,
      }
    }
    case 'failed':
    case 'closed':
    case 'cancelled':
      return {
        findings: [
          `It was ${state === 'failed' ? 'given up' : state}: ${endWords(cause, errorCode, run.reader.replay)}.`,
        ],
        change: null,
      }
    default:
      return { findings: [], change: null }
  }
}

/** What chose its place. */
function chosenBecause(placement: PlacementStory | undefined, isRecorded: boolean): string[] {
  if (isRecorded) return ['It went where its trace says; no policy was asked.']
  if (placement === undefined) return ['The decision that placed it was not kept.']
  const { queue, jobs, weight, weightFraction, rank, candidates, asked, factors } = placement
  const part =
    weightFraction === undefined
      ? 'it was tried before all others'
      : `${formatFraction(weightFraction)} of the weights of all that could be chosen`
  const product = Object.entries(factors).map(([weigher, factor]) => `${weigher} ${formatNumber(factor)}`)
  return [
    `${queue} was chosen out of ${formatCount(candidates)} candidates among ${formatCount(asked)} pseudo-queues, for a bunch of ${formatCount(jobs)}.`,
    `Its weight was ${formatNumber(weight)}, number ${formatCount(rank)} among the candidates: ${part}.`,
    ...(product.length === 0 ? [] : [`The weight is a product of ${product.join(', ')}.`]),
  ]
}

/** Pseudo-queues whose names the folder does not keep. */
function left({ queues }: KeptRun, look: LookStory | undefined): string[] {
  const named = queues.reduce((sum, { slotCores }) => sum + slotCores.length, 0)
  const unnamed = (look?.asked ?? 0) - named
  return unnamed > 0
    ? [`${formatCount(unnamed)} more pseudo-queues passed, lighter than those told of; their names are not kept.`]
    : []
}
