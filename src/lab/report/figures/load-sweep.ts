import { max } from 'simple-statistics'
import { formatFraction } from '../../../model/format.js'
import { measures, type MeasureName } from '../../measures.js'
import { tipped } from '../draw.js'
import { isNarrow, type Figure, type Panel } from '../figure.js'
import { lines } from '../legend.js'
import type { Material } from '../material.js'
import { axisTitle, measureUnit } from '../measure-unit.js'
import { policyScales } from '../policy-colours.js'

/** The primary measure and utilisation over the load that was offered, a line for each policy. */
export function loadSweep(material: Material): Figure | undefined {
  const { comparison } = material
  if (comparison.levels.length < 2) return undefined
  const shown = [...new Set<MeasureName>([comparison.primary, 'utilisation'])]
  const points = shown.map((measure) => pointsOf(material, measure))
  const kept = comparison.saturation.map(({ policy, load, unknown }) => {
    if (load !== undefined) return `${policy} no longer keeps up from ${formatFraction(load)}`
    return unknown ? `whether ${policy} keeps up cannot be told` : `${policy} keeps up at all of them`
  })
  return {
    id: 'load-sweep',
    title: 'From light to heavy load',
    caption:
      `Mean over seeds at each offered load (core time of the work over core time of the grid), with the range over seeds. ${kept.join('; ')}. ` +
      'Where a policy no longer keeps up, its waits tell how long the run was, not how good it is.',
    panels: shown.map((measure, index) => panel(material, measure, points[index], index === 0)),
    data: {
      columns: ['measure', 'policy', 'load', 'mean', 'lowest', 'highest'],
      rows: points.flat().map((one) => [one.title, one.policy, one.load, one.mean, one.low, one.high]),
    },
  }
}

interface LoadPoint {
  title: string
  policy: string
  load: number
  mean: number
  low: number
  high: number
  tip: string
}

function pointsOf({ comparison }: Material, measure: MeasureName): LoadPoint[] {
  const { title, format } = measures[measure]
  return comparison.levels.flatMap(({ load, policies }) =>
    policies.flatMap(({ policy, spreads }) => {
      const { mean, min: low, max: high } = spreads[measure]
      if (load === undefined || !Number.isFinite(mean)) return []
      return [
        {
          title,
          policy,
          load,
          mean,
          low,
          high,
          tip: `${policy} at ${formatFraction(load)}: ${title.toLowerCase()} ${format(mean)}`,
        },
      ]
    }),
  )
}

function panel(
  { policies, comparison }: Material,
  measure: MeasureName,
  points: readonly LoadPoint[],
  isFirst: boolean,
): Panel {
  const { title, format } = measures[measure]
  const top = points.length > 0 ? max(points.map(({ high }) => high)) : 1
  const unit = measureUnit(measures[measure], top)
  const values = points.map((point) => ({
    ...point,
    mean: point.mean / unit.size,
    low: point.low / unit.size,
    high: point.high / unit.size,
  }))
  const scales = policyScales(policies.map(({ policy }) => policy))
  const ends = policies.map(({ policy }) => {
    const own = points.filter((point) => point.policy === policy)
    return `${policy} from ${format(own[0]?.mean ?? NaN)} to ${format(own.at(-1)?.mean ?? NaN)}`
  })
  const marks = (width: number) => (isFirst ? lines(width) : { legend: null })
  return {
    heading: title,
    label: `Lines of ${title.toLowerCase()} over ${comparison.levels.length} load levels: ${ends.join('; ')}.`,
    spec: (width) => ({
      width: isNarrow(width) ? 270 : 820,
      height: isNarrow(width) ? 180 : 240,
      data: { values },
      encoding: {
        x: {
          field: 'load',
          type: 'quantitative',
          title: 'offered load',
          scale: { zero: false, padding: 12 },
          axis: { format: '.0%', values: [...new Set(points.map(({ load }) => load))] },
        },
        y: {
          type: 'quantitative',
          title: axisTitle(title.toLowerCase(), unit),
          axis: { tickCount: 5 },
          scale: { zero: true },
        },
        color: { field: 'policy', type: 'nominal', scale: scales.colour, ...marks(width) },
      },
      layer: [
        { mark: { type: 'area', opacity: 0.18 }, encoding: { y: { field: 'low' }, y2: { field: 'high' } } },
        {
          mark: { type: 'line', strokeWidth: 2 },
          encoding: {
            y: { field: 'mean' },
            strokeDash: { field: 'policy', type: 'nominal', scale: scales.dash, ...marks(width) },
          },
        },
        { mark: { type: 'circle', size: 60, opacity: 1, aria: true }, encoding: { y: { field: 'mean' }, ...tipped } },
      ],
    }),
  }
}
