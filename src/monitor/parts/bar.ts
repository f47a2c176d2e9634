/** Bars to scale. Each stands beside the number that it draws, or has a legend. */
import { formatCount } from '../../model/format.js'
import { type Content, html, type Markup } from '../../page/html.js'

/** How a part is coloured: by what it means, or by its place among others. */
export type BarTone = 'good' | 'bad' | 'busy' | 'idle' | 'soft' | `tone-${number}`

/** A part of a bar. */
export interface BarPart {
  readonly name: string
  readonly value: number
  readonly tone: BarTone
  /** What the legend says of its value; undefined: the value as a count. */
  readonly words?: Content
}

const WIDTH = 1_000

/** A bar of parts that make up a whole, with a legend of their values; nothing where all parts are zero. */
export function stackedBar(title: string, parts: readonly BarPart[]): Markup | undefined {
  const whole = parts.reduce((sum, { value }) => sum + value, 0)
  if (!(whole > 0)) return undefined
  const shown = parts.filter(({ value }) => value > 0)
  const ends = shown.map((_, index) => shown.slice(0, index + 1).reduce((sum, { value }) => sum + value, 0))
  return html`<figure class="stacked">
    <svg viewBox="0 0 ${WIDTH} 10" preserveAspectRatio="none" role="img" aria-label="${title}">
      ${shown.map(({ value, tone }, index) => rectangle((ends[index] - value) / whole, value / whole, tone))}
    </svg>
    <ul class="legend">
      ${shown.map(
        ({ name, value, tone, words }) =>
          html`<li><span class="key ${tone}"></span>${name}: ${words ?? formatCount(value)}</li> `,
      )}
    </ul>
  </figure> `
}

/** A small bar for a part of one, 0 to 1. */
export function partBar(part: number, tone: BarTone = 'busy'): Markup {
  return html`<svg class="bar" viewBox="0 0 ${WIDTH} 10" preserveAspectRatio="none" aria-hidden="true">
    ${rectangle(0, within(part), tone)}
  </svg>`
}

/** What is used, as a bar, and what may be used, as a line across it; both parts of `most`. */
export function targetBar(used: number, target: number | null, most: number): Markup {
  const at = target === null || most <= 0 ? undefined : Math.round(WIDTH * within(target / most))
  return html`<svg class="bar target" viewBox="0 0 ${WIDTH} 10" preserveAspectRatio="none" aria-hidden="true">
    ${most > 0 ? rectangle(0, within(used / most), 'busy') : undefined}
    ${at === undefined ? undefined : html`<line class="mark" x1="${at}" x2="${at}" y1="0" y2="10" />`}
  </svg>`
}

function rectangle(from: number, width: number, tone: BarTone): Markup {
  return html`<rect
    class="part ${tone}"
    x="${Math.round(WIDTH * from)}"
    y="0"
    width="${Math.round(WIDTH * width)}"
    height="10"
  />`
}

function within(part: number): number {
  return Number.isFinite(part) ? Math.min(1, Math.max(0, part)) : 0
}
