import { counted, formatBytes, formatCount, formatSeconds } from '../../model/format.js'
import { html, type Markup } from '../../page/html.js'
import { busyLinks, busySites } from '../network-order.js'
import type { Look, PageKind } from '../look.js'
import { filterForm, filterOf, numberOf } from '../parts/filter-form.js'
import { linkMatrix, type MatrixView, matrixViews } from '../parts/link-matrix.js'
import { siteLink } from '../parts/links.js'
import { pager } from '../parts/pager.js'
import { section } from '../parts/section.js'
import { table } from '../parts/table.js'
import { choice } from '../parts/window-choice.js'
import type { LinkTold } from '../readings/data.js'

/** Sites on a side of the matrix, and links in the table. */
const MOST_SITES = 40
const MOST_LINKS = 25

/** The network between sites: what moves, how fast, and how near they are. */
export const networkPage: PageKind = {
  path: '/network',
  place: 'Network',
  async show(look) {
    const { source, asking, query } = look
    const { source: from, destination: to } = filterOf(query, ['source', 'destination'])
    const told = await source.network(asking)
    const links = busyLinks(told.links, from, to)
    const first = numberOf(query, 'from') ?? 0
    const rows = busySites(told, from)
    const columns = busySites(told, to)
    const next = first + MOST_SITES < rows.length ? first + MOST_SITES : null
    return {
      title: 'Network',
      body: html`${filterForm(
        look,
        '/network',
        [
          { name: 'source', label: 'From site' },
          { name: 'destination', label: 'To site' },
        ],
        viewWords(query),
      )}
      ${section(
        'matrix',
        'From site to site',
        viewChoice(look),
        linkMatrix(viewOf(query), rows.slice(first, first + MOST_SITES), columns.slice(0, MOST_SITES), told.links),
        leftOut(columns.length),
        pager(look, '/network', { from: next }, 'Sources that are less busy'),
      )}
      ${section('links', 'Busiest links', linkTable(look, links.slice(0, MOST_LINKS), links.length))}`,
    }
  },
}

function viewOf(query: URLSearchParams): MatrixView {
  return matrixViews.find(({ name }) => name === query.get('view')) ?? matrixViews[0]
}

function viewWords(query: URLSearchParams): Record<string, string> {
  return query.has('view') ? { view: viewOf(query).name } : {}
}

function viewChoice({ link, query }: Look): Markup {
  const asked = filterOf(query, ['source', 'destination'])
  const chosen = viewOf(query)
  return choice(
    'Show',
    matrixViews.map((view) => ({
      words: view.words,
      address: `${link('/network', { ...asked, view: view.name })}#matrix`,
      isChosen: view === chosen,
    })),
  )
}

function leftOut(sites: number): Markup | undefined {
  if (sites <= MOST_SITES) return undefined
  return html`<p class="aside">
    ${formatCount(sites - MOST_SITES)} sites to which less moves are left out: name one above to see it.
  </p>`
}

function linkTable(look: Look, links: readonly LinkTold[], all: number): Markup {
  return table({
    caption:
      links.length < all
        ? `The ${links.length} of ${formatCount(all)} links with most bytes under way or waiting`
        : `${counted(all, 'link')}, by bytes under way or waiting`,
    items: links,
    empty: 'Nothing is known of any such link.',
    columns: [
      { title: 'from', isText: true, cell: ({ from }) => siteLink(look, from) },
      { title: 'to', isText: true, cell: ({ to }) => siteLink(look, to) },
      { title: 'bytes', order: ({ bytes }) => bytes, cell: ({ bytes }) => formatBytes(bytes) },
      { title: 'transfers', cell: ({ transfers }) => formatCount(transfers) },
      {
        title: 'throughput',
        order: ({ bytesPerSecond }) => bytesPerSecond,
        cell: ({ bytesPerSecond }) => (bytesPerSecond === null ? '–' : `${formatBytes(bytesPerSecond)}/s`),
      },
      {
        title: 'would take',
        order: emptyAfter,
        cell: (link) => {
          const seconds = emptyAfter(link)
          return seconds === null ? '–' : formatSeconds(seconds)
        },
      },
      { title: 'closeness', order: ({ closeness }) => closeness, cell: ({ closeness }) => closeness ?? '–' },
      {
        title: 'measured',
        order: ({ ageSeconds }) => ageSeconds,
        cell: ({ ageSeconds }) => (ageSeconds === null ? 'given' : `${formatSeconds(ageSeconds)} ago`),
      },
    ],
  })
}

/** How long its queue of bytes takes at its throughput. */
function emptyAfter({ bytes, bytesPerSecond }: LinkTold): number | null {
  return bytesPerSecond === null || bytesPerSecond <= 0 ? null : bytes / bytesPerSecond
}
