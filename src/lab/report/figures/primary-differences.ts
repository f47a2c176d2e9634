import { fewestPairs } from '../../comparison/differences.js'
import { measures } from '../../measures.js'
import { absoluteText, differenceText, findingText, isSure, percentText, shownInterval } from '../difference-text.js'
import { tipped } from '../draw.js'
import { isNarrow, type Figure } from '../figure.js'
import type { Material } from '../material.js'
import { axisTitle, measureUnit, zeroLine } from '../measure-unit.js'
import { policyScales } from '../policy-colours.js'

/** The difference to the baseline by the measure that decides, with its interval: a row for each policy. */
export function primaryDifferences({ policies, comparison, level }: Material): Figure | undefined {
  const { primary, baseline, confidence, margin } = comparison
  const names = policies.map(({ policy }) => policy)
  const differences = (level?.differences ?? [])
    .filter(({ measure, mean }) => measure === primary && Number.isFinite(mean))
    .sort((one, other) => names.indexOf(one.policy) - names.indexOf(other.policy))
  if (differences.length === 0) return undefined
  const { title, better } = measures[primary]
  const band = Math.abs(margin * differences[0].baselineMean)
  const ends = differences.flatMap(({ mean, low, high }) => [mean, low, high, band]).filter(Number.isFinite)
  const unit = measureUnit(measures[primary], Math.max(...ends.map(Math.abs)))
  const rows = differences.map((difference) => {
    const { mean, low, high } = shownInterval(difference, difference)
    return {
      policy: difference.policy,
      mean: mean / unit.size,
      low: (Number.isFinite(low) ? low : mean) / unit.size,
      high: (Number.isFinite(high) ? high : mean) / unit.size,
      sure: isSure(difference),
      side: sideOf(mean, ends),
      said: `${differenceText(difference)}, ${findingText(difference)}`,
      lines: `${differenceText(difference)}|${findingText(difference)}`,
      tip: `${difference.policy} minus ${baseline}: ${absoluteText(difference)}, that is ${differenceText(difference)}`,
    }
  })
  const colours = policyScales(names).colour
  const words = `difference in ${title.toLowerCase()}`
  return {
    id: 'primary-differences',
    title: `${title}: difference to ${baseline}`,
    caption:
      `The measure declared to decide. Each point is the mean, over pairs of runs with one seed, of the policy minus ${baseline}; ` +
      `the line is its ${percentText(confidence)} interval (BCa bootstrap), each for itself and none for fewer than ${fewestPairs} pairs; a hollow point is not sure. ${better === 'higher' ? 'Right' : 'Left'} of zero is better. ` +
      `Within the grey band, ${percentText(margin)} of ${baseline} to either side, a difference counts as none.`,
    panels: [
      {
        label: `Points with intervals: ${words} to ${baseline}. ${rows.map(({ policy, said }) => `${policy}: ${said}`).join('; ')}.`,
        spec: (width) => ({
          width: isNarrow(width) ? 190 : 440,
          height: { step: isNarrow(width) ? 64 : 40 },
          data: { values: rows },
          encoding: {
            y: {
              field: 'policy',
              type: 'nominal',
              title: null,
              sort: differences.map(({ policy }) => policy),
              axis: { labelLimit: isNarrow(width) ? 140 : 320, ticks: false, domain: false },
            },
            color: { field: 'policy', type: 'nominal', scale: colours, legend: null },
          },
          layer: [
            {
              data: { values: [{ from: -band / unit.size, to: band / unit.size }] },
              mark: { type: 'rect', opacity: 0.2 },
              encoding: {
                x: {
                  field: 'from',
                  type: 'quantitative',
                  title: axisTitle(words, unit),
                  axis: { tickCount: isNarrow(width) ? 4 : 6, ...zeroLine },
                },
                x2: { field: 'to' },
                y: { value: 0 },
                y2: { value: { expr: 'height' } },
                color: { value: 'var(--soft)' },
              },
            },
            {
              mark: { type: 'rule', strokeWidth: 2.5 },
              encoding: { x: { field: 'low', type: 'quantitative' }, x2: { field: 'high' } },
            },
            {
              mark: { type: 'point', size: 110, strokeWidth: 2, opacity: 1, aria: true },
              encoding: {
                x: { field: 'mean', type: 'quantitative' },
                fill: {
                  condition: { test: 'datum.sure', field: 'policy', type: 'nominal', scale: colours },
                  value: 'var(--ground)',
                },
                ...tipped,
              },
            },
            ...(isNarrow(width) ? wordsAbove() : [wordsBeside]),
          ],
        }),
      },
    ],
    data: {
      columns: [
        'policy',
        'baseline',
        'pairs',
        'mean difference',
        'low',
        'high',
        'relative',
        'p',
        'adjusted p',
        'finding',
      ],
      rows: differences.map((one) => [
        one.policy,
        baseline,
        one.pairs,
        one.mean,
        one.low,
        one.high,
        one.relative.mean,
        one.p,
        one.adjusted,
        one.finding,
      ]),
    },
  }
}

type Side = keyof typeof placeOf

/** Where words above a point begin or end, so that they are near it and stay within the drawing. */
const placeOf = { left: 0, center: { expr: 'width / 2' }, right: 'width' } as const

function sideOf(mean: number, ends: readonly number[]): Side {
  const [low, high] = [Math.min(0, ...ends), Math.max(0, ...ends)]
  const part = (mean - low) / (high - low)
  return part < 0.4 ? 'left' : part > 0.6 ? 'right' : 'center'
}

/** In a column of their own, where no line crosses them. */
const wordsBeside = {
  mark: { type: 'text', align: 'left', dx: 12, fontSize: 12 },
  encoding: { x: { value: 'width' }, text: { field: 'said' }, color: { value: 'currentColor' } },
} as const

/** Right above their points, on a ground that hides the lines behind them. */
function wordsAbove() {
  const grounds = [
    { color: 'var(--ground)', stroke: { stroke: 'var(--ground)', strokeWidth: 5 } },
    { color: 'currentColor' },
  ]
  return (Object.keys(placeOf) as Side[]).flatMap((side) =>
    grounds.map(({ color, stroke }) => {
      const mark = { type: 'text', align: side, dy: -28, fontSize: 12, lineBreak: '|', ...stroke } as const
      const encoding = { x: { value: placeOf[side] }, text: { field: 'lines' }, color: { value: color } } as const
      return { transform: [{ filter: `datum.side === '${side}'` }], mark, encoding }
    }),
  )
}
