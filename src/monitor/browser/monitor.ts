/**
 * What makes the pages answer: they show themselves anew while they are looked at, a moment is chosen by a slider, tables are sorted,
 * searches are saved. Without it all can still be read, followed and asked for.
 */

const REFRESH_MILLISECONDS = 5_000
const COMING_MILLISECONDS = 1_000
const SAVED = 'ailuro-searches'

const { body } = document

/** Shows the page at an address in the place of this one, with the reader where they were. */
async function show(address: string): Promise<void> {
  const answer = await fetch(address, { headers: { accept: 'text/html' } })
  if (!answer.ok) return
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html')
  const [main, other] = [document.querySelector('main'), fresh.querySelector('main')]
  if (main === null || other === null || isBusy(main)) return
  document.title = fresh.title
  for (const [name, value] of opened(main)) other.querySelector(`#${name}`)?.toggleAttribute('open', value)
  const sorts = sortsOf(main)
  main.replaceChildren(...other.childNodes)
  prepare()
  for (const [table, column, way] of sorts) {
    const head = main.querySelectorAll('table')[table]?.tHead?.rows[0]?.cells[column]
    if (head !== undefined) sortBy(head, way)
  }
}

/** By what the tables of a page are sorted: which table, which column, which way. */
function sortsOf(main: Element): [table: number, column: number, way: 'ascending' | 'descending'][] {
  return [...main.querySelectorAll('table')].flatMap((table, index) => {
    const head = table.querySelector<HTMLTableCellElement>('th[aria-sort]')
    if (head === null) return []
    return [[index, head.cellIndex, head.getAttribute('aria-sort') === 'descending' ? 'descending' : 'ascending']]
  })
}

/** Whether somebody writes or marks something there. */
function isBusy(main: Element): boolean {
  const { activeElement } = document
  const isWriting = activeElement !== null && activeElement !== document.body && main.contains(activeElement)
  return isWriting || (getSelection()?.toString() ?? '') !== ''
}

function opened(main: Element): [name: string, isOpen: boolean][] {
  return [...main.querySelectorAll('details[id]')].map((part) => [part.id, part.hasAttribute('open')])
}

/** A live page is asked for anew while it is seen, and one whose answer is on its way until it has come. */
function keepFresh(): void {
  const isComing = document.querySelector('main [data-coming]') !== null
  if (body.dataset['world'] !== 'live' && !isComing) return
  const again = async (): Promise<void> => {
    if (!document.hidden) await show(location.href).catch(() => undefined)
    keepFresh()
  }
  setTimeout(() => void again(), isComing ? COMING_MILLISECONDS : REFRESH_MILLISECONDS)
}

/** The slider of moments shows where it leads while it is drawn, and goes there when it is let go. */
function moments(): void {
  const form = document.querySelector<HTMLFormElement>('form.moment')
  const slider = form?.querySelector<HTMLInputElement>('input[type=range]')
  if (form === null || slider === undefined || slider === null) return
  slider.addEventListener('change', () => form.requestSubmit())
}

/** A click on a head sorts by its column, a second one the other way round. */
function sortable(): void {
  for (const head of document.querySelectorAll<HTMLTableCellElement>('main table:not([data-fixed]) thead th')) {
    const button = document.createElement('button')
    button.type = 'button'
    button.append(...head.childNodes)
    head.append(button)
    button.addEventListener('click', () =>
      sortBy(head, head.getAttribute('aria-sort') === 'ascending' ? 'descending' : 'ascending'),
    )
  }
}

function sortBy(head: HTMLTableCellElement, way: 'ascending' | 'descending'): void {
  const rows = head.closest('table')?.tBodies[0]
  if (rows === undefined) return
  const sorted = [...rows.rows].sort((one, other) =>
    compared(one.cells[head.cellIndex], other.cells[head.cellIndex], way === 'descending' ? -1 : 1),
  )
  for (const one of head.parentElement?.querySelectorAll('[aria-sort]') ?? []) one.removeAttribute('aria-sort')
  head.setAttribute('aria-sort', way)
  rows.append(...sorted)
}

/** By the numbers that cells are ordered by, or by their words; what has no number stands last, whichever way. */
function compared(one: HTMLTableCellElement, other: HTMLTableCellElement, way: 1 | -1): number {
  const [a, b] = [one.dataset['order'], other.dataset['order']]
  if (a === undefined || b === undefined)
    return way * one.textContent.trim().localeCompare(other.textContent.trim(), 'en', { numeric: true })
  if (a === '' || b === '') return Number(a === '') - Number(b === '')
  return way * (Number(a) - Number(b))
}

/** Searches that were saved in this browser, by the page that they are of. */
function savedSearches(): void {
  const form = document.querySelector<HTMLFormElement>('form[data-saves]')
  if (form === null) return
  const page = form.dataset['saves'] ?? ''
  const saved = JSON.parse(localStorage.getItem(SAVED) ?? '{}') as Record<string, Record<string, string>>
  const list = document.createElement('ul')
  list.className = 'saved'
  for (const [name, query] of Object.entries(saved[page] ?? {})) list.append(savedSearch(saved, page, name, query))
  const save = document.createElement('button')
  save.type = 'button'
  save.textContent = 'Save this search'
  save.addEventListener('click', () => {
    const name = prompt('A name for this search')?.trim()
    if (name === undefined || name === '') return
    saved[page] = { ...saved[page], [name]: location.search }
    keep(saved)
  })
  form.append(save)
  form.after(list)
}

function savedSearch(
  saved: Record<string, Record<string, string>>,
  page: string,
  name: string,
  query: string,
): HTMLLIElement {
  const item = document.createElement('li')
  const link = document.createElement('a')
  link.href = `${location.pathname}${query}`
  link.textContent = name
  const drop = document.createElement('button')
  drop.type = 'button'
  drop.textContent = '×'
  drop.setAttribute('aria-label', `Forget the search ${name}`)
  drop.addEventListener('click', () => {
    saved[page] = Object.fromEntries(Object.entries(saved[page] ?? {}).filter(([one]) => one !== name))
    keep(saved)
  })
  item.append(link, ' ', drop)
  return item
}

function keep(saved: Record<string, Record<string, string>>): void {
  localStorage.setItem(SAVED, JSON.stringify(saved))
  location.reload()
}

/** What has to be done to each page that is shown. */
function prepare(): void {
  sortable()
  savedSearches()
}

prepare()
moments()
keepFresh()
