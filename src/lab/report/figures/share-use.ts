import { formatFraction, formatSeconds } from '../../../model/format.js'
import type { ShareUse } from '../../../sim/run-result.js'
import { downsample } from '../downsample.js'
import { tipped } from '../draw.js'
import { isNarrow, type Figure, type Panel } from '../figure.js'
import { lines } from '../legend.js'
import type { Material } from '../material.js'
import { policyScales } from '../policy-colours.js'
import { timeUnit, type TimeUnit } from '../time-axis.js'

const mostShares = 6
const mostPoints = 100

/** What each global share had of the grid over time beside its target: a panel a share, a line a policy, the first seed. */
export function shareUse({ policies }: Material): Figure | undefined {
  const uses = policies.flatMap(({ policy, runs: [{ shares, summary }] }) =>
    shares
      .filter(({ targetFraction }) => targetFraction !== null)
      .map((use) => ({ policy, use: within(use, summary.window.untilSeconds) })),
  )
  const names = [...new Set(uses.map(({ use }) => use.share))]
  if (names.length < 2) return undefined
  const shown = names.slice(0, mostShares)
  const unit = timeUnit(Math.max(0, ...uses.map(({ use }) => use.timeSeconds.at(-1) ?? 0)))
  const points = uses
    .filter(({ use }) => shown.includes(use.share))
    .flatMap(({ policy, use }) => pointsOf(policy, use, unit))
  const rest = names.length > shown.length ? ` The first ${shown.length} of ${names.length} shares.` : ''
  return {
    id: 'share-use',
    title: 'What each global share had of the grid',
    caption:
      'Part of the power in use that went to the share, while work was submitted, the run with the first seed of each policy; the grey line is its target. A share with ' +
      `too little work cannot reach its target, and leaves the rest to others.${rest}`,
    panels: shown.map((share, index) =>
      panel(
        share,
        uses.filter(({ use }) => use.share === share),
        points.filter((point) => point.share === share),
        policies.map(({ policy }) => policy),
        unit,
        index === 0,
      ),
    ),
    data: {
      columns: ['policy', 'share', 'time in s', 'used, fraction'],
      rows: points.map(({ policy, share, seconds, used }) => [policy, share, seconds, used]),
    },
  }
}

interface SharePoint {
  policy: string
  share: string
  seconds: number
  time: number
  used: number
  tip: string
}

/** While work was submitted: afterwards what is left to drain says nothing of shares. */
function within(use: ShareUse, untilSeconds: number): ShareUse {
  const count = use.timeSeconds.filter((seconds) => seconds <= untilSeconds).length
  return { ...use, timeSeconds: use.timeSeconds.slice(0, count), usedSeries: use.usedSeries.slice(0, count) }
}

function pointsOf(policy: string, { share, timeSeconds, usedSeries }: ShareUse, unit: TimeUnit): SharePoint[] {
  const times = downsample(timeSeconds, mostPoints)
  return downsample(usedSeries, mostPoints).map((used, index) => {
    const seconds = times[index]
    const tip = `${share}, ${policy} at ${formatSeconds(seconds)}: ${formatFraction(used)}`
    return { policy, share, seconds, time: seconds / unit.seconds, used, tip }
  })
}

function panel(
  share: string,
  uses: readonly { policy: string; use: ShareUse }[],
  points: readonly SharePoint[],
  policies: readonly string[],
  unit: TimeUnit,
  isFirst: boolean,
): Panel {
  const target = uses[0].use.targetFraction ?? NaN
  const scales = policyScales(policies)
  const said = uses.map(({ policy, use }) => `${policy} ${formatFraction(use.usedFraction ?? NaN)}`)
  const due = `target ${formatFraction(target)}`
  const marks = (width: number) => (isFirst ? lines(width) : { legend: null })
  return {
    heading: `${share}: ${due}`,
    label: `Lines of what ${share} had of the grid over time, ${due}. Over the whole window: ${said.join(', ')}.`,
    spec: (width) => ({
      width: isNarrow(width) ? 280 : 830,
      height: isNarrow(width) ? 100 : 120,
      encoding: {
        x: {
          type: 'quantitative',
          title: `simulated time, ${unit.name}`,
          scale: { nice: false },
          axis: { tickCount: isNarrow(width) ? 5 : 10 },
        },
        y: {
          type: 'quantitative',
          title: 'part in use',
          scale: { domain: [0, 1] },
          axis: { format: '.0%', tickCount: 4 },
        },
      },
      layer: [
        {
          data: { values: [{ target }] },
          mark: { type: 'rule', strokeWidth: 4, opacity: 0.45 },
          encoding: { y: { field: 'target' }, color: { value: 'var(--soft)' } },
        },
        {
          data: { values: points },
          mark: { type: 'line', strokeWidth: 2 },
          encoding: {
            x: { field: 'time' },
            y: { field: 'used' },
            color: { field: 'policy', type: 'nominal', scale: scales.colour, ...marks(width) },
            strokeDash: { field: 'policy', type: 'nominal', scale: scales.dash, ...marks(width) },
          },
        },
        {
          data: { values: points.filter((_, index) => index % 4 === 0) },
          mark: { type: 'circle', size: 60, opacity: 0, aria: true },
          encoding: { x: { field: 'time' }, y: { field: 'used' }, ...tipped },
        },
      ],
    }),
  }
}
