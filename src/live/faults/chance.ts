/** Draws of one history: the same for the same seed, on any machine. */
export class Chance {
  private word: number

  /** @param seed a whole number */
  constructor(seed: number) {
    this.word = Math.imul(seed ^ 0x5bd1e995, 0x9e3779b1)
  }

  /** From 0 to below 1. */
  next(): number {
    this.word = (this.word + 0x6d2b79f5) | 0
    let mixed = Math.imul(this.word ^ (this.word >>> 15), this.word | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }

  /** A whole number from 0 to below this one. */
  below(count: number): number {
    return Math.floor(this.next() * count)
  }

  between(from: number, to: number): number {
    return from + this.next() * (to - from)
  }

  /** Happens in this part of all cases. */
  is(part: number): boolean {
    return part > 0 && this.next() < part
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)]
  }
}
