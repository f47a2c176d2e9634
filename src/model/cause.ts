/** Why a job changed its state: told with each fact about a job. */
export const enum Cause {
  /** The ordinary course of a job. */
  course,
  /** The pilot said that the payload or its surroundings failed. */
  reported,
  /** Running or starting without a sign of life (dispatcher error 100). */
  lostHeartbeat,
  /** Handed to a pilot that never said a word (dispatcher error 102). */
  noReply,
  /** The final report was never worked off (dispatcher error 103). */
  heldTooLong,
  /** The input could not be moved to the site. */
  inputFailed,
  /** The output did not reach its destination (task buffer error 101). */
  outputFailed,
  /** Waited too long where it was: closed, its work goes to brokerage again (kill code 51). */
  rebrokered,
  /** A person, or the system in a person's name, ended it. */
  killed,
  /** Alive for longer than any job may be (kill code 2). */
  expired,
}

/** The causes in words, by number. */
export const causeNames = [
  'course',
  'reported',
  'lost heartbeat',
  'no reply',
  'held too long',
  'input failed',
  'output failed',
  'rebrokered',
  'killed',
  'expired',
] as const
