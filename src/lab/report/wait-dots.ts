import { formatSeconds } from '../../model/format.js'
import type { PolicyComparison } from '../compare-runs.js'
import { measures } from '../measures.js'
import { isNarrow, type Figure } from './figure.js'
import { policyScales } from './policy-colours.js'
import { timeUnit } from './time-axis.js'

/** Mean wait by policy, a dot for each seed, a bar at the median. */
export function waitDots(comparisons: readonly PolicyComparison[]): Figure {
  const unit = timeUnit(Math.max(...comparisons.map(({ spreads }) => spreads.waitMean.max).filter(Number.isFinite), 0))
  const policies = comparisons.map(({ policy }) => policy)
  const dots = comparisons.flatMap(({ policy, runs }) =>
    runs.map(({ summary }) => ({ policy, wait: measures.waitMean.read(summary) / unit.seconds })),
  )
  const medians = comparisons.map(({ policy, spreads }) => ({ policy, wait: spreads.waitMean.median / unit.seconds }))
  const colour = { field: 'policy', type: 'nominal' as const, scale: policyScales(policies).colour, legend: null }
  const x = { field: 'wait', type: 'quantitative' as const, title: `mean wait, ${unit.name}`, scale: { zero: true } }
  const said = comparisons.map(({ policy, spreads }) => `${policy} ${formatSeconds(spreads.waitMean.median)}`)
  return {
    id: 'wait-by-policy',
    title: 'Mean wait by policy',
    caption: 'Each dot is one seed, the bar the median over seeds. Further left is better.',
    label: `Dot plot of the mean wait by policy. Medians over seeds: ${said.join(', ')}.`,
    spec: (width) => ({
      width: isNarrow(width) ? 165 : 680,
      height: { step: 34 },
      encoding: {
        x,
        y: {
          field: 'policy',
          type: 'nominal',
          title: null,
          sort: policies,
          axis: { labelLimit: isNarrow(width) ? 175 : 320, grid: true, ticks: false, domain: false },
        },
        color: colour,
      },
      layer: [
        { data: { values: medians }, mark: { type: 'tick', thickness: 3, size: 24 } },
        { data: { values: dots }, mark: { type: 'circle', size: isNarrow(width) ? 35 : 70, opacity: 0.6 } },
      ],
    }),
  }
}
