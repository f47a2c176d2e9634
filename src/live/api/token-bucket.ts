/** Lets so many requests pass a second, and so many at once after a rest. */
export class TokenBucket {
  private left: number
  private at: number

  /** @param now milliseconds of a clock that never runs backwards */
  constructor(
    private readonly perSecond: number,
    private readonly atOnce: number,
    now: number,
  ) {
    this.left = atOnce
    this.at = now
  }

  /** Takes one. @returns 0 when it may pass, else seconds until the next may */
  take(now: number): number {
    this.left = Math.min(this.atOnce, this.left + ((now - this.at) / 1000) * this.perSecond)
    this.at = now
    if (this.left < 1) return (1 - this.left) / this.perSecond
    this.left--
    return 0
  }
}
