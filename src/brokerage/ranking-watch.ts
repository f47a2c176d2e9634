import type { WorkKind } from '../model/work-kind.js'
import type { Bunch } from './bunch.js'
import type { Candidates } from './candidates.js'
import type { Step, Weigher } from './policy.js'

/**
 * Which pseudo-queues are asked: all of them; those that the lasting steps let pass; of these the heaviest alone; or, on behalf of
 * all bunches of a kind, all of them what lasting steps say.
 */
export type RankingScope = 'all' | 'passing' | 'heaviest' | 'kind'

/** Looks on while candidates are judged and weighed. It may change nothing. */
export interface RankingWatch {
  /** A walk through the steps begins; one that has not found enough candidates begins anew with more. */
  begins(scope: RankingScope, bunch: Bunch): void
  /** A step has judged: what it refused or set aside still has its position. */
  judged(step: Step, candidates: Candidates, bunch: Bunch): void
  /** A weigher has multiplied. Where only the heaviest are asked, weights are told before the walk begins. */
  weighed(weigher: Weigher, candidates: Candidates): void
}

/** Why jobs got no place. */
export const outcomes = ['placed', 'no candidate', 'candidates full', 'held back', 'no nucleus'] as const
export type Outcome = (typeof outcomes)[number]

/** Looks on while bunches get their places: what records of decisions are made of. */
export interface DecisionWatch extends RankingWatch {
  /** The steps are through: these are left, weighed. */
  ranked(candidates: Candidates, bunch: Bunch): void
  /** A place is about to be chosen. */
  choosing(candidates: Candidates): void
  /** So many jobs of the bunch went to the place at this position. */
  placed(candidates: Candidates, bunch: Bunch, position: number, jobs: number): void
  /** The pending jobs of the bunch's task got no place this time. */
  unplaced(outcome: Outcome, task: number, kind: WorkKind, now: number): void
}

/** Calls with the position of each candidate that was refused, or newly set aside, since the list was settled. */
export function eachRefusal(candidates: Candidates, call: (position: number, isAside: boolean) => void): void {
  for (let i = 0; i < candidates.count; i++) {
    if (candidates.isRefused(i)) call(i, false)
    else if (candidates.takeSetAside(i)) call(i, true)
  }
}
