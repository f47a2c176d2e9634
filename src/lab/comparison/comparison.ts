import type { PolicyComparison } from '../compare-runs.js'
import type { MeasureName } from '../measures.js'

/** What the runs of a study say of its policies. */
export interface Comparison {
  /** The policy that the others are compared with. */
  baseline: string
  /** The measure that decides, declared beforehand. */
  primary: MeasureName
  /** Of intervals; one minus it is the level of the tests. */
  confidence: number
  /** A difference below this part of the baseline counts as none. */
  margin: number
  levels: readonly LoadLevel[]
  /** Each policy once. */
  saturation: readonly Saturation[]
  /** Undefined for one load level or one policy. */
  stability: RankStability | undefined
  /** Undefined when the baseline has too few runs for it. */
  aa: AaCheck | undefined
}

/** The policies at one offered load. */
export interface LoadLevel {
  /** Undefined: the load that the scenario has. */
  load: number | undefined
  /** By the primary measure, best first. */
  policies: readonly PolicyComparison[]
  luck: LuckCheck
  /** Each policy but the baseline, by each measure that both have; the primary measure first. */
  differences: readonly Difference[]
}

/** `better` and `worse` are of the policy and sure; `differs` is sure where neither way is better. */
export type Finding = 'better' | 'worse' | 'differs' | 'equivalent' | 'undecided' | 'too few runs'

/** A policy against the baseline by one measure: policy minus baseline, run by run of equal seed. */
export interface Difference {
  policy: string
  measure: MeasureName
  /** Not declared beforehand: a hint for the next study, no proof. */
  exploratory: boolean
  pairs: number
  /** In how many pairs the policy is lower, and in how many higher. */
  lower: number
  higher: number
  baselineMean: number
  policyMean: number
  /** Mean difference with its BCa interval; NaN ends for fewer than two pairs. */
  mean: number
  low: number
  high: number
  /** The same as parts of the baseline's mean; NaN where that is 0. */
  relative: { mean: number; low: number; high: number }
  /** Wilcoxon's signed-rank test, two-sided. */
  p: number
  /** Holm over all claims by the primary measure, Benjamini–Hochberg over all others. */
  adjusted: number
  /** “Equivalent” is adjusted in the same way within the same family. */
  finding: Finding
}

/** Whether policies met the same luck, so that nothing but the policy differs (common random numbers). */
export interface LuckCheck {
  /** The same jobs at the same times for all policies of a seed. */
  sameArrivals: boolean
  /** Seeds whose policies met different arrivals. */
  differingSeeds: readonly string[]
  /** var(A − B) / (var A + var B) of the primary measure: below 1 pairing helped. */
  varianceRatios: readonly { policy: string; ratio: number }[]
}

/** Where a policy no longer keeps up with the work. */
export interface Saturation {
  policy: string
  /** The lowest load at which it does not; undefined when it was not seen to. */
  load: number | undefined
  /** At any level, whether or not levels were asked for. */
  saturated: boolean
  /** At some level below that, most of its runs have too few samples of the queue to tell. */
  unknown: boolean
}

/** Whether policies keep their order by the primary measure as load grows. */
export interface RankStability {
  /** The lowest Kendall τ between two load levels; 1 is the same order at all. */
  lowestTau: number
  /** The two levels it was found at. */
  between: readonly [number, number]
}

/**
 * Whether the test and the interval keep their level on values that spread as the baseline's do: how often they see a
 * difference where random pairing leaves none. It should be near one minus the confidence.
 */
export interface AaCheck {
  /** Of the baseline at the telling load, which were paired with each other. */
  runs: number
  /** How many random pairings were tried. */
  splits: number
  /** Part of the pairings in which the test saw a difference. */
  rejected: number
  /** Part of the pairings whose interval left zero out. */
  missed: number
}
