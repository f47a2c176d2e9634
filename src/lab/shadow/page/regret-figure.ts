import { formatSeconds } from '../../../model/format.js'
import { tipped } from '../../report/draw.js'
import { type Figure, isNarrow } from '../../report/figure.js'
import { timeUnit } from '../../report/time-axis.js'
import type { ShadowReport } from '../shadow-report.js'

/** What production's choices took more than the policy's would have, with intervals. */
export function regretFigure({ regret }: ShadowReport): Figure | undefined {
  const { wait, total, estimated } = regret
  if (estimated === 0) return undefined
  const ends = [wait, total].flatMap(({ low, high, mean }) => [low, high, mean]).filter(Number.isFinite)
  const unit = timeUnit(Math.max(...ends.map(Math.abs)))
  const rows = [
    { what: 'wait', ...wait },
    { what: 'wait and run', ...total },
  ].map(({ what, mean, low, high }) => ({
    what,
    mean: mean / unit.seconds,
    low: (Number.isFinite(low) ? low : mean) / unit.seconds,
    high: (Number.isFinite(high) ? high : mean) / unit.seconds,
    tip: `${what}: ${formatSeconds(mean)}, from ${formatSeconds(low)} to ${formatSeconds(high)}`,
  }))
  return {
    id: 'regret-intervals',
    title: 'What production’s choices took more, by the estimate',
    caption:
      'Mean over the jobs that could be estimated, with a 95 % interval of a bootstrap over blocks of time. Right of zero the policy’s ' +
      'choices would have been faster, left of it production’s were.',
    panels: [
      {
        label: `Intervals of the regret a job: wait ${formatSeconds(wait.mean)}, wait and run ${formatSeconds(total.mean)}.`,
        spec: (width) => ({
          width: isNarrow(width) ? 210 : 700,
          height: { step: 40 },
          encoding: {
            y: {
              field: 'what',
              type: 'nominal',
              title: null,
              sort: null,
              axis: { ticks: false, domain: false, labelPadding: 6 },
            },
          },
          layer: [
            {
              data: { values: [{ zero: 0 }] },
              mark: { type: 'rule', color: 'currentColor', opacity: 0.5 },
              encoding: { x: { field: 'zero', type: 'quantitative' }, y: { value: 0 }, y2: { value: 80 } },
            },
            {
              data: { values: rows },
              mark: { type: 'rule', strokeWidth: 3, color: 'var(--policy-0)' },
              encoding: {
                x: {
                  field: 'low',
                  type: 'quantitative',
                  title: `${unit.name} a job`,
                  axis: { tickCount: isNarrow(width) ? 4 : 8 },
                },
                x2: { field: 'high' },
              },
            },
            {
              data: { values: rows },
              mark: { type: 'circle', size: 120, opacity: 1, aria: true, color: 'var(--policy-0)' },
              encoding: { x: { field: 'mean', type: 'quantitative' }, ...tipped },
            },
          ],
        }),
      },
    ],
    data: {
      columns: ['what', `mean in ${unit.name}`, 'low', 'high'],
      rows: rows.map(({ what, mean, low, high }) => [what, mean, low, high]),
    },
  }
}
