import type { Constants } from '../../model/constants.js'

/** A queue that may get the bunch. */
export interface Contender {
  /** Where the caller knows it by. */
  readonly position: number
  readonly inverseWeight: number
  /** Place in line: among equals the lowest comes first. */
  readonly turn: number
  /** Files of the bunch's input that it holds. */
  readonly filesHeld: number
}

/**
 * The queue for a bunch (brokerage.md §D.1): the one with the smallest 1/w, or the next when that lies within a factor of 2 and
 * holds more of the input. Undefined when there is none.
 */
export function chooseQueue(contenders: readonly Contender[], constants: Constants): Contender | undefined {
  let first: Contender | undefined
  let second: Contender | undefined
  for (const one of contenders) {
    if (isAhead(one, first)) [first, second] = [one, first]
    else if (isAhead(one, second)) second = one
  }
  if (first === undefined || second === undefined) return first
  const isNear = second.inverseWeight <= constants.singleLevelWeightRatio * first.inverseWeight
  return isNear && second.filesHeld > first.filesHeld ? second : first
}

function isAhead(one: Contender, other: Contender | undefined): boolean {
  if (other === undefined) return true
  const difference = one.inverseWeight - other.inverseWeight
  return difference < 0 || (difference === 0 && one.turn < other.turn)
}
