import { mean } from 'simple-statistics'
import type { PolicyComparison } from '../compare-runs.js'

/** A site under two policies, over the pairs of runs in which jobs started there under both. */
export interface SiteLoss {
  site: string
  /** Mean wait under the first policy. */
  waitSeconds: number
  /** By how much longer that is than under the second; below 0, shorter. */
  lossSeconds: number
  /** Pairs in which it was longer, and pairs. */
  lost: number
  pairs: number
}

/**
 * For whom a policy is worse, as far as sites can tell: how long jobs that started at each site waited under the two. Which
 * jobs run at a site is part of what a policy decides, so these are not the same jobs.
 * @returns the greatest loss first
 */
export function siteLosses(one: PolicyComparison, other: PolicyComparison): SiteLoss[] {
  const waits = new Map(other.runs.map(({ summary, sites }) => [summary.seed, waitsOf(sites)]))
  const bySite = new Map<string, { own: number[]; losses: number[] }>()
  for (const { summary, sites } of one.runs) {
    const others = waits.get(summary.seed)
    for (const [site, own] of waitsOf(sites)) {
      const otherWait = others?.get(site)
      if (otherWait === undefined) continue
      const pairs = bySite.get(site) ?? { own: [], losses: [] }
      pairs.own.push(own)
      pairs.losses.push(own - otherWait)
      bySite.set(site, pairs)
    }
  }
  return [...bySite]
    .map(([site, { own, losses }]) => ({
      site,
      waitSeconds: mean(own),
      lossSeconds: mean(losses),
      lost: losses.filter((loss) => loss > 0).length,
      pairs: losses.length,
    }))
    .sort((a, b) => b.lossSeconds - a.lossSeconds)
}

/** Of the sites that have a wait. */
function waitsOf(sites: PolicyComparison['runs'][number]['sites']): Map<string, number> {
  return new Map(
    sites.flatMap(({ site, meanWaitSeconds }) => (meanWaitSeconds === null ? [] : [[site, meanWaitSeconds]])),
  )
}
