import { html, type Markup } from '../../page/html.js'
import type { Look } from '../look.js'

/** A field of a filter: free text, or a choice of words. */
export interface FilterField {
  readonly name: string
  readonly label: string
  readonly options?: readonly string[]
  readonly isNumber?: boolean
}

/**
 * What is looked for, in the address bar: the form asks for the same page with other words behind it.
 *
 * @param more words of the address that stay as they are
 * @param rest what else can be chosen
 */
export function filterForm(
  { query, link }: Look,
  path: string,
  fields: readonly FilterField[],
  more: Readonly<Record<string, string>> = {},
  rest?: Markup,
): Markup {
  const kept = ['at', 'run', 'beside'].filter((name) => query.has(name))
  return html`<form class="filter" method="get" action="${link(path).split('?')[0]}" role="search" data-saves="${path}">
    ${kept.map((name) => html`<input type="hidden" name="${name}" value="${query.get(name) ?? ''}" />`)}
    ${Object.entries(more).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`)}
    ${fields.map((field) => html`<label><span>${field.label}</span> ${input(field, query.get(field.name) ?? '')}</label> `)}
    ${rest}
    <button type="submit">Show</button>
    <a href="${link(path, more)}">Clear</a>
  </form>`
}

function input({ name, options, isNumber = false }: FilterField, value: string): Markup {
  if (options === undefined)
    return html`<input
      name="${name}"
      value="${value}"
      inputmode="${isNumber ? 'numeric' : 'text'}"
      autocomplete="off"
    />`
  const chosen = (option: string) => (option === value ? html` selected` : undefined)
  return html`<select name="${name}">
    <option value="">any</option>
    ${options.map((option) => html`<option${chosen(option)}>${option}</option>`)}
  </select>`
}

/** The words of a filter as they are asked for; what is empty or no whole number where it must be one is left out. */
export function filterOf<Name extends string>(
  query: URLSearchParams,
  names: readonly Name[],
): Partial<Record<Name, string>> {
  const found: Partial<Record<Name, string>> = {}
  for (const name of names) {
    const value = query.get(name)?.trim()
    if (value !== undefined && value !== '') found[name] = value.slice(0, 200)
  }
  return found
}

/** A whole number of the address bar; undefined: there is none. */
export function numberOf(query: URLSearchParams, name: string): number | undefined {
  return wholeNumber(query.get(name) ?? '')
}

/** A word as a whole number from 0; undefined: it is none. */
export function wholeNumber(word: string): number | undefined {
  return /^\s*\d{1,15}\s*$/.test(word) ? Number(word) : undefined
}

/** What stands in the place of an empty list: that there is nothing yet, or nothing of what is looked for. */
export function emptyWords(
  query: URLSearchParams,
  names: readonly string[],
  things: string,
  untilWhen: string,
): string {
  return names.some((name) => (query.get(name) ?? '').trim() !== '')
    ? `There are no ${things} as asked for; fewer words above find more.`
    : `There are no ${things} yet: ${untilWhen}`
}

/** Whether a name holds a word, whatever the case of its letters; undefined: none is asked for. */
export function holds(name: string, word: string | undefined): boolean {
  return word === undefined || name.toLowerCase().includes(word.toLowerCase())
}
