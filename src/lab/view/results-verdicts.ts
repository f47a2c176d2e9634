import { formatNumber } from '../../model/format.js'
import type { Verdict } from '../../monitor/readings/jobs.js'
import type { LookStory, PlacementStory, RefusalGroup, RefusedQueue } from '../explain/placement-story.js'
import type { RunQueue } from './run-queues.js'

/** A pseudo-queue. */
interface Slots {
  readonly queue: string
  readonly site: string
  readonly slotCores: number
}

/**
 * What became of every pseudo-queue when brokerage looked for a place: the chosen one first, then the heaviest candidates, those that
 * were lighter, and those that were refused, step by step.
 */
export function verdictsOf(
  queues: readonly RunQueue[],
  look: LookStory,
  chosen: PlacementStory | undefined,
): Verdict[] {
  const hasSeveral = queues.some(({ slotCores }) => slotCores.length > 1)
  const verdict = ({ queue, site, slotCores }: Slots, text: string, more: Partial<Verdict> = {}): Verdict => ({
    queue,
    site,
    isChosen: false,
    step: null,
    text: hasSeveral ? `slots of ${slotCores === 0 ? 'any number of' : slotCores} cores: ${text}` : text,
    value: null,
    threshold: null,
    weight: null,
    ...more,
  })
  const told = new Set<string>()
  /** Those that nothing was told of yet: a pseudo-queue may be set aside by several steps, of which the first counts. */
  const fresh = <One extends Slots>(all: readonly One[]): One[] =>
    all.filter(({ queue, slotCores }) => {
      const key = `${queue} ${slotCores}`
      const isNew = !told.has(key)
      told.add(key)
      return isNew
    })
  const first = chosen === undefined ? [] : fresh([chosen])
  const candidates = fresh(look.others)
  const refused = look.refused.flatMap((group) => fresh(group.queues).map((one) => ({ group, one })))
  const all = queues.flatMap(({ queue, site, slotCores }) =>
    slotCores.map((cores) => ({ queue, site, slotCores: cores })),
  )
  return [
    ...first.map((one) => verdict(one, 'chosen', { isChosen: true, weight: one.weight })),
    ...candidates.map((one) => verdict(one, 'a candidate', { weight: one.weight })),
    ...fresh(all).map((one) => verdict(one, lighterWords(look))),
    ...refused.map(({ group, one }) =>
      verdict(one, refusalWords(group, one), {
        step: group.step,
        value: one.observed ?? null,
        threshold: one.limit ?? null,
      }),
    ),
  ]
}

function lighterWords({ others }: LookStory): string {
  const least = Math.min(...others.map(({ weight }) => weight))
  return others.length === 0 ? 'not asked' : `passed, with a weight of at most ${formatNumber(least)}`
}

function refusalWords({ tag, unit, bound }: RefusalGroup, { observed, limit, isTemporary }: RefusedQueue): string {
  const numbers =
    observed === undefined || limit === undefined
      ? ''
      : `: ${formatNumber(observed)} ${unit} found, ${`${bound} ${formatNumber(limit)}`.trim()} allowed`
  return `${tag}${numbers}${isTemporary ? ' (for now)' : ''}`
}
