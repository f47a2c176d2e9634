import type { PolicyComparison } from '../compare-runs.js'
import type { MeasureName } from '../measures.js'
import { varianceRatio } from '../statistics/variance-ratio.js'
import type { LuckCheck } from './comparison.js'
import { pairsOf } from './pairs.js'

/** Verifies that the policies of one load level met the same arrivals, and how much pairing them by seed helped. */
export function checkLuck(policies: readonly PolicyComparison[], baseline: string, primary: MeasureName): LuckCheck {
  const differingSeeds = seedsThatDiffer(policies)
  const against = policies.find(({ policy }) => policy === baseline)
  const others = policies.filter((policy) => policy !== against)
  const varianceRatios = others.map(({ policy, runs }) => {
    const { ofPolicy, ofBaseline } = pairsOf(runs, against?.runs ?? [], primary)
    return { policy, ratio: varianceRatio(ofPolicy, ofBaseline) }
  })
  return { sameArrivals: differingSeeds.length === 0, differingSeeds, varianceRatios }
}

function seedsThatDiffer(policies: readonly PolicyComparison[]): string[] {
  const arrivals = new Map<string, string>()
  const differing = new Set<string>()
  for (const { summary } of policies.flatMap(({ runs }) => runs)) {
    if ((arrivals.get(summary.seed) ?? summary.arrivals) !== summary.arrivals) differing.add(summary.seed)
    arrivals.set(summary.seed, summary.arrivals)
  }
  return [...differing]
}
