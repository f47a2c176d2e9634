import type { CdfPoint, Distribution } from './run-result.js'

/** Bins per doubling of the value: a bin is at most 1/1024 of its value wide. */
const binsPerDoubling = 1024

/** Bits of a number's upper half that a bin ignores: its 20 bits of fraction less the 10 that tell bins apart. */
const ignoredBits = 10

const smallest = 1e-3

// A number's exponent and leading fraction bits, read as an integer, grow with the logarithm of the number: they are
// the bin, without computing any logarithm. The views are shared by all histograms, so that `add` allocates nothing.
const asNumber = new Float64Array(1)
const asBits = new Uint32Array(asNumber.buffer)
const littleEndian = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1
const upper = littleEndian ? 1 : 0
const lower = littleEndian ? 0 : 1

const firstBin = binOf(smallest)

/** Doublings covered at first, from a millisecond to three months when values are seconds. */
const initialDoublings = 34

/**
 * Counts values in bins whose width is at most 0.1 % of their value, so that quantiles of any number of values take
 * bounded memory. A quantile is the lower edge of its bin: never above the exact one, at most 0.1 % below it, and equal
 * to it for whole numbers up to 2048. Values below 0.001, negative ones among them, count as 0.
 */
export class LogHistogram {
  #bins = new Uint32Array(initialDoublings * binsPerDoubling)
  #zeros = 0
  #count = 0
  #sum = 0
  #max = 0

  /** @param value a finite number; anything else is a broken invariant and throws */
  add(value: number): void {
    if (!(value < Infinity)) refuse(value)
    this.#count++
    if (value < smallest) {
      this.#zeros++
      return
    }
    this.#sum += value
    if (value > this.#max) this.#max = value
    const bin = binOf(value) - firstBin
    if (bin >= this.#bins.length) this.#grow(bin)
    this.#bins[bin]++
  }

  /** One with all values of others. */
  static of(...others: readonly LogHistogram[]): LogHistogram {
    const all = new LogHistogram()
    for (const other of others) all.#include(other)
    return all
  }

  get count(): number {
    return this.#count
  }

  /** Exact; 0 without values. */
  get mean(): number {
    return this.#count === 0 ? 0 : this.#sum / this.#count
  }

  /** Exact; 0 without values. */
  get max(): number {
    return this.#max
  }

  /**
   * The smallest value that at least a fraction `p` of all values do not exceed; 0 without values.
   *
   * @param p from 0 to 1
   */
  quantile(p: number): number {
    return this.#quantiles([p])[0]
  }

  /** How many values are above one; those in the same bin as it are not. */
  countAbove(value: number): number {
    const from = value < smallest ? 0 : binOf(value) - firstBin + 1
    let above = 0
    for (let bin = from; bin < this.#bins.length; bin++) above += this.#bins[bin]
    return above
  }

  distribution(): Distribution {
    const [p50, p90, p95, p99] = this.#quantiles([0.5, 0.9, 0.95, 0.99])
    return { count: this.#count, mean: this.mean, p50, p90, p95, p99, max: this.#max }
  }

  /**
   * The cumulative distribution in steps of about equal fraction, ending with the maximum at 1.
   *
   * @param points most points wanted
   */
  cdf(points: number): CdfPoint[] {
    const curve: CdfPoint[] = []
    let below = 0
    let next = 1 / points
    const take = (value: number, count: number): void => {
      below += count
      const fraction = below / this.#count
      if (fraction < next) return
      curve.push({ value: below === this.#count ? this.#max : value, fraction })
      next = (Math.floor(fraction * points) + 1) / points
    }
    if (this.#zeros > 0) take(0, this.#zeros)
    for (let bin = 0; bin < this.#bins.length; bin++) {
      if (this.#bins[bin] > 0) take(lowerEdge(firstBin + bin), this.#bins[bin])
    }
    return curve
  }

  /** Quantiles in one pass; `fractions` ascend. */
  #quantiles(fractions: readonly number[]): number[] {
    if (this.#count === 0) return fractions.map(() => 0)
    let bin = -1
    let below = this.#zeros
    return fractions.map((fraction) => {
      // Rounding may lift 0.95 · 20 above 19; the nearest rank is meant.
      const rank = Math.max(1, Math.ceil(fraction * this.#count - 1e-9))
      if (rank >= this.#count) return this.#max
      while (below < rank) below += this.#bins[++bin]
      return bin < 0 ? 0 : lowerEdge(firstBin + bin)
    })
  }

  #include(other: LogHistogram): void {
    if (other.#bins.length > this.#bins.length) this.#grow(other.#bins.length - 1)
    for (const [bin, values] of other.#bins.entries()) this.#bins[bin] += values
    this.#zeros += other.#zeros
    this.#count += other.#count
    this.#sum += other.#sum
    this.#max = Math.max(this.#max, other.#max)
  }

  #grow(bin: number): void {
    const doublings = Math.max(2 * (this.#bins.length / binsPerDoubling), Math.ceil((bin + 1) / binsPerDoubling))
    const wider = new Uint32Array(doublings * binsPerDoubling)
    wider.set(this.#bins)
    this.#bins = wider
  }
}

/** Apart from `add`, since optimised code may make the words for a throw before it knows whether to. */
function refuse(value: number): never {
  throw new Error(`a histogram takes finite values, not ${value}`)
}

function binOf(value: number): number {
  asNumber[0] = value
  return asBits[upper] >>> ignoredBits
}

function lowerEdge(bin: number): number {
  asBits[upper] = bin << ignoredBits
  asBits[lower] = 0
  // The first bin begins a little below the smallest value that is counted.
  return Math.max(smallest, asNumber[0])
}
