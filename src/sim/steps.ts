import type { Seconds } from '../model/units.js'

/**
 * Equal steps of simulated time for samples, however long a run becomes: when there are too many, every second sample goes
 * and the step doubles.
 */
export class Steps {
  readonly timeSeconds: number[] = []
  private stepSeconds: Seconds = 60

  /** @param most samples that are kept */
  constructor(private readonly most: number) {}

  /** Notes the time of a sample. Returns whether every second sample has to go, the first staying. */
  add(now: Seconds): boolean {
    this.timeSeconds.push(now)
    if (this.timeSeconds.length <= this.most) return false
    this.stepSeconds *= 2
    halve(this.timeSeconds)
    return true
  }

  /** When the next sample is due. */
  nextAfter(now: Seconds): Seconds {
    return (Math.floor(now / this.stepSeconds) + 1) * this.stepSeconds
  }
}

/** Keeps every second value, from the first on. */
export function halve(values: number[]): void {
  for (let i = 0; 2 * i < values.length; i++) values[i] = values[2 * i]
  values.length = Math.ceil(values.length / 2)
}
