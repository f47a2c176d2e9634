import { mean } from 'simple-statistics'
import type { PolicyComparison } from '../compare-runs.js'

/** A site under two policies, over the pairs of runs with one seed. */
export interface SiteLoss {
  site: string
  /** Mean wait under the first policy, over the pairs in which jobs started there under both. */
  waitSeconds: number
  /** By how much longer that is than under the second; below 0, shorter. */
  lossSeconds: number
  /** Pairs in which it was longer, and all pairs: those in which a policy did not use the site are among them. */
  lost: number
  pairs: number
}

/** In so many pairs both policies must have used a site for a word about it; in all where there are fewer. */
const fewestMeetings = 3

/**
 * For whom a policy is worse, as far as sites can tell: how long jobs that started at each site waited under the two, of the
 * sites that both used in half of the pairs at least. Which jobs run at a site is part of what a policy decides, so these are
 * not the same jobs.
 * @returns the surest loss first, and the greatest of those equally sure
 */
export function siteLosses(one: PolicyComparison, other: PolicyComparison): SiteLoss[] {
  const others = new Map(other.runs.map(({ summary, sites }) => [summary.seed, waitsOf(sites)]))
  const bySite = new Map<string, { own: number[]; losses: number[] }>()
  let pairs = 0
  for (const { summary, sites } of one.runs) {
    const waits = others.get(summary.seed)
    if (waits === undefined) continue
    pairs += 1
    for (const [site, own] of waitsOf(sites)) {
      const otherWait = waits.get(site)
      if (otherWait === undefined) continue
      const met = bySite.get(site) ?? { own: [], losses: [] }
      met.own.push(own)
      met.losses.push(own - otherWait)
      bySite.set(site, met)
    }
  }
  const enough = Math.max(pairs / 2, Math.min(fewestMeetings, pairs))
  return [...bySite]
    .filter(([, { losses }]) => losses.length >= enough)
    .map(([site, { own, losses }]) => ({
      site,
      waitSeconds: mean(own),
      lossSeconds: mean(losses),
      lost: losses.filter((loss) => loss > 0).length,
      pairs,
    }))
    .sort((a, b) => b.lost - a.lost || b.lossSeconds - a.lossSeconds)
}

/** The sites at which the wait was longer on average and in more than half of all pairs. */
export function worseSitesOf(losses: readonly SiteLoss[]): SiteLoss[] {
  return losses.filter(({ lossSeconds, lost, pairs }) => lossSeconds > 0 && 2 * lost > pairs)
}

/** Of the sites that have a wait. */
function waitsOf(sites: PolicyComparison['runs'][number]['sites']): Map<string, number> {
  return new Map(
    sites.flatMap(({ site, meanWaitSeconds }) => (meanWaitSeconds === null ? [] : [[site, meanWaitSeconds]])),
  )
}
