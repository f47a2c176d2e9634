import type { Face } from '../model/grid.js'
import type { State } from '../model/state.js'
import type { Bunch } from './bunch.js'
import type { Candidates } from './candidates.js'
import type { Reason } from './reason.js'

/** One named test of the candidate list. It judges all candidates at once and refuses some of them. */
export interface Step {
  /** The word operators see (targets.md §10). */
  readonly name: string
  /** What it is for, in a sentence. */
  readonly about: string
  /**
   * True when the answer depends only on the kind of work and on what queues are, not on how they fare now:
   * it is then remembered until a queue changes.
   */
  readonly lasting: boolean
  /**
   * True when the answer, though it looks at more than the kind of work, stays the same for a task as long as queues are
   * what they are: such steps, with the lasting ones, tell at submission whether a task could ever run.
   */
  readonly ofTask?: true
  judge(bunch: Bunch, candidates: Candidates, state: State): void
  /** Whether the verdict on one candidate depends on the others, for this bunch; absent: never. */
  looksAtAll?(bunch: Bunch, state: State): boolean
  /** Whether it can refuse nobody, whatever the work, on this grid and with these constants: then it need not be asked. */
  isIdle?(state: State): boolean
  /** True when it only marks which candidates come first. */
  readonly marks?: true
  /**
   * Why the pseudo-queue at this position was refused or set aside: what was asked, what is there. Only called when somebody
   * asks, while the candidates are still as they were judged.
   */
  because(bunch: Bunch, candidates: Candidates, position: number, state: State): Reason
}

/** One factor of the weights: finite and not negative, 0 excludes. Weighers multiply; their order does not matter. */
export interface Weigher {
  readonly name: string
  readonly about: string
  weigh(bunch: Bunch, candidates: Candidates, state: State): void
}

/** Picks a place for the next jobs of a bunch out of the weighed candidates. */
export interface Chooser {
  readonly name: string
  readonly about: string
  /**
   * @param jobs how many jobs are to be placed together
   * @param memory a few numbers that belong to the policy and outlive the call, owned by the core
   * @returns a position among the candidates, or NONE when all are full
   */
  choose(bunch: Bunch, candidates: Candidates, jobs: number, state: State, memory: Float64Array): number
}

/** A brokerage policy: a pure value that reads as a list. */
export interface Policy {
  readonly name: string
  /** File of a user's policy, whose parts are not trusted to answer sensibly; undefined for built-in ones. */
  readonly origin?: string
  readonly about: string
  readonly steps: readonly Step[]
  readonly weighers: readonly Weigher[]
  /** Tests of the weighed list: caps and classes (brokerage.md §B.4). */
  readonly lastSteps: readonly Step[]
  /** Whether jobs are made as fast as may be, whatever waits (brokerage.md §G.3): for replays, which must not hold back what was recorded. */
  readonly isUnthrottled?: true
  /** Whether only the heaviest candidates are kept, as many as the constant `maxCandidates` says (brokerage.md §B.4). */
  readonly shortlist: boolean
  readonly chooser: Chooser
}

/** Numbers a policy may keep between decisions. */
export const POLICY_MEMORY = 16

/** A step out of a test of one pseudo-queue: the common case. */
export function eachFace(step: {
  name: string
  about: string
  lasting: boolean
  accepts(bunch: Bunch, face: Face, state: State): boolean
  because(bunch: Bunch, face: Face, state: State): Reason
}): Step {
  return {
    ...step,
    because: (bunch, { face }, position, state) => step.because(bunch, state.grid.faces[face[position]], state),
    judge(bunch, candidates, state) {
      for (let i = 0; i < candidates.count; i++) {
        if (!step.accepts(bunch, state.grid.faces[candidates.face[i]], state)) candidates.refuse(i)
      }
    },
  }
}

/** A weigher out of a factor for one pseudo-queue: the common case. */
export function eachWeight(weigher: {
  name: string
  about: string
  factor(bunch: Bunch, face: Face, state: State): number
}): Weigher {
  return {
    ...weigher,
    weigh(bunch, candidates, state) {
      for (let i = 0; i < candidates.count; i++) {
        candidates.weight[i] *= weigher.factor(bunch, state.grid.faces[candidates.face[i]], state)
      }
    },
  }
}
