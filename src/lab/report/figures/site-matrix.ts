import { formatFraction } from '../../../model/format.js'
import type { SiteResult } from '../../../sim/run-result.js'
import { spreadOf, type PolicyComparison } from '../../compare-runs.js'
import { tipped } from '../draw.js'
import { isNarrow, type Figure } from '../figure.js'

/** A fraction of one that each site has under each policy. */
export interface SiteMatrix {
  id: string
  title: string
  caption: string
  /** What the numbers are, for tips and columns. */
  name: string
  sites: readonly string[]
  /** NaN where the site has none. */
  read(site: SiteResult): number
}

/** Where a colour stands for more than this, it takes dark letters: cividis runs from dark to light. */
const lightFrom = 0.47

/** Sites by policies, a coloured cell with its number: the median over seeds. */
export function siteMatrix(matrix: SiteMatrix, policies: readonly PolicyComparison[]): Figure {
  const cells = policies.flatMap(({ policy, runs }) =>
    cellsOf(
      matrix,
      policy,
      runs.flatMap((run) => run.sites),
    ),
  )
  const names = policies.map(({ policy }) => policy)
  const high = Math.max(0.1, ...cells.map(({ value }) => value))
  const top = high > 0.5 ? 1 : high
  const said = names.map((policy) => {
    const { min, max } = spreadOf(cells.filter((cell) => cell.policy === policy).map(({ value }) => value))
    return `${policy} from ${formatFraction(min)} to ${formatFraction(max)}`
  })
  return {
    ...matrix,
    panels: [
      {
        ofSites: true,
        label: `Matrix of ${matrix.name} by site and policy over ${matrix.sites.length} sites: ${said.join(', ')}.`,
        spec: (width) => ({
          width: { step: columnWidth(width, names.length) },
          height: { step: 20 },
          data: { values: cells },
          encoding: {
            x: { field: 'policy', type: 'nominal', title: null, sort: names, axis: policyAxis(width, names.length) },
            y: {
              field: 'site',
              type: 'nominal',
              title: null,
              sort: [...matrix.sites],
              axis: { labelLimit: isNarrow(width) ? 150 : 320, ticks: false, domain: false, grid: false },
            },
          },
          layer: [
            {
              mark: { type: 'rect', aria: true },
              encoding: {
                color: {
                  field: 'value',
                  type: 'quantitative',
                  scale: { scheme: 'cividis', domain: [0, top], clamp: true },
                  legend: null,
                },
                ...tipped,
              },
            },
            {
              mark: { type: 'text', fontSize: 11 },
              encoding: {
                text: { field: 'value', type: 'quantitative', format: top < 0.1 ? '.1%' : '.0%' },
                color: { condition: { test: `datum.value > ${lightFrom * top}`, value: '#000000' }, value: '#ffffff' },
              },
            },
          ],
        }),
      },
    ],
    data: {
      columns: ['policy', 'site', `${matrix.name}, fraction`],
      rows: cells.map(({ policy, site, value }) => [policy, site, value]),
    },
  }
}

interface SiteCell {
  policy: string
  site: string
  value: number
  tip: string
}

function cellsOf({ sites, name, read }: SiteMatrix, policy: string, results: readonly SiteResult[]): SiteCell[] {
  const valuesOf = new Map<string, number[]>(sites.map((site) => [site, []]))
  for (const result of results) valuesOf.get(result.site)?.push(read(result))
  return sites.flatMap((site) => {
    const { median: value } = spreadOf(valuesOf.get(site) ?? [])
    if (Number.isNaN(value)) return []
    return [{ policy, site, value, tip: `${site}, ${policy}: ${name} ${formatFraction(value)}` }]
  })
}

/** Level where names have room; else slanted up from the middle of their column. */
function policyAxis(width: number, policies: number) {
  return {
    orient: 'top',
    labelAngle: columnWidth(width, policies) >= 120 ? 0 : -50,
    labelLimit: isNarrow(width) ? 190 : 320,
    labelOverlap: false,
    ticks: false,
    domain: false,
    grid: false,
  } as const
}

function columnWidth(width: number, policies: number): number {
  return isNarrow(width) ? Math.max(24, Math.min(40, 180 / policies)) : Math.min(130, 660 / policies)
}
