import { formatCount, formatNumber } from '../../../model/format.js'
import type { PolicyComparison } from '../../compare-runs.js'
import { tipped } from '../draw.js'
import { errorWords } from '../error-words.js'
import { isNarrow, type Figure } from '../figure.js'
import { legend } from '../legend.js'
import type { Material } from '../material.js'
import { policyScales } from '../policy-colours.js'

const mostCodes = 10

/** Failed attempts by error code, in words: a bar for each policy, the mean over seeds. */
export function errorsByCode({ policies }: Material): Figure | undefined {
  const counts = policies.map(countByCode)
  const sums = new Map<number, number>()
  for (const byCode of counts)
    for (const [code, { attempts }] of byCode) sums.set(code, (sums.get(code) ?? 0) + attempts)
  const codes = [...sums].sort(([, one], [, other]) => other - one).map(([code]) => code)
  if (codes.length === 0) return undefined
  const shown = codes.slice(0, mostCodes)
  const rows = policies.flatMap(({ policy }, place) =>
    shown.map((code) => {
      const { attempts = 0, site = '' } = counts[place].get(code) ?? {}
      const most = site === '' ? '' : `, most at ${site}`
      return {
        policy,
        code,
        error: errorWords(code),
        attempts,
        site,
        tip: `${errorWords(code)}, ${policy}: ${formatNumber(attempts)} a run${most}`,
      }
    }),
  )
  const names = policies.map(({ policy }) => policy)
  const said = shown
    .slice(0, 4)
    .map((code) => `${errorWords(code)} ${formatCount((sums.get(code) ?? 0) / policies.length)}`)
  const rest = codes.length > shown.length ? ` The ${shown.length} most frequent of ${codes.length} codes.` : ''
  return {
    id: 'errors',
    title: 'Why attempts failed',
    caption: `Failed attempts a run by error code, the mean over seeds.${rest}`,
    panels: [
      {
        label: `Bars of failed attempts by error for each policy. Means over all policies: ${said.join(', ')}.`,
        spec: (width) => ({
          width: isNarrow(width) ? 150 : 640,
          height: { step: Math.max(5, 26 / names.length), for: 'offset' },
          data: { values: rows },
          mark: { type: 'bar', aria: true },
          encoding: {
            y: {
              field: 'error',
              type: 'nominal',
              title: null,
              sort: shown.map(errorWords),
              axis: { labelLimit: isNarrow(width) ? 170 : 260, ticks: false, domain: false },
              scale: { paddingInner: 0.3 },
            },
            yOffset: { field: 'policy', sort: names },
            x: {
              field: 'attempts',
              type: 'quantitative',
              title: 'failed attempts a run',
              axis: { format: '~s', tickCount: isNarrow(width) ? 3 : 8 },
            },
            color: { field: 'policy', type: 'nominal', scale: policyScales(names).colour, ...legend(width, 120) },
            ...tipped,
          },
        }),
      },
    ],
    data: {
      columns: ['policy', 'code', 'error', 'attempts a run', 'most at'],
      rows: rows.map(({ policy, code, error, attempts, site }) => [policy, code, error, attempts, site]),
    },
  }
}

/** Mean over runs of the attempts that failed with each code, and the site where most did. */
function countByCode({ runs }: PolicyComparison): Map<number, { attempts: number; site: string }> {
  const bySite = new Map<number, Map<string, number>>()
  for (const { site, code, attempts } of runs.flatMap(({ errors }) => errors)) {
    const sites = bySite.get(code) ?? new Map<string, number>()
    sites.set(site, (sites.get(site) ?? 0) + attempts)
    bySite.set(code, sites)
  }
  return new Map(
    [...bySite].map(([code, sites]) => {
      const [[site]] = [...sites].sort(([, one], [, other]) => other - one)
      const attempts = [...sites.values()].reduce((sum, value) => sum + value, 0) / runs.length
      return [code, { attempts, site }]
    }),
  )
}
