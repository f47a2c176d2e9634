import { keyOf, uniform, type Seed } from '../../model/draws.js'
import { seedOf } from '../../sim/seed.js'
import { Bootstrap } from '../statistics/bootstrap.js'
import { signedRankTest } from '../statistics/wilcoxon.js'
import type { AaCheck } from './comparison.js'
import { fewestPairs } from './differences.js'

const splits = 1_000
const purpose = keyOf('lab.aa-split')

/**
 * The statistics tried where nothing is to be found: the baseline's own runs are split into random halves, paired at random,
 * and compared like two policies, many times over.
 * @param values of the primary measure, one a run
 * @returns undefined when a half has too few runs to compare
 */
export function aaCheck(values: readonly number[], confidence: number, seedText: string): AaCheck | undefined {
  const numbers = values.filter(Number.isFinite)
  const pairs = Math.floor(numbers.length / 2)
  if (pairs < fewestPairs) return undefined
  const seed = seedOf(seedText)
  // The ends of so many intervals need not each be sharp.
  const bootstrap = new Bootstrap(seedText, 1_000)
  let rejected = 0
  let missed = 0
  for (let split = 0; split < splits; split++) {
    const differences = randomPairs(numbers, seed, split)
    if (signedRankTest(differences) < 1 - confidence) rejected += 1
    const { low, high } = bootstrap.meanOf(differences).interval(confidence)
    if (low > 0 || high < 0) missed += 1
  }
  return { runs: numbers.length, splits, rejected: rejected / splits, missed: missed / splits }
}

/** Differences of neighbours after a shuffle (Fisher & Yates); the odd one is left out. */
function randomPairs(values: readonly number[], seed: Seed, split: number): number[] {
  const shuffled = [...values]
  for (let i = shuffled.length - 1; i > 0; i--) {
    const j = Math.floor(uniform(seed, purpose, split, i, 0) * (i + 1))
    ;[shuffled[i], shuffled[j]] = [shuffled[j], shuffled[i]]
  }
  return Array.from({ length: Math.floor(values.length / 2) }, (_, pair) => shuffled[2 * pair] - shuffled[2 * pair + 1])
}
