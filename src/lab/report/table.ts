import { html, Markup, type Content } from '../../page/html.js'

/** A table of the page. The first column names the row. */
export interface Table {
  caption: string
  /** What it says and how to read it. */
  explanation: string
  columns: readonly Column[]
  rows: readonly Row[]
}

/** Numbers stand at the right, text at the left. */
export interface Column {
  title: Content
  text?: boolean
  /** Place of the policy that it is of, so that readers can leave it out. */
  policy?: number
}

/** Cells in the order of the columns. */
export interface Row {
  cells: readonly Cell[]
  /** Place of the policy or name of the site that it is of, so that readers can leave it out or look for it. */
  policy?: number | undefined
  site?: string
}

/** What a cell shows, and the number it is sorted by where it has one. */
export type Cell = Content | { shown: Content; value: number }

/** A table with its explanation. Wide ones scroll in a box of their own, which a keyboard can reach. */
export function table({ caption, explanation, columns, rows }: Table): Markup {
  return html`<p>${explanation}</p>
    <div class="scroll" role="region" aria-label="${caption}" tabindex="0">
      <table class="sortable">
        <caption>
          ${caption}
        </caption>
        <thead>
          <tr>
            ${columns.map((column) => html`<th scope="col" ${columnMarks(column)}>${column.title}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows.map((row) => renderRow(row, columns))}
        </tbody>
      </table>
    </div> `
}

function renderRow({ cells: [name, ...others], policy, site }: Row, columns: readonly Column[]): Markup {
  const mark = site === undefined ? undefined : html` data-site="${site}"`
  return html`<tr${policyMark(policy)}${mark}>
    <th scope="row">${shown(name)}</th>
    ${others.map((cell, index) => html`<td${columnMarks(columns[index + 1])}${sortValue(cell)}>${shown(cell)}</td>`)}
  </tr> `
}

function columnMarks({ text, policy }: Column): Content {
  return [text ? new Markup(' class="text"') : undefined, policyMark(policy)]
}

function policyMark(place: number | undefined): Markup | undefined {
  return place === undefined ? undefined : html` data-policy="${place}"`
}

function shown(cell: Cell): Content {
  return hasValue(cell) ? cell.shown : cell
}

function sortValue(cell: Cell): Markup | undefined {
  return hasValue(cell) && Number.isFinite(cell.value) ? html` data-value="${cell.value}"` : undefined
}

function hasValue(cell: Cell): cell is { shown: Content; value: number } {
  return typeof cell === 'object' && 'shown' in cell
}
