import { formatFraction, formatSeconds } from '../../../model/format.js'
import type { PolicyComparison } from '../../compare-runs.js'
import { downsample } from '../downsample.js'
import { tipped } from '../draw.js'
import { isNarrow, type Figure, type Panel } from '../figure.js'
import type { Material } from '../material.js'
import { timeUnit, type TimeUnit } from '../time-axis.js'
import { ofHowMany } from './site-use.js'

const most = { sites: 30, steps: 48 }
/** Part of a step by which each cell reaches under the next, so that no hairline stays between them. */
const overlap = 0.1

const mostNarrow = { sites: 15, steps: 24 }

/** How busy sites were over time, a panel for the best policy and one for that which it is held against: the first seed. */
export function siteTime({ policies, rival, sites }: Material): Figure | undefined {
  if (policies.length === 0 || sites.length === 0) return undefined
  const [best] = policies
  const shown = sites.slice(0, most.sites)
  const compared = (rival === undefined ? [best] : [best, rival]).filter(
    ({ runs: [{ siteSeries }] }) => siteSeries.timeSeconds.length > 1,
  )
  if (compared.length === 0) return undefined
  const end = Math.max(...compared.map(({ runs: [{ siteSeries }] }) => siteSeries.timeSeconds.at(-1) ?? 0))
  const unit = timeUnit(end)
  return {
    id: 'site-time',
    title: 'Sites over time',
    caption:
      `Cores held by pilots over cores there are, the run with the first seed: ${ofHowMany(shown, sites)}, most cores first. Dark is idle, ` +
      'yellow is full. A dark stretch is an outage, or a site that gets too little work.',
    panels: compared.map((policy, index) =>
      panel(policy, policies.indexOf(policy), shown, { unit, end, hasLegend: index === 0 }),
    ),
    data: {
      columns: ['policy', 'site', 'time in s', 'busy, fraction'],
      rows: compared.flatMap((policy) =>
        cellsOf(policy, shown, most.steps, unit).map(({ site, seconds, busy }) => [policy.policy, site, seconds, busy]),
      ),
    },
  }
}

function panel(
  policy: PolicyComparison,
  place: number,
  sites: readonly string[],
  { unit, end, hasLegend }: Frame,
): Panel {
  const [{ siteSeries }] = policy.runs
  const ranges = siteSeries.sites.flatMap((site, index) => {
    if (!sites.includes(site)) return []
    const busy = siteSeries.busyFraction[index]
    return [busy.reduce((sum, value) => sum + value, 0) / busy.length]
  })
  return {
    heading: policy.policy,
    policy: place,
    ofSites: true,
    label:
      `Heat map of how busy ${sites.length} sites were over time with ${policy.policy}: means over time from ` +
      `${formatFraction(Math.min(...ranges))} to ${formatFraction(Math.max(...ranges))}.`,
    spec: (width) => {
      const { sites: rows, steps } = isNarrow(width) ? mostNarrow : most
      return {
        width: isNarrow(width) ? 230 : 760,
        height: { step: 15 },
        data: { values: cellsOf(policy, sites.slice(0, rows), steps, unit) },
        mark: { type: 'rect', aria: true },
        encoding: {
          x: {
            field: 'from',
            type: 'quantitative',
            title: `simulated time, ${unit.name}`,
            axis: { grid: false, tickCount: isNarrow(width) ? 5 : 10 },
            scale: { nice: false, domain: [0, end / unit.seconds] },
          },
          x2: { field: 'to' },
          y: {
            field: 'site',
            type: 'nominal',
            title: null,
            sort: [...sites],
            axis: { labelLimit: isNarrow(width) ? 100 : 200, ticks: false, domain: false, grid: false },
          },
          color: {
            field: 'busy',
            type: 'quantitative',
            scale: { scheme: 'cividis', domain: [0, 1], clamp: true },
            legend: hasLegend
              ? { title: 'busy', orient: 'top', format: '.0%', gradientLength: 160, tickCount: 3 }
              : null,
          },
          ...tipped,
        },
      }
    },
  }
}

/** What both panels share. */
interface Frame {
  unit: TimeUnit
  end: number
  hasLegend: boolean
}

interface SiteMoment {
  site: string
  seconds: number
  from: number
  to: number
  busy: number
  tip: string
}

function cellsOf(
  { runs: [{ siteSeries }] }: PolicyComparison,
  sites: readonly string[],
  steps: number,
  unit: TimeUnit,
): SiteMoment[] {
  const count = siteSeries.timeSeconds.length
  const end = siteSeries.timeSeconds[count - 1]
  const places = new Map(siteSeries.sites.map((site, index) => [site, index]))
  return sites.flatMap((site) => {
    const place = places.get(site)
    if (place === undefined) return []
    const values = downsample(siteSeries.busyFraction[place], steps)
    const step = end / values.length
    return values.map((busy, index) => ({
      site,
      seconds: (index + 1) * step,
      from: (index * step) / unit.seconds,
      to: Math.min(end, (index + 1 + overlap) * step) / unit.seconds,
      busy,
      tip: `${site}, ${formatSeconds(index * step)} to ${formatSeconds((index + 1) * step)}: ${formatFraction(busy)} busy`,
    }))
  })
}
