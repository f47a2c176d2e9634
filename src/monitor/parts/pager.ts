import { counted } from '../../model/format.js'
import { html, type Markup } from '../../page/html.js'
import type { Look } from '../look.js'

/** Words of the address that each page adds by itself, and those of a page of the list. */
const kept = ['at', 'run', 'beside', 'below', 'from']

/** How many things a list shows, the newest of them first. @param goesOn whether there may be more */
export function listWords(shown: number, thing: string, goesOn: boolean): string {
  return `${counted(shown, thing)}, the newest first${goesOn ? '; older ones are on the next page' : ''}`
}

/** Where a list goes on, and the list as files; both with what is looked for now. */
export function pager(
  { query, link }: Look,
  path: string,
  next: Readonly<Record<string, number | null>>,
  words: string,
): Markup {
  const names = [...new Set(query.keys())].filter((name) => !kept.includes(name))
  const asked = Object.fromEntries(names.map((name) => [name, query.getAll(name).join(',')]))
  const [[name, start]] = Object.entries(next)
  const isFirst = !query.has(name)
  return html`<p class="pager">
    ${isFirst ? undefined : html`<a href="${link(path, asked)}">To the first of them</a> `}
    ${start === null ? undefined : html`<a rel="next" href="${link(path, { ...asked, [name]: start })}">${words}</a> `}
    ${downloads(link, path, asked)}
  </p>`
}

/** A list as files. */
export function downloads(link: Look['link'], path: string, asked: Readonly<Record<string, string>> = {}): Markup {
  return html`<a href="${link(`${path}.csv`, asked)}" download>Download as CSV</a>
    <a href="${link(`${path}.json`, asked)}" download>as JSON</a>`
}
