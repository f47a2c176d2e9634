import { formatFraction } from '../../model/format.js'
import { spreadOf, type PolicyComparison } from '../compare-runs.js'
import { isNarrow, type Figure } from './figure.js'

/** More rows than this do not fit on a screen; the largest sites are those that matter. */
const mostSites = 30

/** How busy the largest sites were, by policy: the median over seeds. */
export function siteHeat(comparisons: readonly PolicyComparison[]): Figure {
  const sites = largestSites(comparisons)
  const cells = comparisons.flatMap(({ policy, runs }) => {
    const busy = utilisations(runs.flatMap((run) => run.sites))
    return sites.flatMap((site) => {
      const values = busy.get(site)
      return values ? [{ policy, site, busy: spreadOf(values).median }] : []
    })
  })
  const policies = comparisons.map(({ policy }) => policy)
  const said = comparisons.map(({ policy }) => {
    const { min, max } = spreadOf(cells.filter((cell) => cell.policy === policy).map((cell) => cell.busy))
    return `${policy} from ${formatFraction(min)} to ${formatFraction(max)}`
  })
  return {
    id: 'site-utilisation',
    title: 'How busy sites were',
    caption:
      `Core time used over core time there was, in per cent: the median over seeds, at the ${sites.length} largest ` +
      'sites, those with most cores first.',
    label: `Heat map of utilisation by site and policy over ${sites.length} sites: ${said.join(', ')}.`,
    spec: (width) => ({
      width: { step: columnWidth(width, policies.length) },
      height: { step: 20 },
      data: { values: cells },
      encoding: {
        x: {
          field: 'policy',
          type: 'nominal',
          title: null,
          sort: policies,
          axis: {
            orient: 'top',
            // Level where names have room; else slanted up from the middle of their column.
            labelAngle: columnWidth(width, policies.length) >= 120 ? 0 : -50,
            labelLimit: isNarrow(width) ? 190 : 320,
            labelOverlap: false,
            ticks: false,
            domain: false,
            grid: false,
          },
        },
        y: {
          field: 'site',
          type: 'nominal',
          title: null,
          sort: sites,
          axis: { labelLimit: isNarrow(width) ? 150 : 320, ticks: false, domain: false, grid: false },
        },
      },
      layer: [
        {
          mark: { type: 'rect' },
          encoding: {
            color: {
              field: 'busy',
              type: 'quantitative',
              scale: { scheme: 'cividis', domain: [0, 1], clamp: true },
              legend: null,
            },
          },
        },
        {
          mark: { type: 'text', fontSize: 11 },
          encoding: {
            text: { field: 'busy', type: 'quantitative', format: '.0%' },
            // Cividis runs from dark to light.
            color: { condition: { test: 'datum.busy > 0.5', value: '#000000' }, value: '#ffffff' },
          },
        },
      ],
    }),
  }
}

function columnWidth(width: number, policies: number): number {
  return isNarrow(width) ? Math.max(24, Math.min(40, 200 / policies)) : Math.min(130, 660 / policies)
}

function largestSites(comparisons: readonly PolicyComparison[]): string[] {
  const cores = new Map<string, number>()
  for (const { site, cores: there } of comparisons.flatMap(({ runs }) => runs.flatMap((run) => run.sites))) {
    cores.set(site, Math.max(there, cores.get(site) ?? 0))
  }
  return [...cores]
    .sort(([, one], [, other]) => other - one)
    .slice(0, mostSites)
    .map(([site]) => site)
}

function utilisations(results: readonly { site: string; utilisationFraction: number | null }[]): Map<string, number[]> {
  const bySite = new Map<string, number[]>()
  for (const { site, utilisationFraction } of results) {
    if (utilisationFraction === null) continue
    const values = bySite.get(site)
    if (values) values.push(utilisationFraction)
    else bySite.set(site, [utilisationFraction])
  }
  return bySite
}
