/** What may stand in a cell; null: nothing. */
export type Cell = string | number | boolean | null

/** Rows under a head, as a file of comma-separated values (RFC 4180) that a spreadsheet takes for no formulas. */
export function csv(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return [head, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('')
}

/** Text that begins as a formula does gets an apostrophe before it, which spreadsheets do not show. */
function cell(value: Cell): string {
  const text = String(value ?? '')
  const tame = typeof value === 'string' && /^\s*[=+\-@]|^[\t\r\n]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(tame) ? `"${tame.replaceAll('"', '""')}"` : tame
}
