import { formatCount, formatFraction } from '../../model/format.js'
import type { PolicyComparison } from '../compare-runs.js'
import type { Comparison, LoadLevel } from '../comparison/comparison.js'
import type { Contest } from '../comparison/contest.js'
import { fewestPairs } from '../comparison/differences.js'
import { measures } from '../measures.js'
import { list } from './verdict-words.js'

/** A gap in finished jobs above which a lower wait alone misleads. */
const finishedGap = 0.01

/** What weakens the answer, the gravest first. */
export function caveats(level: LoadLevel, comparison: Comparison, contest: Contest | undefined): string[] {
  const { policies } = level
  return [
    ...arrivalsCaveat(level),
    ...(contest ? finishedCaveat(contest.best, policies) : []),
    ...saturatedCaveat(level, comparison),
    ...unknownCaveat(comparison),
    ...stoppedCaveat(policies),
    ...fewRunsCaveat(level, comparison),
    ...untestedCaveat(level, comparison, contest),
    ...(contest ? medianCaveat(policies) : []),
    ...oneTraceCaveat(policies),
  ]
}

function arrivalsCaveat({ luck }: LoadLevel): string[] {
  if (luck.sameArrivals) return []
  return [
    `The policies did not see the same arrivals on seed ${luck.differingSeeds.join(', ')}: this is no fair comparison.`,
  ]
}

/** Waits are of jobs that started: a policy that starves jobs looks good by its waits alone. */
function finishedCaveat(best: PolicyComparison, policies: readonly PolicyComparison[]): string[] {
  const own = finishedFraction(best)
  const [top] = [...policies].sort((one, other) => finishedFraction(other) - finishedFraction(one))
  const most = finishedFraction(top)
  if (most - own <= finishedGap) return []
  const [less, more] = [formatFraction(own), formatFraction(most)]
  return [
    `But ${best.policy} finished ${less} of its jobs where ${top.policy} finished ${more}; jobs that never started have no wait.`,
  ]
}

function finishedFraction({ runs }: PolicyComparison): number {
  let finished = 0
  let submitted = 0
  for (const { summary } of runs) {
    finished += summary.jobs.finished
    submitted += summary.jobs.submitted
  }
  return submitted > 0 ? finished / submitted : 0
}

/** Beyond saturation a wait grows as long as work comes in. */
function saturatedCaveat({ load }: LoadLevel, { saturation, levels }: Comparison): string[] {
  const saturated = saturation.filter((one) => one.saturated && (one.load ?? 0) <= (load ?? 0))
  if (saturated.length === 0) return []
  const at = levels.length > 1 ? ` at load ${load}` : ''
  const names = saturated.map(({ policy }) => policy)
  const [does, their, they] = names.length === 1 ? ['does', 'its', 'it is'] : ['do', 'their', 'they are']
  return [
    `${list(names)} ${does} not keep up with the work${at}: ${their} waits tell how long the run was as much as how good ${they}.`,
  ]
}

/** Where the queue was not sampled it cannot be told whether work piled up. */
function unknownCaveat({ saturation }: Comparison): string[] {
  const unknown = saturation.filter((one) => one.unknown).map(({ policy }) => policy)
  if (unknown.length === 0) return []
  return [
    `Whether ${list(unknown)} ${unknown.length === 1 ? 'keeps' : 'keep'} up with the work cannot be told: the queue was not sampled often enough.`,
  ]
}

/** Jobs that had not ended are counted and told, never dropped in silence. */
function stoppedCaveat(policies: readonly PolicyComparison[]): string[] {
  const runs = policies.flatMap((policy) => policy.runs)
  const stopped = runs.filter(({ summary }) => !summary.complete).length
  if (stopped === 0) return []
  const [most] = [...policies].sort((one, other) => censoredFraction(other) - censoredFraction(one))
  return [
    `${stopped} of ${runs.length} runs stopped with jobs unfinished, so their longest waits are not counted: up to ` +
      `${formatFraction(censoredFraction(most))} of the jobs that count (${most.policy}) had not ended.`,
  ]
}

function censoredFraction({ runs }: PolicyComparison): number {
  let censored = 0
  let counted = 0
  for (const { summary } of runs) {
    censored += summary.window.censored
    counted += summary.window.counted
  }
  return counted > 0 ? censored / counted : 0
}

/** A test of few pairs among many claims cannot come out sure, whatever the runs say. */
function fewRunsCaveat(level: LoadLevel, { levels, confidence, aa }: Comparison): string[] {
  const claims = level.differences.filter(({ exploratory }) => !exploratory)
  if (claims.length === 0) return []
  const pairs = Math.min(...claims.map((claim) => claim.pairs))
  const all = levels.flatMap(({ differences }) => differences).filter(({ exploratory }) => !exploratory).length
  const needed = Math.max(fewestPairs, Math.floor(Math.log2((2 * all) / (1 - confidence))) + 1)
  if (pairs === 1) return ['One seed tells nothing of the spread: another seed may change the order.']
  if (pairs < needed) {
    const claimed = all === 1 ? 'a difference' : `one of ${all} differences`
    return [
      `With ${pairs} seeds no test can be sure of ${claimed}: it takes ${needed} at least, and 30 for a good answer.`,
    ]
  }
  if (aa === undefined)
    return [
      `Too few runs to check the test on values that spread like these: that takes ${2 * fewestPairs} seeds, and 30 make a good answer.`,
    ]
  return []
}

/** Policies are compared with the baseline alone: nothing is claimed of two others. */
function untestedCaveat(
  { differences }: LoadLevel,
  { baseline, primary }: Comparison,
  contest: Contest | undefined,
): string[] {
  if (!contest || contest.best.policy === baseline) return []
  const rivals = differences.filter(
    ({ policy, measure, finding }) => measure === primary && finding === 'better' && policy !== contest.best.policy,
  )
  if (rivals.length === 0) return []
  return [
    `Whether ${contest.best.policy} is better than ${list(rivals.map(({ policy }) => policy))} was not tested: all are compared with ${baseline}.`,
  ]
}

/** A mean follows the longest waits: a policy may lose by it and yet start most jobs sooner. */
function medianCaveat(policies: readonly PolicyComparison[]): string[] {
  const measured = policies.filter(({ spreads }) => Number.isFinite(spreads.waitP50.median))
  const byMedian = [...measured].sort((one, other) => one.spreads.waitP50.median - other.spreads.waitP50.median)
  const [best, lowest] = [measured[0]?.spreads, byMedian[0]?.spreads]
  if (!best || lowest.waitP50.median >= best.waitP50.median || lowest.waitMean.median <= best.waitMean.median) return []
  const waits = byMedian.map(({ policy, spreads }) => `${policy} ${measures.waitP50.format(spreads.waitP50.median)}`)
  return [`By median wait the order differs: ${waits.join(', ')}.`]
}

/** Seeds of a replayed trace are not as many samples of its load. */
function oneTraceCaveat(policies: readonly PolicyComparison[]): string[] {
  const summaries = policies.flatMap(({ runs }) => runs.map(({ summary }) => summary))
  const seeds = new Set(summaries.map(({ seed }) => seed))
  const arrivals = new Set(summaries.map((summary) => summary.arrivals))
  if (seeds.size < 2 || arrivals.size > 1) return []
  return [
    `All ${formatCount(seeds.size)} seeds replay the same arrivals: they differ only in what is drawn (failures, bytes, delays), so the ` +
      'answer is about these arrivals and not about others like them.',
  ]
}
