import type { Seconds } from '../../model/units.js'
import type { AttemptColumns } from './attempt-columns.js'

/** States that the tables tell apart, in the order of the lifecycle. */
export const livingStates: readonly string[] = [
  'pending',
  'assigned',
  'activated',
  'sent',
  'running',
  'holding',
  'transferring',
]

export const enum Living {
  pending,
  assigned,
  activated,
  sent,
  running,
  holding,
  transferring,
  /** It had ended by then. */
  ended,
  /** It had not been made by then. */
  none,
}

/** The state that an attempt was in at a moment. */
export function stateAt(attempts: AttemptColumns, row: number, at: Seconds): Living {
  if (!(attempts.created[row] <= at)) return Living.none
  if (attempts.ended[row] <= at) return Living.ended
  if (attempts.outputStarted[row] <= at) return Living.transferring
  if (attempts.left[row] <= at) return Living.holding
  if (attempts.started[row] <= at) return Living.running
  if (attempts.sent[row] <= at) return Living.sent
  if (attempts.activated[row] <= at) return Living.activated
  return attempts.brokered[row] <= at ? Living.assigned : Living.pending
}

/** When an attempt came into a state; Infinity: it did not. */
export function enteredAt(attempts: AttemptColumns, row: number, state: Living): Seconds {
  switch (state) {
    case Living.pending:
      return attempts.created[row]
    case Living.assigned:
      return attempts.brokered[row]
    case Living.activated:
      return attempts.activated[row]
    case Living.sent:
      return attempts.sent[row]
    case Living.running:
      return attempts.started[row]
    case Living.holding:
      return attempts.left[row]
    case Living.transferring:
      return attempts.outputStarted[row]
    default:
      return attempts.ended[row]
  }
}

/** What an attempt's state was at a moment, in words. */
export function stateWord(attempts: AttemptColumns, row: number, state: Living): string {
  return livingStates[state] ?? attempts.names.state[attempts.state[row]]
}

/** A number as SQL takes it. */
export function literal(value: number): string {
  return `${value}::DOUBLE`
}
