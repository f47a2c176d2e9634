import { normalQuantile } from '../../model/draws.js'
import { REST } from './bounded-counts.js'

/** Above this a population stability index is commonly called a shift (Siddiqi, Credit Risk Scorecards, 2006). */
const LARGE_INDEX = 0.25
/** Bins in which fewer than this are expected in either sample are taken together. */
const LEAST_IN_BIN = 5
/** Chance of seeing a shift where there is none, over all comparisons of one window. */
const FALSE_ALARM = 0.001
/** A feed may name any number of things: beyond so many all others share a bin. */
const MOST_BINS = 500

/** Things by bin. Parts of things are counted too, so that a bunch of like jobs counts as one. */
export class Bins {
  total = 0
  readonly counts = new Map<string, number>()

  add(bin: string, weight = 1): void {
    this.total += weight
    const kept = this.counts.has(bin) || this.counts.size < MOST_BINS ? bin : REST
    this.counts.set(kept, (this.counts.get(kept) ?? 0) + weight)
  }

  addAll({ counts }: Bins): void {
    for (const [bin, count] of counts) this.add(bin, count)
  }

  /** The part of a bin. */
  part(bin: string): number {
    return (this.counts.get(bin) ?? 0) / this.total
  }
}

/** How far two samples lie apart, and from where on that is more than chance. */
export interface Stability {
  readonly index: number
  readonly limit: number
  /** The bin whose part changed most. */
  readonly bin: string
}

/**
 * The population stability index, Σ (q − p) ln (q / p). Of two samples of one population it is about χ² with one degree of freedom
 * less than bins, times 1/n + 1/m (Yurdakul, 2018); the limit is the larger of the usual 0.25 and what chance alone passes once
 * in a thousand windows.
 * @param comparisons made in the same window
 */
export function stability(before: Bins, now: Bins, comparisons: number): Stability {
  let rest: [number, number] = [0, 0]
  let [index, bins, bin, most] = [0, 0, '', -1]
  const add = (one: number, other: number): number => {
    // Half a thing more, so that a bin that was empty has a logarithm.
    const [p, q] = [(one + 0.5) / (before.total + 0.5), (other + 0.5) / (now.total + 0.5)]
    bins++
    return (q - p) * Math.log(q / p)
  }
  for (const name of new Set([...before.counts.keys(), ...now.counts.keys()])) {
    const [one, other] = [before.counts.get(name) ?? 0, now.counts.get(name) ?? 0]
    const change = Math.abs(one / before.total - other / now.total)
    if (change > most) [bin, most] = [name, change]
    const pooled = (one + other) / (before.total + now.total)
    if (pooled * Math.min(before.total, now.total) < LEAST_IN_BIN) rest = [rest[0] + one, rest[1] + other]
    else index += add(one, other)
  }
  if (rest[0] + rest[1] > 0) index += add(...rest)
  const chance = bins < 2 ? 0 : chiSquaredQuantile(bins - 1, comparisons) * (1 / before.total + 1 / now.total)
  return { index, limit: Math.max(LARGE_INDEX, chance), bin }
}

/** What is passed by chance alone once in a thousand windows (Wilson & Hilferty, PNAS 17, 1931). */
function chiSquaredQuantile(freedom: number, comparisons: number): number {
  const spread = 2 / (9 * freedom)
  return freedom * (1 - spread + normalQuantile(1 - FALSE_ALARM / comparisons) * Math.sqrt(spread)) ** 3
}

/** Bin of an amount: powers of two, so that equal factors are equal steps. */
export function amountBin(amount: number): string {
  if (!(amount > 0)) return '0'
  const power = Math.floor(Math.log2(amount))
  return power < 0 ? 'below 1' : `${2 ** power} to ${2 ** (power + 1)}`
}
