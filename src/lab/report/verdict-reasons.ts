import { formatCount, formatSeconds } from '../../model/format.js'
import type { Comparison, Difference, LoadLevel } from '../comparison/comparison.js'
import type { Contest } from '../comparison/contest.js'
import { leadOf } from '../comparison/contest.js'
import { siteLosses, worseSitesOf } from '../comparison/site-losses.js'
import { measures, waitParts, type MeasureName } from '../measures.js'
import { list, measureWords } from './verdict-words.js'

/** A part of a wait that changes by less than this part of the whole difference is not worth a word. */
const worthSaying = 0.1
const mostNamed = 4

/** Which part of a wait makes the difference; empty where it is not about waits, or none is shown. */
export function reasons(level: LoadLevel, { primary }: Comparison, { best, rival, difference }: Contest): string[] {
  if (primary !== 'waitMean' || ['undecided', 'equivalent'].includes(difference.finding)) return []
  const turn = difference.policy === best.policy ? 1 : -1
  const gain = -turn * difference.mean
  const parts = waitParts
    .flatMap((name) => ofPair(level, difference.policy, name))
    .map(({ measure, mean }) => ({ words: measureWords(measure), gain: -turn * mean }))
    .filter((part) => Math.abs(part.gain) >= worthSaying * Math.abs(gain))
    .sort((one, other) => other.gain - one.gain)
  const saved = parts.filter((part) => part.gain > 0)
  const lost = parts.filter((part) => part.gain < 0)
  if (saved.length === 0 || gain <= 0) return []
  const amounts = (some: typeof parts): string =>
    list(some.map((part) => `${part.words} (${formatSeconds(Math.abs(part.gain))})`))
  const but = lost.length > 0 ? `, but a longer ${amounts(lost)}` : ''
  return [
    `Why: of the ${formatSeconds(gain)} less with ${best.policy} than with ${rival.policy}, most is a shorter ${amounts(saved)}${but}.`,
  ]
}

/** For whom, and by which measures, the best policy is worse than its rival. */
export function losses(
  level: LoadLevel,
  { baseline, primary }: Comparison,
  { best, rival, difference }: Contest,
): string[] {
  const bad = difference.policy === best.policy ? 'worse' : 'better'
  const parts = new Set<MeasureName>(waitParts)
  const worse = level.differences.filter(
    (one) => one.policy === difference.policy && one.exploratory && one.finding === bad && !parts.has(one.measure),
  )
  return [
    ...measureLosses(worse, baseline, best.policy, rival.policy),
    ...lossesAtSites(primary, { best, rival, difference }),
  ]
}

function measureLosses(worse: readonly Difference[], baseline: string, best: string, rival: string): string[] {
  if (worse.length === 0) return []
  const bySize = [...worse].sort((one, other) => Math.abs(other.relative.mean) - Math.abs(one.relative.mean))
  const told = bySize.slice(0, mostNamed).map((one) => {
    const { mean } = leadOf(one, baseline)
    return `${measureWords(one.measure)} (${measures[one.measure].formatDifference(mean)} ${mean < 0 ? 'higher' : 'lower'})`
  })
  const more = worse.length - told.length
  const all = more > 0 ? [...told, `${more} more ${more === 1 ? 'measure' : 'measures'}`] : told
  return [`But ${best} is worse than ${rival} by ${list(all)}; this was not declared beforehand, so take it as a hint.`]
}

function lossesAtSites(primary: MeasureName, { best, rival }: Contest): string[] {
  if (measures[primary].group !== 'wait') return []
  const sites = siteLosses(best, rival)
  const longer = worseSitesOf(sites)
  if (sites.length < 2 || longer.length === 0) return []
  const [{ pairs }] = longer
  const named = longer
    .slice(0, mostNamed)
    .map(
      ({ site, lossSeconds, lost }) =>
        `${site} (${formatSeconds(lossSeconds)}${pairs > 1 ? `, in ${lost} of ${pairs}` : ''})`,
    )
  const more = longer.length > mostNamed ? 'most surely at ' : ''
  return [
    `At ${formatCount(longer.length)} of the ${formatCount(sites.length)} sites that both used, jobs waited longer with ${best.policy} than with ` +
      `${rival.policy} ${pairs > 1 ? 'in most pairs of runs' : 'on the one seed'}, though not the same jobs: ${more}${list(named)}.`,
  ]
}

function ofPair(level: LoadLevel, policy: string, name: MeasureName): Difference[] {
  return level.differences.filter((one) => one.policy === policy && one.measure === name)
}
