import { formatSeconds } from '../../../model/format.js'
import { measures } from '../../measures.js'
import { tipped } from '../draw.js'
import { isNarrow, type Figure } from '../figure.js'
import type { Material } from '../material.js'
import { policyScales } from '../policy-colours.js'
import { timeUnit } from '../time-axis.js'

/** Mean wait by policy, a dot for each seed, a bar at the median. */
export function waitDots({ policies }: Material): Figure | undefined {
  if (policies.length === 0) return undefined
  const unit = timeUnit(Math.max(0, ...policies.map(({ spreads }) => spreads.waitMean.max).filter(Number.isFinite)))
  const names = policies.map(({ policy }) => policy)
  const dots = policies.flatMap(({ policy, runs }) =>
    runs.map(({ summary }) => {
      const seconds = measures.waitMean.read(summary)
      const tip = `${policy}, seed ${summary.seed}: ${formatSeconds(seconds)}`
      return { policy, seed: summary.seed, seconds, wait: seconds / unit.seconds, tip }
    }),
  )
  const medians = policies.map(({ policy, spreads }) => ({ policy, wait: spreads.waitMean.median / unit.seconds }))
  const said = policies.map(({ policy, spreads }) => `${policy} ${formatSeconds(spreads.waitMean.median)}`)
  return {
    id: 'wait-by-policy',
    title: 'Mean wait, seed by seed',
    caption: 'Each dot is one run, the bar the median over seeds. Further left is better.',
    panels: [
      {
        label: `Dot plot of the mean wait by policy. Medians over seeds: ${said.join(', ')}.`,
        spec: (width) => ({
          width: isNarrow(width) ? 165 : 720,
          height: { step: 34 },
          encoding: {
            x: { field: 'wait', type: 'quantitative', title: `mean wait, ${unit.name}`, scale: { zero: true } },
            y: {
              field: 'policy',
              type: 'nominal',
              title: null,
              sort: names,
              axis: { labelLimit: isNarrow(width) ? 165 : 320, grid: true, ticks: false, domain: false },
            },
            color: { field: 'policy', type: 'nominal', scale: policyScales(names).colour, legend: null },
          },
          layer: [
            { data: { values: medians }, mark: { type: 'tick', thickness: 3, size: 24 } },
            {
              data: { values: dots },
              mark: { type: 'circle', size: isNarrow(width) ? 35 : 70, opacity: 0.6, aria: true },
              encoding: tipped,
            },
          ],
        }),
      },
    ],
    data: {
      columns: ['policy', 'seed', 'mean wait in s'],
      rows: dots.map(({ policy, seed, seconds }) => [policy, seed, seconds]),
    },
  }
}
