import { formatCount, formatFraction, formatNumber, formatSeconds } from '../../../model/format.js'
import { html, type Markup } from '../html.js'
import type { Material } from '../material.js'

/** What makes the answer trustworthy, or not: luck shared, the baseline against itself, what was counted. */
export function checks({ study, comparison, level, policies }: Material): Markup | undefined {
  if (level === undefined) return undefined
  const rows = [
    ...seedsCheck(study.runs.map(({ summary }) => summary)),
    ...luckCheck(level),
    ...selfCheck(comparison),
    ...windowCheck(policies),
  ]
  return html`<dl class="checks">
    ${rows.map(
      ([name, words]) =>
        html`<div>
          <dt>${name}</dt>
          <dd>${words}</dd>
        </div> `,
    )}
  </dl> `
}

type Check = readonly [name: string, words: string]
type Summary = Material['study']['runs'][number]['summary']

function seedsCheck(summaries: readonly Summary[]): Check[] {
  const seeds = [...new Set(summaries.map(({ seed }) => seed))]
  const listed = seeds.length > 6 ? `${seeds.slice(0, 3).join(', ')} … ${seeds[seeds.length - 1]}` : seeds.join(', ')
  return [
    ['Seeds', `${formatCount(seeds.length)}: ${listed}. A run is one value; jobs of one run depend on each other.`],
  ]
}

function luckCheck({ luck }: NonNullable<Material['level']>): Check[] {
  const ratios = luck.varianceRatios.map(({ policy, ratio }) => `${policy} ${formatNumber(ratio)}`)
  const arrivals = luck.sameArrivals
    ? 'All policies of a seed got the same jobs at the same times (equal hashes).'
    : `Policies got different jobs on seed ${luck.differingSeeds.join(', ')}: no fair comparison.`
  const variance =
    ratios.length > 0
      ? ` Variance of paired differences over that of unpaired ones: ${ratios.join(', ')}; below 1 pairing helped.`
      : ''
  return [['Shared luck', `${arrivals}${variance}`]]
}

function selfCheck({ aa, confidence, baseline }: Material['comparison']): Check[] {
  if (aa === undefined) return [['A/A check', `Too few runs of ${baseline} to hold it against itself.`]]
  return [
    [
      'A/A check',
      `${baseline} against itself: the runs were split in two ${formatCount(aa.splits)} times; the test saw a difference in ` +
        `${formatFraction(aa.rejected)} and the interval left zero out in ${formatFraction(aa.missed)}; about ${formatFraction(1 - confidence)} is right.`,
    ],
  ]
}

/** What of the runs was counted, and what had not ended. */
function windowCheck(policies: Material['policies']): Check[] {
  const summaries = policies.flatMap(({ runs }) => runs.map(({ summary }) => summary))
  if (summaries.length === 0) return []
  const [{ window }] = summaries
  const censored = policies.map(({ policy, runs }) => {
    const counted = runs.reduce((sum, { summary }) => sum + summary.window.counted, 0)
    const open = runs.reduce((sum, { summary }) => sum + summary.window.censored, 0)
    return `${policy} ${formatFraction(counted > 0 ? open / counted : NaN)}`
  })
  return [
    [
      'Counted',
      `Jobs submitted from ${formatSeconds(window.fromSeconds)} to ${formatSeconds(window.untilSeconds)} (first run); what came before was warm-up.`,
    ],
    ['Not ended when runs stopped', `${censored.join(', ')} of the counted jobs.`],
  ]
}
