import type { SiteResult } from '../../../sim/run-result.js'
import type { Figure } from '../figure.js'
import type { Material } from '../material.js'
import { siteMatrix } from './site-matrix.js'
import { ofHowMany } from './site-use.js'

/** As many sites as still tell a story: after these come sites with a handful of failures. */
const mostSites = 20

/** Which part of the attempts failed, at the sites where most did. */
export function siteFailures({ policies, sites }: Material): Figure | undefined {
  const failed = new Map<string, number>()
  for (const { site, failedAttempts } of policies.flatMap(({ runs }) => runs.flatMap((run) => run.sites)))
    failed.set(site, (failed.get(site) ?? 0) + failedAttempts)
  const shown = sites
    .filter((site) => (failed.get(site) ?? 0) > 0)
    .sort((one, other) => (failed.get(other) ?? 0) - (failed.get(one) ?? 0))
    .slice(0, mostSites)
  if (shown.length === 0) return undefined
  return siteMatrix(
    {
      id: 'site-failures',
      title: 'Where attempts failed',
      caption: `Failed attempts over failed and finished ones, the median over seeds: ${ofHowMany(shown, sites)}, most failures first.`,
      name: 'failed attempts',
      sites: shown,
      read: failedFraction,
    },
    policies,
  )
}

function failedFraction({ failedAttempts, finishedAttempts }: SiteResult): number {
  const ended = failedAttempts + finishedAttempts
  return ended > 0 ? failedAttempts / ended : NaN
}
