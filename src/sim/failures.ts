import { keyOf, uniform } from '../model/draws.js'
import type { State } from '../model/state.js'
import type { JobRow } from '../model/units.js'
import { Fate } from './pilot-table.js'

/** How often and how attempts fail. Probabilities are per attempt and independent of the site. */
export interface FailureSpec {
  /** The pilot reports a failure. */
  readonly probability: number
  /** The pilot falls silent instead of reporting anything. */
  readonly silentProbability: number
  /** Part of the failures that come in the first tenth of the run; the others come any time later. */
  readonly earlyFraction: number
}

/** Pilot error codes (panda-protocol.md §7.1): a failure at the beginning is taken for stage-in, a later one for the payload. */
const STAGE_IN_FAILED = 1099
const PAYLOAD_FAILED = 1305

const EARLY = 0.1
const whether = keyOf('sim.failure')
const when = keyOf('sim.failure-time')
const early = keyOf('sim.failure-early')

/**
 * How the run will end, drawn for its lineage and the failures before it: an attempt that was closed before it ran has
 * used up no luck, so that policies that re-broker more or less still share it.
 */
export function drawFate(spec: FailureSpec, state: State, job: JobRow): Fate {
  const u = drawFor(state, job, whether)
  if (u < spec.probability) return Fate.failed
  return u < spec.probability + spec.silentProbability ? Fate.silent : Fate.finished
}

/** The part of its run after which a failing attempt fails: bimodal, early or late (targets.md §2). */
export function failurePoint(spec: FailureSpec, state: State, job: JobRow): number {
  const u = drawFor(state, job, when)
  return drawFor(state, job, early) < spec.earlyFraction ? u * EARLY : EARLY + u * (1 - EARLY)
}

/** Error code for a failure at this part of the run. */
export function errorCodeAt(point: number): number {
  return point < EARLY ? STAGE_IN_FAILED : PAYLOAD_FAILED
}

function drawFor({ jobs, tasks, seed }: State, job: JobRow, purpose: number): number {
  return uniform(seed, purpose, tasks.key[jobs.task(job)], jobs.ordinal(job), jobs.failures(job))
}
