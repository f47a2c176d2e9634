import type { Constants } from '../../model/constants.js'
import type { NucleusInput } from './nucleus-input.js'
import {
  fullChain,
  job,
  localitySteps,
  type NucleusCandidate,
  type NucleusQuestion,
  type NucleusStep,
  type NucleusTask,
  nucleusSteps,
  storageSteps,
} from './nucleus-steps.js'
import { nucleusWeight } from './nucleus-weight.js'

/** A nucleus that was refused, and the test it did not pass. */
export interface NucleusRefusal {
  readonly candidate: NucleusCandidate
  readonly step: NucleusStep
}

/** What came of the choice. */
export interface NucleusChoice {
  /** The nucleus of the task; undefined: none this time. */
  readonly nucleus: string | undefined
  /** Of the nuclei that passed all tests, in the order of the draw. */
  readonly weights: ReadonlyMap<string, number>
  readonly refusals: readonly NucleusRefusal[]
  /** What kept the choice from being made, in words, where it is not the nuclei. */
  readonly fault?: string
}

const BYTES_PER_GIB = 1024 ** 3

/**
 * Chooses the nucleus that collects the outputs of a task (brokerage.md §A.6): a weighted draw among the nuclei that pass all
 * tests. A task that has one keeps it. In both cases the caller adds the task's work to that of the nucleus.
 *
 * @param input what nuclei hold of the input; undefined when some input cannot be read anywhere
 * @param draw uniform in [0, 1)
 */
export function chooseNucleus(
  task: NucleusTask,
  input: NucleusInput | undefined,
  candidates: readonly NucleusCandidate[],
  draw: number,
  constants: Constants,
): NucleusChoice {
  const refusals: NucleusRefusal[] = []
  const noChoice = { nucleus: undefined, weights: new Map<string, number>(), refusals }
  if (task.nucleus !== undefined) return { ...noChoice, nucleus: task.nucleus }
  if (input === undefined) return { ...noChoice, fault: 'some input has no complete replica to be read over the WAN' }
  const question: NucleusQuestion = { task, input, constants }

  let passing = pass(nucleusSteps, candidates, question, refusals)
  const fault = missingEndpoint(task, passing)
  if (fault !== undefined) return { ...noChoice, fault }
  passing = pass(storageSteps, passing, question, refusals)
  // When no queue can run the jobs with any nucleus, no nucleus is to blame.
  if (!passing.some(({ canRun }) => canRun)) return noChoice
  passing = pass([job], passing, question, refusals)

  const afar: NucleusRefusal[] = []
  const near = waitedLong(question) ? passing : pass(localitySteps, passing, question, afar)
  const ignoresLocality = near.length === 0 && mayMoveInput(question)
  if (!ignoresLocality) {
    passing = near
    refusals.push(...afar)
  }
  passing = pass([fullChain], passing, question, refusals)

  const weights = new Map(passing.map((one) => [one.name, nucleusWeight(one, question, !ignoresLocality)]))
  return { nucleus: drawn(weights, draw), weights, refusals }
}

/** Candidates that pass the steps; the others are noted with the first step that they do not pass. */
function pass(
  steps: readonly NucleusStep[],
  candidates: readonly NucleusCandidate[],
  question: NucleusQuestion,
  refusals: NucleusRefusal[],
): readonly NucleusCandidate[] {
  return candidates.filter((candidate) => {
    const step = steps.find((one) => !one.accepts(candidate, question))
    if (step !== undefined) refusals.push({ candidate, step })
    return step === undefined
  })
}

/** [quirk] One nucleus that has no endpoint for an output spoils the choice for all. */
function missingEndpoint({ outputTypes }: NucleusTask, candidates: readonly NucleusCandidate[]): string | undefined {
  for (const { name, endpoints } of candidates) {
    const missing = outputTypes.find((type) => !endpoints.some((endpoint) => endpoint.type === type))
    if (missing !== undefined) return `${name} has no endpoint for ${missing}`
  }
  return undefined
}

/** Whether the task has waited so long that its input may lie anywhere; it still makes nuclei heavier. */
function waitedLong({ task: { waitingSeconds }, constants }: NucleusQuestion): boolean {
  return waitingSeconds !== undefined && waitingSeconds > constants.localityPatienceSeconds
}

/** Whether the input may be brought to a nucleus that lacks it, when all do. */
function mayMoveInput({ task: { ioIntensityKBps, priority }, input, constants }: NucleusQuestion): boolean {
  const isLight = ioIntensityKBps === undefined || ioIntensityKBps <= constants.ioIntensityCutoffKBps
  const isSmall = input.totalBytes <= constants.localityWaivedUpToGiB * BYTES_PER_GIB
  return (isLight && isSmall) || priority >= constants.raisedPriority
}

/** Draws in proportion to the weights: the first nucleus at which nothing remains of the draw, else the last. */
function drawn(weights: ReadonlyMap<string, number>, draw: number): string | undefined {
  let sum = 0
  for (const weight of weights.values()) sum += weight
  let rest = draw * sum
  let last: string | undefined
  for (const [nucleus, weight] of weights) {
    last = nucleus
    rest -= weight
    if (rest <= 0) break
  }
  return last
}
