import { keyOf, uniform, type Seed } from '../../model/draws.js'
import { seedOf } from '../../sim/seed.js'
import { Bootstrap } from '../statistics/bootstrap.js'
import { signedRankTest } from '../statistics/wilcoxon.js'
import type { AaCheck } from './comparison.js'
import { fewestPairs } from './differences.js'

const splits = 1_000
const purpose = keyOf('lab.aa-split')

/**
 * Tries the level of the statistics on values that spread as these do (targets.md §8-6): the baseline's own runs, all of
 * different seeds, are paired at random and compared like two policies, many times over. Random pairing makes differences
 * symmetric about zero whatever the values are, so this tells how the test and the interval bear this spread (few runs, long
 * tails, ties), and nothing of whether runs are independent or pairs are fair.
 * @param values of the primary measure, one a run
 * @returns undefined when there are too few pairs to compare
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
