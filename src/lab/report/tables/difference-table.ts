import { formatCount } from '../../../model/format.js'
import { fewestPairs } from '../../comparison/differences.js'
import { measures } from '../../measures.js'
import { absoluteParts, findingText, percentText, relativeParts } from '../difference-text.js'
import { html, type Markup } from '../../../page/html.js'
import type { Material } from '../material.js'
import { policyKey } from '../policy-colours.js'
import { table } from '../table.js'

/** The claims of the study: each policy against the baseline by the measure that decides. */
export function differenceTable({ policies, comparison, level }: Material): Markup | undefined {
  const { primary, baseline, confidence } = comparison
  const places = new Map(policies.map(({ policy }, place) => [policy, place]))
  const claims = (level?.differences ?? [])
    .filter(({ measure }) => measure === primary)
    .sort((one, other) => (places.get(one.policy) ?? 0) - (places.get(other.policy) ?? 0))
  if (claims.length === 0) return undefined
  const { title, format } = measures[primary]
  return table({
    caption: `${title} against ${baseline}`,
    explanation:
      `What the study claims. Intervals are of ${percentText(confidence)} each, whatever the number of claims, and left out for fewer than ${fewestPairs} pairs; p is of ` +
      `Wilcoxon's signed-rank test, adjusted (Holm) for the number of claims. Per cents are of ${baseline}'s mean, taken as it was found. “No different” ` +
      'is shown by two one-sided tests within the margin, adjusted likewise; “undecided” is neither that nor sure to differ.',
    columns: [
      { title: 'Policy', text: true },
      { title: 'Finding', text: true },
      { title: 'Mean' },
      { title: `Mean of ${baseline}` },
      { title: 'Difference' },
      { title: 'In per cent' },
      { title: 'Lower in pairs' },
      { title: 'Adjusted p' },
    ],
    rows: claims.map((claim) => {
      const place = places.get(claim.policy)
      return {
        policy: place,
        cells: [
          html`${place === undefined ? undefined : policyKey(place)}${claim.policy}`,
          findingText(claim),
          { shown: format(claim.policyMean), value: claim.policyMean },
          { shown: format(claim.baselineMean), value: claim.baselineMean },
          { shown: twoLines(absoluteParts(claim)), value: claim.mean },
          { shown: twoLines(relativeParts(claim)), value: claim.relative.mean },
          { shown: `${formatCount(claim.lower)} of ${formatCount(claim.pairs)}`, value: claim.lower },
          { shown: probability(claim.adjusted), value: claim.adjusted },
        ],
      }
    }),
  })
}

function twoLines({ mean, interval }: { mean: string; interval: string }): Markup {
  return html`${mean}${interval === '' ? undefined : html`<small>${interval}</small>`}`
}

function probability(p: number): string {
  if (!Number.isFinite(p)) return '–'
  return p < 0.001 ? '< 0.001' : p.toFixed(3)
}
