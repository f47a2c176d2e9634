import { formatFraction, formatSeconds, formatSecondsRange } from '../../model/format.js'
import type { PolicyComparison } from '../compare-runs.js'
import { measures } from '../measures.js'

/** A gap in finished jobs above which a lower wait alone misleads. */
const finishedGap = 0.01

/**
 * What a comparison says, a sentence each: the policy with the lowest mean wait, its lead over each other one, how far
 * seeds spread, and what weakens the answer. Ranges and counts of seeds, never a claim of significance.
 * @param comparisons as `compareRuns` orders them
 */
export function verdict(comparisons: readonly PolicyComparison[]): string[] {
  const measured = comparisons.filter((comparison) => Number.isFinite(comparison.spreads.waitMean.median))
  if (measured.length === 0) return ['No job started in any run, so there is no wait to compare.']
  const [best, ...others] = measured
  return [
    opening(best, others),
    ...others.map((other) => lead(best, other)),
    ...seedsSentence(best, others),
    ...caveats(measured, comparisons),
  ]
}

function opening(best: PolicyComparison, others: readonly PolicyComparison[]): string {
  const { median, min, max } = best.spreads.waitMean
  const seeds = best.runs.length
  const wait = formatSeconds(median)
  const tied = others.filter((other) => other.spreads.waitMean.median === median)
  const over = seeds === 1 ? 'On the one seed that ran' : `Over ${seeds} seeds`
  const spread = seeds === 1 ? '' : ` (${formatSecondsRange(min, max)} across seeds)`
  const amount = seeds === 1 ? wait : `a median of ${wait}${spread}`
  if (others.length === 0) return `${over}, the mean wait of ${best.policy} is ${amount}; nothing was compared with it.`
  if (tied.length > 0) {
    return `${over}, ${names([best, ...tied])} share the lowest mean wait: ${amount}.`
  }
  return `${over}, ${best.policy} has the lowest mean wait: ${amount}.`
}

function lead(best: PolicyComparison, other: PolicyComparison): string {
  const [lower, higher] = [best.spreads.waitMean.median, other.spreads.waitMean.median]
  const range =
    other.runs.length > 1 ? `, ${formatSecondsRange(other.spreads.waitMean.min, other.spreads.waitMean.max)}` : ''
  const against = `${other.policy} (${formatSeconds(higher)}${range})`
  const gap = lower === higher ? 'The same as' : `${formatFraction((higher - lower) / higher)} below`
  const { won, shared } = seedsWon(best, other)
  const seeds =
    shared === 0 ? 'the two share no seed' : `lower on ${won} of ${shared} shared ${shared === 1 ? 'seed' : 'seeds'}`
  return `${gap} ${against}; ${seeds}.`
}

/** Seed by seed, since policies share their luck: on how many seeds the first waits less. */
function seedsWon(best: PolicyComparison, other: PolicyComparison): { won: number; shared: number } {
  const waits = new Map(other.runs.map((run) => [run.summary.seed, measures.waitMean.read(run.summary)]))
  let won = 0
  let shared = 0
  for (const { summary } of best.runs) {
    const wait = waits.get(summary.seed)
    if (wait === undefined) continue
    shared += 1
    if (measures.waitMean.read(summary) < wait) won += 1
  }
  return { won, shared }
}

function seedsSentence(best: PolicyComparison, others: readonly PolicyComparison[]): string[] {
  if (best.runs.length === 1) return ['One seed tells nothing of the spread: another seed may change the order.']
  if (others.length === 0) return []
  const overlapping = others.filter((other) => other.spreads.waitMean.min <= best.spreads.waitMean.max)
  if (overlapping.length === 0)
    return [`The range of ${best.policy} over its seeds overlaps with that of no other policy.`]
  return [`The range of ${best.policy} over its seeds overlaps with that of ${names(overlapping)}.`]
}

function caveats(measured: readonly PolicyComparison[], comparisons: readonly PolicyComparison[]): string[] {
  return [
    ...medianCaveat(measured),
    ...finishedCaveat(measured[0], comparisons),
    ...stoppedCaveat(comparisons),
    ...arrivalsCaveat(comparisons),
    ...oneTraceCaveat(comparisons),
  ]
}

/** A mean follows the longest waits: a policy may lose by it and yet start most jobs sooner. */
function medianCaveat(measured: readonly PolicyComparison[]): string[] {
  const byMedian = [...measured].sort((one, other) => one.spreads.waitP50.median - other.spreads.waitP50.median)
  const [best, lowest] = [measured[0].spreads, byMedian[0].spreads]
  if (lowest.waitP50.median >= best.waitP50.median || lowest.waitMean.median <= best.waitMean.median) return []
  const waits = byMedian.map(({ policy, spreads }) => `${policy} ${formatSeconds(spreads.waitP50.median)}`)
  return [`By median wait the order differs: ${waits.join(', ')}.`]
}

/** Waits are of jobs that started: a policy that starves jobs looks good by its waits alone. */
function finishedCaveat(best: PolicyComparison, comparisons: readonly PolicyComparison[]): string[] {
  const own = finishedFraction(best)
  const [top] = [...comparisons].sort((one, other) => finishedFraction(other) - finishedFraction(one))
  const most = finishedFraction(top)
  if (most - own <= finishedGap) return []
  const [less, more] = [formatFraction(own), formatFraction(most)]
  return [
    `But ${best.policy} finished ${less} of its jobs where ${top.policy} finished ${more}; jobs that never started have no wait.`,
  ]
}

function finishedFraction(comparison: PolicyComparison): number {
  let finished = 0
  let submitted = 0
  for (const { summary } of comparison.runs) {
    finished += summary.jobs.finished
    submitted += summary.jobs.submitted
  }
  return submitted > 0 ? finished / submitted : 0
}

function stoppedCaveat(comparisons: readonly PolicyComparison[]): string[] {
  const runs = comparisons.flatMap((comparison) => comparison.runs)
  const stopped = runs.filter((run) => !run.summary.complete).length
  if (stopped === 0) return []
  return [`${stopped} of ${runs.length} runs stopped with jobs unfinished, so their longest waits are not counted.`]
}

function arrivalsCaveat(comparisons: readonly PolicyComparison[]): string[] {
  const arrivals = new Map<string, string>()
  const differing = new Set<string>()
  for (const { summary } of comparisons.flatMap((comparison) => comparison.runs)) {
    if ((arrivals.get(summary.seed) ?? summary.arrivals) !== summary.arrivals) differing.add(summary.seed)
    arrivals.set(summary.seed, summary.arrivals)
  }
  if (differing.size === 0) return []
  return [
    `The policies did not see the same arrivals on seed ${[...differing].join(', ')}: this is no fair comparison.`,
  ]
}

/** Seeds of a replayed trace are not as many samples of its load. */
function oneTraceCaveat(comparisons: readonly PolicyComparison[]): string[] {
  const summaries = comparisons.flatMap(({ runs }) => runs.map(({ summary }) => summary))
  const seeds = new Set(summaries.map(({ seed }) => seed))
  const arrivals = new Set(summaries.map((summary) => summary.arrivals))
  if (seeds.size < 2 || arrivals.size > 1) return []
  return ['All seeds replay the same arrivals: they differ only in what is drawn (failures, bytes, delays).']
}

function names(comparisons: readonly PolicyComparison[]): string {
  return new Intl.ListFormat('en').format(comparisons.map((comparison) => comparison.policy))
}
