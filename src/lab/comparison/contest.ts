import type { PolicyComparison } from '../compare-runs.js'
import { measures, type MeasureName } from '../measures.js'
import type { Comparison, Difference, LoadLevel } from './comparison.js'

/** The two policies that an answer is about: the best by the primary measure and the one it is held against. */
export interface Contest {
  best: PolicyComparison
  /** The baseline, or the next best where the baseline is the best. */
  rival: PolicyComparison
  /** One of the two against the other: the one that is not the baseline. */
  difference: Difference
}

/** Undefined when a level has fewer than two policies that can be compared. */
export function contestAt(
  level: LoadLevel,
  { baseline, primary }: Pick<Comparison, 'baseline' | 'primary'>,
): Contest | undefined {
  const against = level.policies.find(({ policy }) => policy === baseline)
  const [best, next] = level.policies
  const rival = best === against ? next : against
  if (!best || !rival) return undefined
  const challenger = best === against ? rival : best
  const difference = level.differences.find((one) => one.policy === challenger.policy && one.measure === primary)
  return difference && { best, rival, difference }
}

/** A difference told of its better side. */
export interface Lead {
  ahead: string
  behind: string
  /** By how much the one ahead is lower (below 0) or higher, with its interval. */
  mean: number
  low: number
  high: number
  /** The same as a part of the one behind. */
  part: number
  /** Pairs in which the one ahead is ahead. */
  won: number
}

/** Turns a difference so that the policy with the better mean comes first; where neither way is better, the lower one. */
export function leadOf(difference: Difference, baseline: string): Lead {
  const { policy, policyMean, baselineMean, mean, low, high, lower, higher } = difference
  const lowerWins = isLowerBetter(difference.measure)
  const policyAhead = mean === 0 ? false : mean < 0 === lowerWins
  const part = (policyAhead ? mean : -mean) / Math.abs(policyAhead ? baselineMean : policyMean)
  const won = policyAhead === lowerWins ? lower : higher
  return policyAhead
    ? { ahead: policy, behind: baseline, mean, low, high, part, won }
    : { ahead: baseline, behind: policy, mean: -mean, low: -high, high: -low, part, won }
}

function isLowerBetter(measure: MeasureName): boolean {
  return measures[measure].better !== 'higher'
}
