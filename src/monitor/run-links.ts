import { html, type Markup } from '../page/html.js'

/** Where the page that is looked at is shown of another run, or of two side by side. */
export interface RunLink {
  readonly words: string
  readonly address: string
  readonly isCurrent: boolean
}

/** The same page of each run, and of two side by side; none where there is one run. @param page its address without a query */
export function runLinks(page: string, query: URLSearchParams, titles: readonly string[]): RunLink[] {
  if (titles.length < 2) return []
  const asked = Number(query.get('run') ?? 0)
  const shown = asked in titles ? asked : 0
  const other = titles.findIndex((_, run) => run !== shown)
  const isBeside = query.has('beside')
  const address = (run: number, beside?: number): string => {
    const words = new URLSearchParams(query)
    words.set('run', String(run))
    if (beside === undefined) words.delete('beside')
    else words.set('beside', String(beside))
    return `${page}?${words.toString()}`
  }
  return [
    ...titles.map((words, run) => ({ words, address: address(run), isCurrent: !isBeside && run === shown })),
    { words: 'side by side', address: address(shown, other), isCurrent: isBeside },
  ]
}

/** Leads to the other runs; nothing where there are none. */
export function runNavigation(links: readonly RunLink[]): Markup | undefined {
  if (links.length === 0) return undefined
  const current = ({ isCurrent }: RunLink) => (isCurrent ? html` aria-current="true"` : undefined)
  return html`<nav class="runs" aria-label="Runs">
    <ul>
      ${links.map((link) => html`<li><a href="${link.address}" ${current(link)}>${link.words}</a></li> `)}
    </ul>
  </nav>`
}
