import { formatCount, formatFraction } from '../../model/format.js'
import type { AaCheck, Comparison, LoadLevel } from '../comparison/comparison.js'
import { list } from './verdict-words.js'

/** How the numbers were tried: the luck that policies share, and the level of the test on values that spread like these. */
export function checks(level: LoadLevel, { aa, confidence, baseline }: Comparison): string[] {
  if (level.differences.every(({ finding }) => finding === 'too few runs')) return []
  return [...luckSentence(level), ...(aa ? [aaSentence(aa, confidence, baseline)] : [])]
}

function luckSentence({ luck }: LoadLevel): string[] {
  const ratios = luck.varianceRatios.filter(({ ratio }) => Number.isFinite(ratio))
  if (!luck.sameArrivals || ratios.length === 0) return []
  const told = ratios.map(({ policy, ratio }) => `${formatFraction(ratio)} for ${policy}`)
  return [
    `Checked: on each seed all policies met the same arrivals; of the variance that unpaired runs would have, pairing leaves ${list(told)}.`,
  ]
}

function aaSentence({ runs, splits, rejected, missed }: AaCheck, confidence: number, baseline: string): string {
  return (
    `Level of the test: in ${formatCount(splits)} random pairings of ${baseline}'s ${formatCount(runs)} runs with each other, which by construction ` +
    `do not differ, the test saw a difference in ${formatFraction(rejected)} and the interval in ${formatFraction(missed)}; ${formatFraction(1 - confidence)} ` +
    'are due by chance. This tries both on values that spread like these; it does not show that runs are independent.'
  )
}
