import { formatCount, formatSeconds } from '../../model/format.js'
import { html, type Markup } from '../../page/html.js'
import type { Clock } from '../clock.js'
import type { Series } from '../readings/about.js'

/** As wide as it is usually shown, so that its words are as large as those around it. */
const WIDTH = 420
const HEIGHT = 170
const LEFT = 52
const RIGHT = 6
const BOTTOM = 22
const TOP = 8
const GAPS = 4
const DAY_SECONDS = 86_400
/** Colours that the style sheet has. */
const TONES = 8

type Value = number | null
type Scale = (value: number) => number

/** What happened in each step of time, under a title that says how long a step is; its sums stand below it in words. */
export function courseOfSteps(
  title: string,
  series: readonly Series[],
  clock: Clock,
  format: (value: number) => string = formatCount,
): Markup {
  const [first] = series
  const step = first === undefined ? '' : `, in each ${formatSeconds(first.stepSeconds)}`
  return course(`${title}${step}`, series, clock, 'lines', format, (values) => `${format(sumOf(values))} in all`)
}

function sumOf(values: readonly Value[]): number {
  return values.reduce<number>((sum, value) => sum + (value ?? 0), 0)
}

/** A picture of values over time, as lines or as areas one on the other; its newest values stand below it in words. */
export function course(
  title: string,
  series: readonly Series[],
  clock: Clock,
  shape: 'lines' | 'stacked' = 'lines',
  format: (value: number) => string = formatCount,
  told: (values: readonly Value[]) => string = (values) => last(values, format),
): Markup {
  if (!series.some(({ values }) => values.some((value) => value !== null)))
    return html`<figure class="course">
      <figcaption>${title}</figcaption>
      <p class="empty">Nothing is recorded of that time.</p>
    </figure> `
  const drawn = shape === 'stacked' ? stacked(series) : series.map(({ values }) => ({ low: undefined, high: values }))
  const top = niceTop(Math.max(0, ...drawn.flatMap(({ high }) => high.map((value) => value ?? 0))))
  const count = series[0].values.length
  const x: Scale = (index) => round(LEFT + ((WIDTH - LEFT - RIGHT) * index) / Math.max(1, count - 1))
  const y: Scale = (value) => round(TOP + (HEIGHT - TOP - BOTTOM) * (1 - value / top))
  const ticks = Array.from({ length: GAPS + 1 }, (_, i) => (top * i) / GAPS)
  return html`<figure class="course">
    <figcaption>${title}</figcaption>
    <svg
      viewBox="0 0 ${WIDTH} ${HEIGHT}"
      role="img"
      aria-label="${title}: ${series.map(({ name, values }) => `${name} ${told(values)}`).join(', ')}"
    >
      ${ticks.map(
        (tick) =>
          html`<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y(tick)}" y2="${y(tick)}" />
            <text class="tick" x="${LEFT - 6}" y="${y(tick) + 4}" text-anchor="end">${format(tick)}</text>`,
      )}
      ${timeTicks(series[0], clock, x)} ${drawn.map(({ low, high }, index) => mark(low, high, index % TONES, x, y))}
    </svg>
    <ul class="legend">
      ${series.map(
        ({ name, values }, index) =>
          html`<li><span class="key tone-${index % TONES}"></span>${name}: ${told(values)}</li> `,
      )}
    </ul>
  </figure> `
}

/** Each of the series on top of those before it; there is a gap where none of them is known. */
function stacked(series: readonly Series[]): { low: number[]; high: Value[] }[] {
  const isKnown = series[0].values.map((_, index) => series.some(({ values }) => (values[index] ?? null) !== null))
  let below = isKnown.map(() => 0)
  return series.map(({ values }) => {
    const low = below
    below = low.map((base, index) => base + (values[index] ?? 0))
    return { low, high: below.map((value, index) => (isKnown[index] ? value : null)) }
  })
}

/** The smallest of 1, 2, 4 and 8 times a power of ten that is not below; below 100, a number whose quarters are whole. */
function niceTop(most: number): number {
  if (most <= 0) return GAPS
  const power = 10 ** Math.floor(Math.log10(most))
  const top = power * ([1, 2, 4, 8].find((step) => step * power >= most) ?? 10)
  return top < 100 ? GAPS * Math.ceil(top / GAPS) : top
}

function mark(low: readonly number[] | undefined, high: readonly Value[], tone: number, x: Scale, y: Scale): Markup {
  const runs = knownRuns(high)
  return html`${runs.map(([from, to]) => {
    const upper = points(high, from, to, x, y)
    if (low !== undefined) {
      const lower = points(low, from, to, x, y).reverse()
      return from === to
        ? html`<line
            class="line tone-${tone}"
            x1="${x(from)}"
            x2="${x(from)}"
            y1="${y(low[from])}"
            y2="${y(high[from] ?? 0)}"
          />`
        : html`<path class="area tone-${tone}" d="M${[...upper, ...lower].join('L')}Z" />`
    }
    return from === to
      ? html`<circle class="dot tone-${tone}" cx="${x(from)}" cy="${y(high[from] ?? 0)}" r="3" />`
      : html`<path class="line tone-${tone}" d="M${upper.join('L')}" />`
  })}`
}

function points(values: readonly Value[], from: number, to: number, x: Scale, y: Scale): string[] {
  return values.slice(from, to + 1).map((value, index) => `${x(from + index)} ${y(value ?? 0)}`)
}

/** From where to where values are known without a gap, both ends included. */
function knownRuns(values: readonly Value[]): [from: number, to: number][] {
  const runs: [number, number][] = []
  for (const [index, value] of values.entries()) {
    if (value === null) continue
    const run = runs.at(-1)
    if (run?.[1] === index - 1) run[1] = index
    else runs.push([index, index])
  }
  return runs
}

function timeTicks({ from, stepSeconds, values }: Series, clock: Clock, x: Scale): Markup | undefined {
  const last = values.length - 1
  if (last < 1) return undefined
  const places = [...new Set([0, 1, 2, 3, 4].map((part) => Math.round((last * part) / 4)))]
  const anchor = (place: number): string => (place === 0 ? 'start' : place === last ? 'end' : 'middle')
  const isLong = last * stepSeconds > 2 * DAY_SECONDS
  return html`${places.map((place) => {
    const at = from + place * stepSeconds
    return html`<text class="tick" x="${x(place)}" y="${HEIGHT - 6}" text-anchor="${anchor(place)}">
      ${isLong ? clock.day(at) : clock.short(at)}
    </text>`
  })}`
}

function last(values: readonly Value[], format: (value: number) => string): string {
  const value = values.at(-1)
  return value === undefined || value === null ? '–' : format(value)
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
