import { measures } from '../../measures.js'
import { absoluteText, differenceText, findingText, isSure, percentText, shownInterval } from '../difference-text.js'
import { tipped } from '../draw.js'
import { isNarrow, type Figure } from '../figure.js'
import { legend } from '../legend.js'
import type { Material } from '../material.js'
import { zeroLine } from '../measure-unit.js'
import { policyScales } from '../policy-colours.js'

/** Parts of the baseline beyond which a difference is off the scale: one that is ten times as high tells no more by its place. */
const edge = 1

/** More groups than this are no picture any more; the data have them all. */
const mostMeasures = 18

/** Differences to the baseline by all other measures, as parts of the baseline, a group of rows for each measure. */
export function otherDifferences({ policies, comparison, level }: Material): Figure | undefined {
  const { primary, baseline, confidence } = comparison
  const differences = (level?.differences ?? []).filter(
    ({ measure, relative }) =>
      measure !== primary && measures[measure].better !== 'neither' && Number.isFinite(relative.mean),
  )
  // The largest first; in the picture, measures keep the order of tables.
  const bySize = [...differences].sort((one, other) => Math.abs(other.relative.mean) - Math.abs(one.relative.mean))
  const allMoved = new Set(bySize.filter(({ mean }) => mean !== 0).map(({ measure }) => measure))
  const moved = new Set([...allMoved].slice(0, mostMeasures))
  if (moved.size === 0) return undefined
  const names = policies.map(({ policy }) => policy).filter((policy) => policy !== baseline)
  const rows = differences
    .filter(({ measure }) => moved.has(measure))
    .map((difference) => {
      const { policy, measure } = difference
      const relative = shownInterval(difference.relative, difference)
      const { title, better } = measures[measure]
      return {
        policy,
        measure: `${title} ${better === 'higher' ? '↑' : '↓'}`,
        mean: atMost(relative.mean),
        // Which way it is off the scale, and by how much it differs.
        off: Math.abs(relative.mean) > edge ? Math.sign(relative.mean) : 0,
        size: sizeText(relative.mean),
        low: atMost(Number.isFinite(relative.low) ? relative.low : relative.mean),
        high: atMost(Number.isFinite(relative.high) ? relative.high : relative.mean),
        opacity: isSure(difference) ? 1 : 0.35,
        tip: `${title}, ${policy}: ${differenceText(difference)}, that is ${absoluteText(difference)}; ${findingText(difference)}`,
      }
    })
  const scales = policyScales(policies.map(({ policy }) => policy))
  const counts = names.map((policy) => {
    const own = differences.filter((one) => one.policy === policy)
    const of = (finding: string): number => own.filter((one) => one.finding === finding).length
    return `${policy} better in ${of('better')} and worse in ${of('worse')} of ${own.length}`
  })
  return {
    id: 'other-differences',
    title: `All other measures: difference to ${baseline}`,
    caption:
      `Mean difference as a part of ${baseline}, with its ${percentText(confidence)} interval, each for itself; pale where it is not sure. ↓: lower is better, ↑: higher is better. ` +
      'A difference of more than 100 % is off the scale: an arrow at the edge, its size beside it. These measures were not declared to decide: what is seen here is a hint for the next ' +
      'study, adjusted for their number, and no proof.' +
      (allMoved.size > moved.size
        ? ` The ${moved.size} largest of ${allMoved.size} are shown; the data have them all.`
        : ''),
    panels: [
      {
        label: `Points with intervals for ${moved.size} measures and ${names.length} policies, relative to ${baseline}: ${counts.join('; ')}.`,
        spec: (width) => ({
          width: isNarrow(width) ? 115 : 580,
          height: { step: 11, for: 'offset' },
          data: { values: rows },
          encoding: {
            y: {
              field: 'measure',
              type: 'nominal',
              title: null,
              sort: null,
              axis: {
                labelLimit: isNarrow(width) ? 180 : 260,
                ticks: false,
                domain: false,
                grid: true,
                bandPosition: 0,
              },
              scale: { paddingInner: 0.25 },
            },
            yOffset: { field: 'policy', sort: names },
            x: {
              type: 'quantitative',
              title: 'difference',
              scale: { domain: [-edge, edge], nice: false },
              axis: { format: '+.0%', tickCount: isNarrow(width) ? 3 : 9, ...zeroLine },
            },
            color: { field: 'policy', type: 'nominal', scale: scales.colour, ...legend(width, 90) },
            opacity: { field: 'opacity', type: 'quantitative', scale: null, legend: null },
          },
          layer: [
            { mark: { type: 'rule', strokeWidth: 2 }, encoding: { x: { field: 'low' }, x2: { field: 'high' } } },
            {
              transform: [{ filter: 'datum.off === 0' }],
              mark: { type: 'point', size: 45, filled: true, aria: true },
              encoding: {
                x: { field: 'mean' },
                shape: { field: 'policy', type: 'nominal', sort: scales.colour.domain, ...legend(width, 90) },
                ...tipped,
              },
            },
            ...[1, -1].flatMap((way) => offScale(way)),
          ],
        }),
      },
    ],
    data: {
      columns: [
        'policy',
        'measure',
        'baseline mean',
        'policy mean',
        'difference',
        'low',
        'high',
        'relative',
        'adjusted p',
        'finding',
      ],
      rows: differences.map((one) => [
        one.policy,
        measures[one.measure].title,
        one.baselineMean,
        one.policyMean,
        one.mean,
        one.low,
        one.high,
        one.relative.mean,
        one.adjusted,
        one.finding,
      ]),
    },
  }
}

function atMost(part: number): number {
  return Math.max(-edge, Math.min(edge, part))
}

/** Arrows at an edge, each with the size of what it stands for. */
function offScale(way: number) {
  const transform = [{ filter: `datum.off === ${way}` }]
  return [
    {
      transform,
      mark: { type: 'point', size: 60, filled: true, shape: way > 0 ? 'triangle-right' : 'triangle-left', aria: true },
      encoding: { x: { field: 'mean' }, ...tipped },
    },
    {
      transform,
      mark: { type: 'text', align: 'left', dx: 8, fontSize: 10 },
      encoding: {
        x: { field: 'mean' },
        text: { field: 'size' },
        color: { value: 'currentColor' },
        opacity: { value: 1 },
      },
    },
  ] as const
}

/** In per cent, from ten times the baseline on without telling how much more. */
function sizeText(part: number): string {
  const percent = Math.round(Math.abs(100 * part))
  return `${part > 0 ? '+' : '−'}${percent < 1000 ? percent : '1000 and more'} %`
}
