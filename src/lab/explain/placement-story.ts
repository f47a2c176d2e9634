import type { Seconds } from '../../model/units.js'
import type { ResultsReader } from './results-reader.js'

/** A pseudo-queue that a step refused. */
export interface RefusedQueue {
  readonly queue: string
  readonly site: string
  readonly slotCores: number
  readonly observed: number | undefined
  readonly limit: number | undefined
  readonly isTemporary: boolean
}

/** All that one step refused for one reason. */
export interface RefusalGroup {
  readonly step: string
  /** The word operators know (targets.md §10). */
  readonly tag: string
  /** What the numbers are counted in, and how what was found must lie to the limit; empty: it compares no numbers. */
  readonly unit: string
  readonly bound: string
  readonly queues: readonly RefusedQueue[]
  /** Pseudo-queues that were left then, of those this step was asked about. */
  readonly left: number
}

/** A candidate that could have been chosen. */
export interface CandidateQueue {
  readonly queue: string
  readonly site: string
  readonly slotCores: number
  readonly weight: number
}

/** What brokerage made of all pseudo-queues when it looked for a place. */
export interface LookStory {
  readonly timeSeconds: Seconds
  /** Pseudo-queues there were. */
  readonly asked: number
  readonly refused: readonly RefusalGroup[]
  /** The heaviest candidates. */
  readonly others: readonly CandidateQueue[]
  /** Pseudo-queues that passed what was asked and were no heavier than those: left out, or candidates too. */
  readonly lighter: number
}

/** Why a bunch of jobs went where it went, and why not elsewhere. */
export interface PlacementStory extends LookStory {
  readonly queue: string
  readonly site: string
  readonly slotCores: number
  /** Jobs that were placed together. */
  readonly jobs: number
  readonly weight: number
  /** Part of the weights of all that could be chosen; undefined: it was tried before all others, whatever its weight. */
  readonly weightFraction: number | undefined
  readonly rank: number
  readonly candidates: number
  readonly factors: Readonly<Record<string, number>>
}

/** The placement of an attempt. */
interface Placed {
  readonly task: string
  readonly pandaId: number
  readonly queue: string
  readonly brokeredSeconds: Seconds
}

interface DecisionRow extends Omit<PlacementStory, 'factors' | 'refused' | 'others' | 'lighter'> {
  readonly factors: string
  readonly rankingList: number
  readonly kindList: number
}

interface VerdictRow extends RefusedQueue {
  readonly step?: string
  readonly tag?: string
  readonly unit?: string
  readonly bound?: string
  readonly weight?: number
}

/** What was decided about the bunch that an attempt was placed in; undefined when that was not kept. */
export async function placementOf(reader: ResultsReader, placed: Placed): Promise<PlacementStory | undefined> {
  const { task, pandaId, queue, brokeredSeconds } = placed
  // Jobs of a task are placed in the order of their PandaIDs, bunch by bunch.
  const [decision] = await reader.rows<DecisionRow>(
    `FROM decisions WHERE task = ? AND queue = ? AND abs(timeSeconds - ?) < 0.002 AND pandaId <= ? AND outcome = 'placed'
      ORDER BY decision DESC LIMIT 1`,
    [task, queue, brokeredSeconds, pandaId],
  )
  if (decision === undefined) return undefined
  const { site, slotCores, jobs, weight, weightFraction, rank, candidates, factors } = decision
  return {
    ...(await lookOf(reader, decision)),
    queue,
    site,
    slotCores,
    jobs,
    weight,
    weightFraction,
    rank,
    candidates,
    factors: JSON.parse(factors) as Record<string, number>,
  }
}

/** What the last look for a place of a task's jobs found that found none, from a time to another; undefined: there was none. */
export async function noPlaceFor(
  reader: ResultsReader,
  task: string,
  from: Seconds,
  until: Seconds,
): Promise<LookStory | undefined> {
  const [decision] = await reader.rows<DecisionRow>(
    `FROM decisions WHERE task = ? AND outcome <> 'placed' AND asked > 0 AND timeSeconds BETWEEN ? AND ?
      ORDER BY decision DESC LIMIT 1`,
    [task, from, until],
  )
  return decision === undefined ? undefined : lookOf(reader, decision)
}

type Look = Pick<DecisionRow, 'timeSeconds' | 'asked' | 'rankingList' | 'kindList'>

async function lookOf(reader: ResultsReader, { timeSeconds, asked, rankingList, kindList }: Look): Promise<LookStory> {
  const verdicts = await reader.rows<VerdictRow>(
    'FROM verdicts WHERE (rankingList >= 0 AND rankingList = ?) OR (kindList >= 0 AND kindList = ?) ORDER BY kindList DESC, file_row_number',
    [rankingList, kindList],
  )
  const others = verdicts.filter(({ step }) => step === undefined) as (VerdictRow & CandidateQueue)[]
  return {
    timeSeconds,
    asked,
    refused: groupsOf(verdicts, asked),
    others: others.map(({ queue, site, slotCores, weight }) => ({ queue, site, slotCores, weight })),
    lighter: asked - new Set(verdicts.map(({ queue, slotCores }) => `${queue} ${slotCores}`)).size,
  }
}

function groupsOf(verdicts: readonly VerdictRow[], asked: number): RefusalGroup[] {
  const groups = new Map<string, RefusalGroup & { queues: RefusedQueue[]; left: number }>()
  const seen = new Set<string>()
  for (const { step, tag, unit = '', bound = '', queue, site, slotCores, observed, limit, isTemporary } of verdicts) {
    if (step === undefined || tag === undefined) continue
    const key = `${tag} ${unit}`
    const group = groups.get(key) ?? { step, tag, unit, bound, queues: [], left: 0 }
    groups.set(key, group)
    group.queues.push({ queue, site, slotCores, observed, limit, isTemporary })
    // Some are set aside by several steps.
    seen.add(`${queue} ${slotCores}`)
    group.left = asked - seen.size
  }
  return [...groups.values()]
}
