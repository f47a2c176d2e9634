/**
 * What makes the pages answer: they show themselves anew while they are looked at, a moment is chosen by a slider, tables are sorted,
 * searches are saved. Without it all can still be read, followed and asked for.
 */

const REFRESH_MILLISECONDS = 5_000
const COMING_MILLISECONDS = 1_000
/** How long a slider stands still before it is followed: keys move it step by step. */
const REST_MILLISECONDS = 400
/** Presses of an arrow key from one end of a run to the other. */
const KEY_STEPS = 200
const DAY_SECONDS = 86_400
const SAVED = 'ailuro-searches'
/** Said by a page that the slider was left at, to the next one. */
const AT_SLIDER = 'ailuro-at-slider'

const { body } = document

let freshAt = new Date()

/** Asks for this page anew and shows it in the place of the old one, with the reader where they were; tells when that cannot be. */
async function refresh(): Promise<void> {
  const main = document.querySelector('main')
  if (document.hidden || main === null || isBusy(main)) return
  try {
    const answer = await fetch(location.href, { headers: { accept: 'text/html' } })
    // Whoever is signed in no longer is led elsewhere.
    if (answer.redirected && new URL(answer.url).pathname !== location.pathname) {
      location.reload()
      return
    }
    if (!answer.ok) throw new Error(answer.statusText)
    const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html')
    if (isBusy(main)) return
    show(main, fresh)
    freshAt = new Date()
    document.querySelector('.stale')?.remove()
  } catch {
    tellStale(main)
  }
}

function show(main: Element, fresh: Document): void {
  const other = fresh.querySelector('main')
  if (other === null) return
  document.title = fresh.title
  for (const [name, value] of opened(main)) other.querySelector(`#${name}`)?.toggleAttribute('open', value)
  const sorts = sortsOf(main)
  const focus = focusIn(main)
  main.replaceChildren(...other.childNodes)
  document.querySelector('footer')?.replaceChildren(...(fresh.querySelector('footer')?.childNodes ?? []))
  prepare()
  for (const [table, column, way] of sorts) {
    const head = main.querySelectorAll('table')[table]?.tHead?.rows[0]?.cells[column]
    if (head !== undefined) sortBy(head, way)
  }
  focus()
}

/** Old numbers must not pass for new ones. */
function tellStale(main: Element): void {
  if (document.querySelector('.stale') !== null) return
  const told = document.createElement('p')
  told.className = 'stale'
  told.setAttribute('role', 'status')
  told.textContent = `The server does not answer: this is how it was at ${freshAt.toLocaleTimeString()}.`
  main.before(told)
}

const FOCUSABLE = 'a[href], button, summary, [tabindex]'

/** What has the focus in a page. @returns gives it to the same thing in the page that took its place */
function focusIn(main: Element): () => void {
  const { activeElement } = document
  if (activeElement === null || activeElement === main || !main.contains(activeElement)) return () => undefined
  const alike = (): HTMLElement[] =>
    [...main.querySelectorAll<HTMLElement>(FOCUSABLE)].filter((one) => nameOf(one) === name)
  const name = nameOf(activeElement)
  const place = alike().indexOf(activeElement as HTMLElement)
  return () => alike()[place]?.focus({ preventScroll: true })
}

function nameOf(element: Element): string {
  const words = element.getAttribute('href') ?? element.getAttribute('aria-label') ?? element.textContent
  return `${element.tagName} ${words}`
}

/** By what the tables of a page are sorted: which table, which column, which way. */
function sortsOf(main: Element): [table: number, column: number, way: 'ascending' | 'descending'][] {
  return [...main.querySelectorAll('table')].flatMap((table, index) => {
    const head = table.querySelector<HTMLTableCellElement>('th[aria-sort]')
    if (head === null) return []
    return [[index, head.cellIndex, head.getAttribute('aria-sort') === 'descending' ? 'descending' : 'ascending']]
  })
}

/** Whether somebody writes, has written or marks something there. */
function isBusy(main: Element): boolean {
  const { activeElement } = document
  const fields = [...main.querySelectorAll<HTMLInputElement | HTMLSelectElement>('input, select')]
  const isWriting = fields.some((field) => field === activeElement || isChanged(field))
  return isWriting || (getSelection()?.toString() ?? '') !== ''
}

