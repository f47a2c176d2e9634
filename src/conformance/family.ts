/** One recorded answer of PanDA's own code: what went in and what came out. */
export interface RecordedCase {
  readonly id: string
  readonly in: unknown
  readonly out: unknown
  /** Present where the answer comes from behaviour that looks unintended: matched in the faithful mode. */
  readonly quirk?: string
  /** Another answer that is as right, because the original order is arbitrary. */
  readonly tie?: unknown
}

/** One family of recorded cases and the thin adapter that puts them to the core's own functions. */
export interface Family {
  /** As the vector files name it. */
  readonly name: string
  /** Section of the reference whose rules it holds against the core. */
  readonly section: string
  /** The first difference between the core's answer and the recorded one, in words; undefined when they agree. */
  differs(recorded: RecordedCase): string | undefined
}
