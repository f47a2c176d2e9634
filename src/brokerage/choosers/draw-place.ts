import { NONE } from '../../model/units.js'
import { type Candidates, Trial } from '../candidates.js'
import { decay } from './decay.js'

/**
 * PanDA's choice of a queue for a bunch (brokerage.md §A.4): a queue that is to be tried first, else a draw in proportion to
 * the weights among those that are neither barred nor full nor out of the cycle after their trial.
 * @param draw uniform numbers in [0, 1), taken one after the other
 * @param isFaithful whether a walk that rounding lets fall through makes the weight of the last queue decay [quirk]
 * @returns a position, or NONE when no queue is left
 */
export function drawPlace(candidates: Candidates, jobs: number, draw: () => number, isFaithful: boolean): number {
  const { weight, trial, barred, count } = candidates
  let untried = 0
  let open = 0
  let last = NONE
  let sum = 0
  for (let i = 0; i < count; i++) {
    if (trial[i] === Trial.wanted) {
      if (barred[i] === 0) untried++
    } else if (isOpen(candidates, i)) {
      sum += weight[i]
      last = i
      open++
    }
  }
  if (untried > 0) {
    const first = nth(candidates, Math.floor(draw() * untried), (i) => trial[i] === Trial.wanted && barred[i] === 0)
    trial[first] = Trial.done
    return first
  }
  if (open === 0) return NONE
  let rest = draw() * sum
  for (let i = 0; i < count; i++) {
    if (!isOpen(candidates, i)) continue
    rest -= weight[i]
    if (rest > 0) continue
    decay(candidates, i, jobs)
    return i
  }
  const chosen = nth(candidates, Math.floor(draw() * open), (i) => isOpen(candidates, i))
  decay(candidates, chosen, jobs, isFaithful ? last : chosen)
  return chosen
}

/**
 * Of input whose files are spread over sites, the next file decides: queues without it are barred, unless none has it
 * (brokerage.md §A.4-4).
 */
export function barWithoutNextFile({ count, barred }: Candidates, hasNextFile: (position: number) => boolean): void {
  const lacking: number[] = []
  for (let i = 0; i < count; i++) if (!hasNextFile(i)) lacking.push(i)
  if (lacking.length === count) return
  for (const position of lacking) barred[position] = 1
}

/** Whether the queue takes part in the draw. Weight 0 is never drawn. */
function isOpen({ weight, cap, queued, trial, barred }: Candidates, i: number): boolean {
  return trial[i] === Trial.none && barred[i] === 0 && weight[i] > 0 && !(queued[i] >= cap[i])
}

function nth({ count }: Candidates, n: number, is: (position: number) => boolean): number {
  for (let i = 0; i < count; i++) if (is(i) && n-- === 0) return i
  return NONE
}