function isChanged(field: HTMLInputElement | HTMLSelectElement): boolean {
  if (field instanceof HTMLInputElement)
    return field.value !== field.defaultValue || field.checked !== field.defaultChecked
  const usual = [...field.options].find((option) => option.defaultSelected) ?? field.options[0]
  return usual !== undefined && field.value !== usual.value
}

function opened(main: Element): [name: string, isOpen: boolean][] {
  return [...main.querySelectorAll('details[id]')].map((part) => [part.id, part.hasAttribute('open')])
}

/** A live page is asked for anew while it is seen, and one whose answer is on its way until it has come. */
function keepFresh(): void {
  const isComing = document.querySelector('main [data-coming]') !== null
  if (body.dataset['world'] !== 'live' && !isComing) return
  setTimeout(() => void refresh().finally(keepFresh), isComing ? COMING_MILLISECONDS : REFRESH_MILLISECONDS)
}

/** The slider of moments shows where it leads while it is drawn, and goes there when it has come to rest. */
function moments(): void {
  const form = document.querySelector<HTMLFormElement>('form.moment')
  const slider = form?.querySelector<HTMLInputElement>('input[type=range]')
  const output = form?.querySelector('output')
  if (form === null || !slider || !output) return
  let rest: ReturnType<typeof setTimeout> | undefined
  const tell = (): void => {
    output.textContent = momentWords(Number(slider.value), form.dataset['origin'])
    slider.setAttribute('aria-valuetext', output.textContent)
  }
  slider.addEventListener('input', tell)
  slider.addEventListener('change', () => {
    clearTimeout(rest)
    rest = setTimeout(() => {
      sessionStorage.setItem(AT_SLIDER, 'yes')
      form.requestSubmit()
    }, REST_MILLISECONDS)
  })
  slider.addEventListener('keydown', (event) => {
    const way = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }[event.key]
    if (way === undefined) return
    event.preventDefault()
    const seconds = event.shiftKey ? 60 : Math.max(1, Math.round((Number(slider.max) - Number(slider.min)) / KEY_STEPS))
    slider.value = String(Number(slider.value) + way * seconds)
    for (const kind of ['input', 'change']) slider.dispatchEvent(new Event(kind))
  })
  if (sessionStorage.getItem(AT_SLIDER) !== null) slider.focus()
  sessionStorage.removeItem(AT_SLIDER)
}

/** A moment as the pages say it: with a date where its world has one. @param origin milliseconds since 1970 of its second 0 */
function momentWords(seconds: number, origin: string | undefined): string {
  const words = new Date(Number(origin ?? 0) + 1_000 * seconds).toISOString().slice(0, 19).replace('T', ' ')
  return origin === undefined ? `day ${1 + Math.floor(seconds / DAY_SECONDS)}, ${words.slice(11)}` : words
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

/** By the numbers that cells are ordered by or begin with, or by their words; what has no number stands last, whichever way. */
function compared(one: HTMLTableCellElement, other: HTMLTableCellElement, way: 1 | -1): number {
  const [a, b] = [orderOf(one), orderOf(other)]
  if (a === undefined || b === undefined)
    return way * one.textContent.trim().localeCompare(other.textContent.trim(), 'en', { numeric: true })
  if (a === '' || b === '') return Number(a === '') - Number(b === '')
  return way * (Number(a) - Number(b))
}

/** The number that a cell stands for; empty: it has none; undefined: it has words. */
function orderOf(cell: HTMLTableCellElement): string | undefined {
  if (cell.dataset['order'] !== undefined || !cell.classList.contains('number')) return cell.dataset['order']
  // Thousands are set apart: 1,204 is more than 900.
  return /^-?\d[\d,]*(\.\d+)?/.exec(cell.textContent.trim())?.[0].replaceAll(',', '') ?? ''
}

/** Searches that were saved in this browser, by the page that they are of. */
function savedSearches(): void {
  const form = document.querySelector<HTMLFormElement>('form[data-saves]')
  if (form === null) return
  const page = form.dataset['saves'] ?? ''
  const saved = savedOf(localStorage.getItem(SAVED))
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

/** Searches by page and name; none where what was kept cannot be read. */
function savedOf(kept: string | null): Record<string, Record<string, string>> {
  try {
    const saved: unknown = JSON.parse(kept ?? '{}')
    return typeof saved === 'object' && saved !== null ? (saved as Record<string, Record<string, string>>) : {}
  } catch {
    return {}
  }
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
