/** Those who want to hear of something as it happens. */
export class Listeners<Words extends unknown[]> {
  private readonly all = new Set<(...words: Words) => void>()

  /** @returns how to stop listening */
  readonly add = (heard: (...words: Words) => void): (() => void) => {
    this.all.add(heard)
    return () => this.all.delete(heard)
  }

  readonly tell = (...words: Words): void => {
    for (const heard of this.all) heard(...words)
  }
}
