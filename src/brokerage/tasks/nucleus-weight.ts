import { freeGiB, heldAt, isUsable, type NucleusCandidate, type NucleusQuestion } from './nucleus-steps.js'

/** Competing work below it makes no difference, HS06·s. [quirk] The weight is then 1, not 1/50. */
const LEAST_COMPETING_WORK = 50
/** For nuclei that would have to read part of the input from tape. */
const TAPE_FACTOR = 0.001
const GIB_PER_TIB = 1024

/**
 * Weight of a nucleus that passed all tests (brokerage.md §A.6): light when it has much to do already, lighter for each part of
 * the input that it lacks, very light when it would read from tape, and heavier with free space.
 *
 * @param countsLocality whether it matters where the input is
 */
export function nucleusWeight(candidate: NucleusCandidate, question: NucleusQuestion, countsLocality: boolean): number {
  const { task, input, constants } = question
  const competing = candidate.competingWorkHs06Seconds ?? 0
  let weight = competing >= LEAST_COMPETING_WORK ? 1 / competing : 1
  if (countsLocality) {
    const held = heldAt(candidate, input)
    const isHeavy = task.ioIntensityKBps === undefined || task.ioIntensityKBps > constants.ioIntensityCutoffKBps
    if (isHeavy && input.totalBytes > 0) weight *= held.bytes / input.totalBytes
    if (held.bytes > held.diskBytes) weight *= TAPE_FACTOR
  }
  return weight * spaceFactor(candidate, question)
}

/** Free part of the fullest endpoint that outputs would go to, times its free space in whole TiB up to a limit. */
function spaceFactor(candidate: NucleusCandidate, { task, constants }: NucleusQuestion): number {
  let freePart = Infinity
  let factor = 1
  for (const endpoint of candidate.endpoints) {
    if (!task.outputTypes.includes(endpoint.type) || !isUsable(endpoint, candidate, constants)) continue
    const free = freeGiB(endpoint, candidate)
    if (free / endpoint.totalGiB >= freePart) continue
    freePart = free / endpoint.totalGiB
    factor = freePart * Math.min(Math.floor(free / GIB_PER_TIB), constants.nucleusFreeSpaceCapTiB)
  }
  return factor
}
