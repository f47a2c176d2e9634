import { html, type Markup } from '../../page/html.js'
import type { Look } from '../look.js'

/** A field of a filter: free text, or a choice of words. */
export interface FilterField {
  readonly name: string
  readonly label: string
  readonly options?: readonly string[]
  readonly isNumber?: boolean
}

/** What is looked for, in the address bar: the form asks for the same page with other words behind it. */
export function filterForm({ query, link }: Look, path: string, fields: readonly FilterField[]): Markup {
  const kept = ['at', 'run'].filter((name) => query.has(name))
  return html`<form class="filter" method="get" action="${link(path).split('?')[0]}" role="search" data-saves="${path}">
    ${kept.map((name) => html`<input type="hidden" name="${name}" value="${query.get(name) ?? ''}" />`)}
    ${fields.map((field) => html`<label><span>${field.label}</span> ${input(field, query.get(field.name) ?? '')}</label> `)}
    <button type="submit">Show</button>
    <a href="${link(path)}">Clear</a>
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
  const word = query.get(name)?.trim() ?? ''
  return /^\d{1,15}$/.test(word) ? Number(word) : undefined
}
