import type { Seconds } from '../model/units.js'

/** Numbers that each run writes: the part of its work submitted, and its simulated time. */
const cells = 2

/** How far many runs are, in memory that their threads share: each run writes its own cells, anybody may look. */
export class RunBoard {
  /** When the runs begin, where the trace that they replay tells. */
  startUnixSeconds: number | undefined
  private readonly numbers: Float64Array<SharedArrayBuffer>

  /** @param shared the memory of another board of as many runs, to write on it from a thread */
  constructor(
    runs: number,
    readonly shared = new SharedArrayBuffer(8 * cells * runs),
  ) {
    this.numbers = new Float64Array(shared)
  }

  /** Notes how far a run is. */
  note(run: number, simulatedSeconds: Seconds, fraction: number): void {
    this.numbers[cells * run] = fraction
    this.numbers[cells * run + 1] = simulatedSeconds
  }

  /** Part of a run that is done, 0 to 1. */
  fraction(run: number): number {
    return this.numbers[cells * run]
  }

  /** Simulated time that a run has come to. */
  simulatedSeconds(run: number): Seconds {
    return this.numbers[cells * run + 1]
  }
}
