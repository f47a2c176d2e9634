/** A column of a text table. */
export interface Column {
  title: string
  /** Numbers go right. */
  align: 'left' | 'right'
  /** Where room is short, columns of the lowest importance go first. */
  importance: number
  /** A text that may be cut down to this many characters before a column is dropped; without it, none is cut. */
  shortest?: number
}

const gap = '  '

/**
 * A plain table with a line below its heads, no line longer than `width`.
 * @param rows cells in the order of the columns
 * @param width of the terminal, in characters
 */
export function renderTable(columns: readonly Column[], rows: readonly (readonly string[])[], width: number): string {
  const cells = [columns.map((column) => column.title), ...rows].map((row) => row.map(printable))
  const longest = columns.map((_, index) => Math.max(...cells.map((row) => lengthOf(row[index]))))
  const kept = columns.map((_, index) => index)
  let widths = fit(columns, longest, kept, width)
  while (!widths && kept.length > 1) {
    kept.splice(leastImportant(columns, kept), 1)
    widths = fit(columns, longest, kept, width)
  }
  const shown = widths ?? [Math.max(1, width)]
  const line = (row: readonly string[]): string =>
    kept
      .map((index, place) => pad(row[index], shown[place], columns[index].align))
      .join(gap)
      .trimEnd()
  const rule = shown.map((wide) => '─'.repeat(wide)).join(gap)
  const [head, ...body] = cells.map(line)
  return [head, rule, ...body].join('\n')
}

/** The widths of the kept columns, texts cut as much as needed; undefined when even that does not fit. */
function fit(
  columns: readonly Column[],
  longest: readonly number[],
  kept: readonly number[],
  width: number,
): number[] | undefined {
  const widths = kept.map((index) => longest[index])
  let excess = widths.reduce((sum, wide) => sum + wide, gap.length * (kept.length - 1)) - width
  for (const [place, index] of kept.entries()) {
    const spare = Math.max(0, widths[place] - (columns[index].shortest ?? widths[place]))
    const cut = Math.min(spare, Math.max(0, excess))
    widths[place] -= cut
    excess -= cut
  }
  return excess > 0 ? undefined : widths
}

/** Its place in `kept`; the rightmost where several are alike. */
function leastImportant(columns: readonly Column[], kept: readonly number[]): number {
  const importances = kept.map((index) => columns[index].importance)
  return importances.lastIndexOf(Math.min(...importances))
}

function pad(text: string, width: number, align: Column['align']): string {
  const cut =
    lengthOf(text) > width
      ? `${characters(text)
          .slice(0, width - 1)
          .join('')}…`
      : text
  const blanks = ' '.repeat(width - lengthOf(cut))
  return align === 'left' ? cut + blanks : blanks + cut
}

function lengthOf(text: string): number {
  return characters(text).length
}

const segmenter = new Intl.Segmenter('en')

/** The characters that a reader sees, accents with their letters. */
export function characters(text: string): string[] {
  return Array.from(segmenter.segment(text), ({ segment }) => segment)
}

/** Names come from files: one with control characters could move the cursor of the terminal. */
export function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, '?')
}
