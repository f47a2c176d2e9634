import { html, type Markup } from '../../page/html.js'
import type { Column } from './table.js'

/** Columns that the address bar asks for, also where the window is narrow; else the usual ones. The first one is always there. */
export function chosenColumns<Item>(query: URLSearchParams, columns: readonly Column<Item>[]): Column<Item>[] {
  const asked = askedColumns(query)
  const [first, ...others] = columns
  const chosen = others.filter(({ title }) => asked.has(title)).map((column) => ({ ...column, isExtra: false }))
  return [first, ...(chosen.length > 0 ? chosen : others.filter(({ isSpare = false }) => !isSpare))]
}

/** Boxes for the form of a list, one for each column but the first. */
export function columnChoice<Item>(query: URLSearchParams, columns: readonly Column<Item>[]): Markup {
  const chosen = new Set(chosenColumns(query, columns).map(({ title }) => title))
  const checked = (title: string) => (chosen.has(title) ? html` checked` : undefined)
  return html`<details id="columns" class="columns">
    <summary>Columns</summary>
    <fieldset>
      <legend>Columns that are shown</legend>
      ${columns
        .slice(1)
        .map(
          ({ title }) =>
            html`<label><input type="checkbox" name="columns" value="${title}" ${checked(title)} /> ${title}</label> `,
        )}
    </fieldset>
  </details>`
}

/** A form says the word once for each column, a link once for all. */
function askedColumns(query: URLSearchParams): Set<string> {
  return new Set(query.getAll('columns').flatMap((word) => word.split(',')))
}
