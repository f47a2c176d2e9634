import { mean } from 'simple-statistics'
import { measureNames, measures, type MeasureName } from '../measures.js'
import type { PolicyComparison } from '../compare-runs.js'
import type { StudySpec } from '../study-spec.js'
import type { Bootstrap, ResampledMean } from '../statistics/bootstrap.js'
import { isEquivalent } from '../statistics/equivalence.js'
import { benjaminiHochberg, benjaminiHochbergClaims, holm, holmClaims } from '../statistics/multiplicity.js'
import { signedRankTest } from '../statistics/wilcoxon.js'
import type { Difference, Finding } from './comparison.js'
import { pairsOf, type Pairs } from './pairs.js'

/** Of fewer pairs no signed-rank test at 5 % can find anything, nor is an interval worth its name. */
export const fewestPairs = 6

/** What a study declared of its statistics before it ran. */
export type Declared = Pick<StudySpec, 'primary' | 'margin' | 'confidence'>

/** A difference on its own, before it is known how many others there are. */
interface Measured {
  pairs: Pairs
  resampled: ResampledMean
  difference: Difference
}

/** The differences of each load level, judged together: all claims of a study by its primary measure are one family. */
export function differencesOf(
  levels: readonly (readonly PolicyComparison[])[],
  baseline: string,
  declared: Declared,
  bootstrap: Bootstrap,
): Difference[][] {
  const measured = levels.map((policies) => measuredAt(policies, baseline, declared, bootstrap))
  const all = measured.flat()
  judge(
    all.filter(({ difference }) => !difference.exploratory),
    declared,
    holm,
    holmClaims,
  )
  judge(
    all.filter(({ difference }) => difference.exploratory),
    declared,
    benjaminiHochberg,
    benjaminiHochbergClaims,
  )
  return measured.map((level) => level.map(({ difference }) => difference))
}

function measuredAt(
  policies: readonly PolicyComparison[],
  baseline: string,
  declared: Declared,
  bootstrap: Bootstrap,
): Measured[] {
  const against = policies.find(({ policy }) => policy === baseline)
  if (!against) return []
  const names = [declared.primary, ...measureNames.filter((name) => name !== declared.primary)]
  return policies
    .filter((policy) => policy !== against)
    .flatMap((policy) =>
      names.flatMap((name) => {
        const pairs = pairsOf(policy.runs, against.runs, name)
        return pairs.differences.length === 0 ? [] : [measure(policy.policy, name, pairs, declared, bootstrap)]
      }),
    )
}

function measure(policy: string, name: MeasureName, pairs: Pairs, declared: Declared, bootstrap: Bootstrap): Measured {
  const { differences } = pairs
  const resampled = bootstrap.meanOf(differences)
  const interval = resampled.interval(declared.confidence)
  const baselineMean = mean(pairs.ofBaseline)
  const scale = baselineMean === 0 ? NaN : Math.abs(baselineMean)
  const difference: Difference = {
    policy,
    measure: name,
    exploratory: name !== declared.primary,
    pairs: differences.length,
    lower: differences.filter((value) => value < 0).length,
    higher: differences.filter((value) => value > 0).length,
    baselineMean,
    policyMean: mean(pairs.ofPolicy),
    ...interval,
    relative: { mean: interval.mean / scale, low: interval.low / scale, high: interval.high / scale },
    p: signedRankTest(differences),
    adjusted: NaN,
    finding: 'undecided',
  }
  return { pairs, resampled, difference }
}

/** Adjusts the p values of a family, and likewise what it claims to be equivalent, and says what was found. */
function judge(
  family: readonly Measured[],
  { margin, confidence }: Declared,
  adjust: typeof holm,
  claims: typeof holmClaims,
): void {
  const adjusted = adjust(family.map(({ difference }) => difference.p))
  const equivalent = claims(
    family.map(({ resampled, difference }) => (level: number) => {
      if (difference.pairs < fewestPairs) return false
      return isEquivalent(resampled, margin * Math.abs(difference.baselineMean), level)
    }),
    1 - confidence,
  )
  for (const [index, { difference }] of family.entries()) {
    difference.adjusted = adjusted[index]
    difference.finding = findingOf(difference, equivalent[index], confidence)
  }
}

/** Sure only when the test and the interval agree; a difference within the margin is none, however sure. */
function findingOf(difference: Difference, equivalent: boolean, confidence: number): Finding {
  const { pairs, measure, low, high, adjusted } = difference
  if (pairs < fewestPairs) return 'too few runs'
  if (equivalent) return 'equivalent'
  const sure = adjusted < 1 - confidence && (low > 0 || high < 0)
  if (!sure) return 'undecided'
  const { better } = measures[measure]
  if (better === 'neither') return 'differs'
  return difference.mean < 0 === (better === 'lower') ? 'better' : 'worse'
}
