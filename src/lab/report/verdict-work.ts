import { mean } from 'simple-statistics'
import { formatCount, formatFraction } from '../../model/format.js'
import type { PolicyComparison } from '../compare-runs.js'
import type { Contest } from '../comparison/contest.js'

/** A site less busy than this is as good as left out. */
const leftOut = 0.05
/** Of all sites; policies that leave out numbers of sites that differ by less send the work to much the same places. */
const large = 0.2

/** Where the work went, when one of two policies leaves many more sites nearly unused than the other; empty otherwise. */
export function workSentence({ best, rival, difference }: Contest): string[] {
  if (['undecided', 'equivalent'].includes(difference.finding)) return []
  const [own, other] = [useOf(best), useOf(rival)]
  const sites = [...own.keys()].filter((site) => other.has(site))
  const unused = (use: ReadonlyMap<string, number>): number =>
    sites.filter((site) => (use.get(site) ?? 0) < leftOut).length
  const counts = [
    { policy: best.policy, count: unused(own) },
    { policy: rival.policy, count: unused(other) },
  ].sort((a, b) => b.count - a.count)
  const [more, fewer] = counts
  if (more.count === fewer.count || more.count - fewer.count < large * sites.length) return []
  const rest = fewer.count === 0 ? 'none' : formatCount(fewer.count)
  return [
    `Where the work went: ${more.policy} left ${formatCount(more.count)} of ${formatCount(sites.length)} sites below ` +
      `${formatFraction(leftOut).replace('.0', '')} use, ${fewer.policy} ${rest}.`,
  ]
}

/** Mean utilisation over seeds, of the sites that had any capacity. */
function useOf({ runs }: PolicyComparison): Map<string, number> {
  const values = new Map<string, number[]>()
  for (const { site, utilisationFraction } of runs.flatMap(({ sites }) => sites)) {
    if (utilisationFraction === null) continue
    const own = values.get(site)
    if (own) own.push(utilisationFraction)
    else values.set(site, [utilisationFraction])
  }
  return new Map([...values].map(([site, of]) => [site, mean(of)]))
}
