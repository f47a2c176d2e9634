import type { Comparison, Finding, LoadLevel } from '../comparison/comparison.js'
import { contestAt } from '../comparison/contest.js'
import { measures } from '../measures.js'
import { list, measureWords } from './verdict-words.js'

const sureness: Record<Finding, string> = {
  better: 'sure',
  worse: 'sure',
  differs: 'sure',
  equivalent: 'no difference',
  undecided: 'not sure',
  'too few runs': 'too few runs to be sure',
}

/** What changes with the offered load: who leads at each level, whether the order holds, who keeps up. */
export function loadSentences(comparison: Comparison): string[] {
  if (comparison.levels.length < 2) return []
  return [
    `By ${measureWords(comparison.primary)}: ${comparison.levels.map((level) => leader(level, comparison)).join('; ')}.`,
    ...orderSentence(comparison),
    ...saturationSentences(comparison),
  ]
}

function leader(level: LoadLevel, comparison: Comparison): string {
  const { primary } = comparison
  const contest = contestAt(level, comparison)
  const best = contest?.best ?? level.policies[0]
  const value = `${best.policy} ${measures[primary].format(best.spreads[primary].mean)}`
  if (!contest) return `at load ${level.load} ${value}`
  const { rival, difference } = contest
  const other = `${rival.policy} ${measures[primary].format(rival.spreads[primary].mean)}`
  return `at load ${level.load} ${value}, ${other} (${sureness[difference.finding]})`
}

function orderSentence({ stability }: Comparison): string[] {
  if (!stability) return []
  const { lowestTau, between } = stability
  if (lowestTau === 1) return ['The order of the policies is the same at all loads.']
  return [
    `The order of the policies changes with load: between ${between[0]} and ${between[1]} it agrees by τ = ${lowestTau.toFixed(2)} (1: the same, −1: the reverse).`,
  ]
}

function saturationSentences({ saturation }: Comparison): string[] {
  const saturated = saturation.filter((one) => one.saturated)
  if (saturation.some((one) => one.unknown) && saturated.length === 0) return []
  if (saturated.length === 0) return ['All policies keep up with the work at all loads tried.']
  const told = saturated.map(({ policy, load }) => `${policy} from load ${load}`)
  const keep = saturation.filter((one) => !one.saturated && !one.unknown).map(({ policy }) => policy)
  const others = keep.length > 0 ? `; ${list(keep)} ${keep.length === 1 ? 'keeps' : 'keep'} up at all loads tried` : ''
  return [`No longer keeping up with the work: ${list(told)}${others}.`]
}
