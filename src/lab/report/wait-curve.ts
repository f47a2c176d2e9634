import { formatSeconds } from '../../model/format.js'
import type { CdfPoint } from '../../sim/run-result.js'
import type { PolicyComparison } from '../compare-runs.js'
import { thin } from './downsample.js'
import { isNarrow, type Figure } from './figure.js'
import { policyScales } from './policy-colours.js'
import { logTimeAxis } from './time-axis.js'

/** A second: a logarithmic scale has no zero, and waits below it differ in nothing that matters. */
const shortest = 1

/** Where a curve begins: the few shortest waits of a run would take half of a logarithmic scale. */
const firstFraction = 0.01

/** How many jobs started within which wait, a curve for each run. */
export function waitCurve(comparisons: readonly PolicyComparison[]): Figure {
  const policies = comparisons.map(({ policy }) => policy)
  const runs = comparisons.flatMap((comparison) => comparison.runs)
  const low = Math.max(shortest, Math.min(...runs.map(({ waitCdf }) => firstWait(waitCdf))))
  const points = runs.flatMap(({ summary, waitCdf }) =>
    thin(waitCdf, runs.length > comparisons.length ? 100 : 200).map(({ value, fraction }) => ({
      policy: summary.policy,
      run: `${summary.policy} ${summary.seed}`,
      wait: Math.max(value, low),
      fraction,
    })),
  )
  const high = points.reduce((most, { wait }) => Math.max(most, wait), 2 * shortest)
  const scales = policyScales(policies)
  const said = comparisons.map(({ policy, spreads }) => `${policy} ${formatSeconds(spreads.waitP50.median)}`)
  return {
    id: 'wait-curve',
    title: 'How long jobs waited',
    caption:
      'The share of started jobs whose wait was at most that long, a curve for each run. The scale of time is ' +
      'logarithmic; waits shorter than its left end are drawn there. Further up and left is better.',
    label: `Cumulative distribution of waits by policy. Half of the jobs started within: ${said.join(', ')}.`,
    spec: (width) => ({
      width: isNarrow(width) ? 275 : 780,
      height: isNarrow(width) ? 230 : 320,
      data: { values: points },
      mark: { type: 'line', strokeWidth: 1.6, opacity: 0.8 },
      encoding: {
        x: {
          field: 'wait',
          type: 'quantitative',
          title: 'wait',
          scale: { type: 'log', domain: [Math.min(low, high / 2), high], nice: false },
          axis: logTimeAxis(low, high),
        },
        y: {
          field: 'fraction',
          type: 'quantitative',
          title: 'share of started jobs',
          scale: { domain: [0, 1] },
          axis: { format: '.0%', tickCount: 5 },
        },
        detail: { field: 'run' },
        color: { field: 'policy', type: 'nominal', scale: scales.colour, ...legend(width) },
        strokeDash: { field: 'policy', type: 'nominal', scale: scales.dash, ...legend(width) },
      },
    }),
  }
}

function firstWait(curve: readonly CdfPoint[]): number {
  return curve.find(({ fraction }) => fraction >= firstFraction)?.value ?? Infinity
}

/** Policies named above a chart, one below the other on a telephone. */
export function legend(width: number): { legend: { title: null; orient: 'top'; columns: number; symbolSize: number } } {
  return { legend: { title: null, orient: 'top', columns: isNarrow(width) ? 1 : 5, symbolSize: 500 } }
}
