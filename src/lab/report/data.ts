import { html, type Content, type Markup } from '../../page/html.js'

/** The numbers behind a figure: what is drawn, in the units of the columns' names. */
export interface Data {
  columns: readonly string[]
  rows: readonly (readonly (string | number)[])[]
}

/** Rows of a figure's data that are shown in the page; the CSV has them all. */
const mostRows = 40

/** The data of a figure, one click away: the first rows to read, and all of them as a CSV that is part of the page. */
export function dataDetails(id: string, title: string, data: Data): Markup {
  const { columns, rows } = data
  const shown = rows.slice(0, mostRows)
  const rest = rows.length > shown.length ? ` The first ${shown.length} of ${rows.length} rows:` : ''
  const row = (cells: readonly (string | number)[]): Markup =>
    html`<tr>
      ${cells.map((cell) => html`<td class="${typeof cell === 'string' ? 'text' : ''}">${shownCell(cell)}</td>`)}
    </tr> `
  return html`<details class="data">
    <summary>Data<span class="aside"> of “${title}”</span></summary>
    <p><a download="${id}.csv" href="${csvLink(data)}">Download ${id}.csv</a>.${rest}</p>
    <div class="scroll" role="region" aria-label="Data of ${title}" tabindex="0">
      <table>
        <thead>
          <tr>
            ${columns.map((column) => html`<th scope="col">${column}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${shown.map(row)}
        </tbody>
      </table>
    </div>
  </details> `
}

/** All rows as a `data:` address: only what would end the address or the attribute early is written in code. */
function csvLink({ columns, rows }: Data): string {
  const lines = [columns, ...rows].map((cells) => cells.map(csvCell).join(','))
  const text = `${lines.join('\n')}\n`
  return `data:text/csv;charset=utf-8,${text.replace(/[%#"'<>&\r\n\t]/g, encodeURIComponent)}`
}

/** Numbers to six digits, nothing for what is none; text in quotes where it needs them (RFC 4180). */
function csvCell(cell: string | number): string {
  if (typeof cell === 'number') return Number.isFinite(cell) ? String(Number(cell.toPrecision(6))) : ''
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
}

function shownCell(cell: string | number): Content {
  if (typeof cell === 'string') return cell
  return Number.isFinite(cell) ? String(Number(cell.toPrecision(6))) : '–'
}
