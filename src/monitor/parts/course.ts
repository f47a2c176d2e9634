import { formatCount } from '../../model/format.js'
import { html, type Markup } from '../../page/html.js'
import type { Clock } from '../clock.js'
import type { Series } from '../readings/about.js'

const WIDTH = 640
const HEIGHT = 180
const LEFT = 56
const BOTTOM = 24
const TOP = 8
const GAPS = 4

/** A picture of values over time, as lines or as areas one on the other, with a table of the newest values for those who cannot see it. */
export function course(
  title: string,
  series: readonly Series[],
  clock: Clock,
  shape: 'lines' | 'stacked' = 'lines',
  format: (value: number) => string = formatCount,
): Markup {
  const drawn = shape === 'stacked' ? stacked(series) : series.map(({ values }) => ({ low: undefined, high: values }))
  const most = Math.max(0, ...drawn.flatMap(({ high }) => high.map((value) => value ?? 0)))
  const top = niceTop(most)
  const count = series[0]?.values.length ?? 0
  const x = (index: number): number => round(LEFT + ((WIDTH - LEFT) * index) / Math.max(1, count - 1))
  const y = (value: number): number => round(TOP + (HEIGHT - TOP - BOTTOM) * (1 - value / top))
  const ticks = Array.from({ length: GAPS + 1 }, (_, i) => (top * i) / GAPS)
  return html`<figure class="course">
    <figcaption>${title}</figcaption>
    <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${title}: ${newest(series, format)}">
      ${ticks.map(
        (tick) =>
          html`<line class="grid" x1="${LEFT}" x2="${WIDTH}" y1="${y(tick)}" y2="${y(tick)}" />
            <text class="tick" x="${LEFT - 6}" y="${y(tick) + 4}" text-anchor="end">${format(tick)}</text>`,
      )}
      ${timeTicks(series[0], clock, x)}
      ${drawn.map(({ low, high }, index) =>
        low === undefined
          ? html`<path class="line tone-${index}" d="${lineOf(high, x, y)}" />`
          : html`<path class="area tone-${index}" d="${areaOf(low, high, x, y)}" />`,
      )}
    </svg>
    <ul class="legend">
      ${series.map(({ name, values }, index) => html`<li><span class="key tone-${index}"></span>${name}: ${last(values, format)}</li> `)}
    </ul>
  </figure>`
}

/** Each of the series on top of those before it. */
function stacked(series: readonly Series[]): { low: number[]; high: number[] }[] {
  let below = (series[0]?.values ?? []).map(() => 0)
  return series.map(({ values }) => {
    const low = below
    const high = values.map((value, index) => low[index] + (value ?? 0))
    below = high
    return { low, high }
  })
}

/** The smallest of 1, 2, 4 and 8 times a power of ten that is not below, so that quarters of it are short numbers. */
function niceTop(most: number): number {
  if (most <= 0) return 4
  const power = 10 ** Math.floor(Math.log10(most))
  return Math.max(4, power * ([1, 2, 4, 8, 10].find((step) => step * power >= most) ?? 10))
}

function lineOf(
  values: readonly (number | null)[],
  x: (index: number) => number,
  y: (value: number) => number,
): string {
  let isOpen = false
  return values
    .map((value, index) => {
      const step = value === null ? '' : `${isOpen ? 'L' : 'M'}${x(index)} ${y(value)}`
      isOpen = value !== null
      return step
    })
    .join('')
}

function areaOf(
  low: readonly number[],
  high: readonly number[],
  x: (index: number) => number,
  y: (value: number) => number,
): string {
  if (high.length === 0) return ''
  const back = low.map((value, index) => `L${x(index)} ${y(value)}`).reverse()
  return `${lineOf(high, x, y)}${back.join('')}Z`
}

function timeTicks(series: Series | undefined, clock: Clock, x: (index: number) => number): Markup | undefined {
  if (series === undefined || series.values.length < 2) return undefined
  const { from, stepSeconds, values } = series
  const places = [0, 1, 2, 3, 4].map((part) => Math.round(((values.length - 1) * part) / 4))
  const anchor = (place: number): string => (place === 0 ? 'start' : place === values.length - 1 ? 'end' : 'middle')
  return html`${places.map(
    (place) =>
      html`<text class="tick" x="${x(place)}" y="${HEIGHT - 6}" text-anchor="${anchor(place)}">
        ${clock.short(from + place * stepSeconds)}
      </text>`,
  )}`
}

function newest(series: readonly Series[], format: (value: number) => string): string {
  return series.map(({ name, values }) => `${name} ${last(values, format)}`).join(', ')
}

function last(values: readonly (number | null)[], format: (value: number) => string): string {
  const value = values.at(-1)
  return value === undefined || value === null ? '–' : format(value)
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
