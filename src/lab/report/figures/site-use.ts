import { formatCount } from '../../../model/format.js'
import type { Figure } from '../figure.js'
import type { Material } from '../material.js'
import { siteMatrix } from './site-matrix.js'

/** More rows than this do not fit on a screen; the largest sites are those that matter. */
const mostSites = 30

/** How busy the largest sites were, by policy. */
export function siteUse({ policies, sites }: Material): Figure | undefined {
  if (sites.length === 0) return undefined
  const shown = sites.slice(0, mostSites)
  return siteMatrix(
    {
      id: 'site-utilisation',
      title: 'How busy sites were',
      caption: `Core time used over core time there was, the median over seeds: ${ofHowMany(shown, sites)}, most cores first.`,
      name: 'utilisation',
      sites: shown,
      read: (site) => site.utilisationFraction ?? NaN,
    },
    policies,
  )
}

/** Which sites are shown, in words. */
export function ofHowMany(shown: readonly string[], sites: readonly string[]): string {
  if (shown.length === sites.length) return shown.length === 1 ? 'the one site' : `all ${shown.length} sites`
  return `${shown.length} of ${formatCount(sites.length)} sites`
}
