import { formatNumber } from '../../model/format.js'
import { html, type Markup } from '../../page/html.js'
import type { LinkTold } from '../readings/data.js'

/** One property of the links, in the unit of the matrix. */
export interface MatrixView {
  /** As in the address bar. */
  readonly name: string
  readonly words: string
  readonly unit: string
  value(link: LinkTold): number | null
}

/** What a matrix can show. */
export const matrixViews: readonly MatrixView[] = [
  {
    name: 'throughput',
    words: 'throughput',
    unit: 'MB/s',
    value: ({ bytesPerSecond }) => (bytesPerSecond === null ? null : bytesPerSecond / 1e6),
  },
  { name: 'bytes', words: 'bytes that wait', unit: 'GB', value: ({ bytes }) => bytes / 1e9 },
  {
    name: 'closeness',
    words: 'closeness',
    unit: '0 is near, 11 is far',
    value: ({ closeness }) => closeness,
  },
  {
    name: 'age',
    words: 'age of the measurement',
    unit: 'hours',
    value: ({ ageSeconds }) => (ageSeconds === null ? null : ageSeconds / 3_600),
  },
]

/** Shades that a cell may have, from none to the deepest. */
const SHADES = 5

/** Sources as rows, destinations as columns; the higher a value stands among all that are shown, the deeper its shade. */
export function linkMatrix(
  { words, unit, value }: MatrixView,
  rows: readonly string[],
  columns: readonly string[],
  links: readonly LinkTold[],
): Markup {
  if (rows.length === 0 || columns.length === 0) return html`<p class="empty">No site is as asked for.</p>`
  const known = new Map(links.map((link) => [keyOf(link.from, link.to), value(link)]))
  const at = (from: string, to: string) => known.get(keyOf(from, to)) ?? null
  const shown = rows.flatMap((from) => columns.map((to) => at(from, to))).filter((one) => one !== null)
  const ranks = shown.filter((one) => one > 0).sort((one, other) => one - other)
  const caption = `From the site of the row to the site of the column: ${words} (${unit})`
  return html`<div class="scroll matrix" role="group" aria-label="${caption}" tabindex="0">
    <table data-fixed>
      <caption>
        <span>${caption}</span>
      </caption>
      <thead>
        <tr>
          <td></td>
          ${columns.map((to) => html`<th scope="col"><span>${to}</span></th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (from) =>
            html`<tr>
              <th scope="row" class="text">${from}</th>
              ${columns.map((to) => cell(at(from, to), ranks))}
            </tr> `,
        )}
      </tbody>
    </table>
  </div> `
}

function cell(value: number | null, ranks: readonly number[]): Markup {
  if (value === null) return html`<td></td>`
  const below = ranks.findIndex((one) => one >= value)
  const shade = value <= 0 ? 0 : Math.min(SHADES - 1, Math.floor((SHADES * below) / ranks.length))
  return html`<td class="number shade-${shade}">${formatNumber(value)}</td>`
}

function keyOf(from: string, to: string): string {
  return `${from}\n${to}`
}
