/**
 * What brokerage decided in a run, kept when records are kept: enough to say later why a bunch of jobs went where it went and
 * why not elsewhere. Two tables of columns of equal length, and the names that their numbers point into.
 */
export interface DecisionRecords {
  /** One row for each bunch that got a place, and for each time that a task's jobs got none; in order of time. */
  decisions: DecisionColumns
  /** What steps said of pseudo-queues. */
  verdicts: VerdictColumns
  taskNames: readonly string[]
  /** How a decision came out: `placed`, or why not. */
  outcomeNames: readonly string[]
  /** Pseudo-queues: queue, site and cores of a slot of each. */
  faces: readonly { readonly queue: string; readonly site: string; readonly cores: number }[]
  stepNames: readonly string[]
  /** Words operators know for refusals (targets.md §10). */
  tagNames: readonly string[]
  /** For each of them what is counted in, and whether it must be `at most`, `at least` or `below` the limit; empty: nothing is compared. */
  unitNames: readonly string[]
  boundNames: readonly string[]
  weigherNames: readonly string[]
}

export interface DecisionColumns {
  length: number
  timeSeconds: Float64Array
  /** Index into `taskNames`. */
  task: Int32Array
  /** Ordinal of the first job; the others are the task's next pending ones. */
  ordinal: Int32Array
  /** PandaID of the first job. */
  pandaId: Float64Array
  /** Jobs placed, or jobs that wait for a place. */
  jobs: Int32Array
  /** Index into `outcomeNames`. */
  outcome: Uint8Array
  /** Chosen pseudo-queue, -1 for none. */
  face: Int32Array
  /**
   * Weight of the chosen when it was chosen, and its part of the weights of all that could be chosen: NaN when it was tried
   * before all others, whatever its weight.
   */
  weight: Float64Array
  weightFraction: Float64Array
  /** Place of the chosen among the candidates by weight, from 1; 0 for none. */
  rank: Int32Array
  /** Candidates that steps left, of so many pseudo-queues that were asked about. */
  candidates: Int32Array
  asked: Int32Array
  /** Factors of the weight of the chosen, as many a row as there are weighers; NaN for none. */
  factors: Float64Array
  /** Which list of verdicts holds: that of the ranking, and that of the kind of work on the grid as it was; -1 for none. */
  ranking: Int32Array
  kind: Int32Array
}

/**
 * Verdicts on pseudo-queues that a decision looked at. A list of the kind of work holds what steps that look only at the kind
 * and at what queues are refuse; a list of a ranking holds what the other steps refuse, and the heaviest candidates, at most
 * `maxCandidates`. Pseudo-queues that are in neither were no heavier than any of these: they stayed candidates where there are
 * more of these than listed, else they were left without being asked further.
 */
export interface VerdictColumns {
  length: number
  /** The list: number of a ranking or of a kind, -1 for the other. Rows of a list stand together. */
  ranking: Int32Array
  kind: Int32Array
  face: Int16Array
  /** Step that refused it, -1 for a candidate. */
  step: Int8Array
  /** Index into `tagNames`, -1 for a candidate. */
  tag: Int16Array
  /** 1 when the refusal holds only for now. */
  isTemporary: Uint8Array
  /** What was found and what is allowed, in the step's unit; NaN where the step compares no numbers. Of a candidate NaN. */
  observed: Float64Array
  limit: Float64Array
  /** Weight of a candidate before any bunch was placed; NaN of what was refused. */
  weight: Float64Array
}
