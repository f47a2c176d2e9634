import { type Content, html, type Markup } from '../../page/html.js'

/** A column: numbers stand at the right, text at the left. */
export interface Column<Item> {
  readonly title: string
  readonly isText?: boolean
  /** Text of several words, which is given room. */
  readonly isProse?: boolean
  /** Left out where the window is narrow. */
  readonly isExtra?: boolean
  /** Shown only when somebody chooses it. */
  readonly isSpare?: boolean
  cell(item: Item): Content
  /** What is sorted by where the cell's own words would mislead, such as bytes; null stands last. */
  order?(item: Item): number | null
}

/** What a table is called, what it shows, and what is said where it is empty. */
export interface TableParts<Item> {
  readonly caption: string
  readonly columns: readonly Column<Item>[]
  readonly items: readonly Item[]
  readonly empty: string
}

/** A table whose first column names the row. Wide ones scroll in a box of their own, which a keyboard can reach. */
export function table<Item>({ caption, columns, items, empty }: TableParts<Item>): Markup {
  if (items.length === 0) return html`<p class="empty">${empty}</p>`
  return html`<div class="scroll" role="group" aria-label="${caption}" tabindex="0">
    <table>
      <caption>
        <span>${caption}</span>
      </caption>
      <thead>
        <tr>
          ${columns.map((column) => html`<th scope="col" class="${classOf(column)}">${column.title}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${items.map((item) => row(columns, item))}
      </tbody>
    </table>
  </div> `
}

function row<Item>([first, ...others]: readonly Column<Item>[], item: Item): Markup {
  return html`<tr>
    <th scope="row" class="${classOf(first)}" ${orderOf(first, item)}>${first.cell(item)}</th>
    ${others.map((column) => html`<td class="${classOf(column)}" ${orderOf(column, item)}>${column.cell(item)}</td>`)}
  </tr> `
}

function orderOf<Item>({ order }: Column<Item>, item: Item): Markup | undefined {
  return order === undefined ? undefined : html` data-order="${order(item) ?? ''}"`
}

function classOf({
  isText = false,
  isProse = false,
  isExtra = false,
}: Pick<Column<never>, 'isText' | 'isProse' | 'isExtra'>): string {
  return [isProse ? 'text prose' : isText ? 'text' : 'number', ...(isExtra ? ['extra'] : [])].join(' ')
}
