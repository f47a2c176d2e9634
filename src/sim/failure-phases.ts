/** Where in its course a run fails, and what the pilot says then. */

/** The part of a failing run before which its failure counts as early: inputs and set-up are at fault, or the payload. */
export const EARLY_PART = 0.1

/** Parts of the reported failures by phase; they are scaled to add up to 1. */
export interface PhaseShares {
  readonly stageIn: number
  readonly setup: number
  readonly execution: number
  readonly stageOut: number
  readonly unknown: number
}

/**
 * By phase, of 356,652 failures (targets.md §4). The lost heartbeats among them, 27.7 % of all, are the failures of which
 * nothing is reported.
 */
export const publishedShares: PhaseShares = {
  stageIn: 0.07,
  setup: 0.001,
  execution: 0.24,
  stageOut: 0.018,
  unknown: 0.394,
}

/** Pilot error codes (panda-protocol.md §7.1): one for each phase, and that of a slot whose time is over. */
export const pilotErrors = {
  stageIn: 1099,
  setup: 1110,
  execution: 1305,
  stageOut: 1137,
  unknown: 1008,
  batchTimeLimit: 1213,
} as const

/**
 * The phase of a failure follows from the part of the run that was over: an early one begins with stage-in and set-up, a
 * late one ends with stage-out, and in between it is the payload's or nobody knows. The borders lie so that all phases
 * together have their shares when the declared part of the failures is early, as far as that is possible at all: at
 * most all early failures are stage-in and set-up, at most all late ones are stage-out.
 */
export class FailurePhases {
  private readonly stageInEnd: number
  private readonly setupEnd: number
  private readonly stageOutStart: number
  private readonly executionShare: number

  constructor(shares: PhaseShares, earlyFraction: number) {
    const { stageIn, setup, execution, stageOut, unknown } = shares
    const sum = stageIn + setup + execution + stageOut + unknown
    const ofEarly = earlyFraction > 0 ? Math.min(1, (stageIn + setup) / (sum * earlyFraction)) : 0
    const ofLate = earlyFraction < 1 ? Math.min(1, stageOut / (sum * (1 - earlyFraction))) : 0
    this.setupEnd = EARLY_PART * ofEarly
    this.stageInEnd = this.setupEnd * part(stageIn, stageIn + setup)
    this.stageOutStart = 1 - (1 - EARLY_PART) * ofLate
    this.executionShare = part(execution, execution + unknown)
  }

  /**
   * Error code of a failure.
   * @param point the part of the run that was over, below 1
   * @param u a uniform number that decides between the payload and the unknown
   */
  errorAt(point: number, u: number): number {
    if (point < this.stageInEnd) return pilotErrors.stageIn
    if (point < this.setupEnd) return pilotErrors.setup
    if (point >= this.stageOutStart) return pilotErrors.stageOut
    return u < this.executionShare ? pilotErrors.execution : pilotErrors.unknown
  }
}

function part(one: number, all: number): number {
  return all > 0 ? one / all : 0
}
