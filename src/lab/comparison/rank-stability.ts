import { kendallTau } from '../statistics/kendall.js'
import type { MeasureName } from '../measures.js'
import type { LoadLevel, RankStability } from './comparison.js'

/** The two load levels whose orders of policies by the primary measure agree least; undefined for fewer than two levels. */
export function rankStability(
  levels: readonly Pick<LoadLevel, 'load' | 'policies'>[],
  primary: MeasureName,
): RankStability | undefined {
  let least: RankStability | undefined
  for (const [index, one] of levels.entries()) {
    for (const other of levels.slice(0, index)) {
      const lowestTau = agreement(one, other, primary)
      if (one.load === undefined || other.load === undefined || Number.isNaN(lowestTau)) continue
      if (!least || lowestTau < least.lowestTau) least = { lowestTau, between: [other.load, one.load] }
    }
  }
  return least
}

/** Of the policies that both levels have a value of. */
function agreement(one: Pick<LoadLevel, 'policies'>, other: Pick<LoadLevel, 'policies'>, primary: MeasureName): number {
  const values = new Map(other.policies.map(({ policy, spreads }) => [policy, spreads[primary].mean]))
  const shared = one.policies.filter(
    ({ policy, spreads }) => Number.isFinite(spreads[primary].mean) && Number.isFinite(values.get(policy)),
  )
  return kendallTau(
    shared.map(({ spreads }) => spreads[primary].mean),
    shared.map(({ policy }) => values.get(policy) ?? NaN),
  )
}
