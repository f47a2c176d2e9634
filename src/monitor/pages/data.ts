import { formatBytes, formatCount } from '../../model/format.js'
import { html, type Content, type Markup } from '../../page/html.js'
import type { Look, PageKind } from '../look.js'
import { emptyWords, filterForm, filterOf, numberOf } from '../parts/filter-form.js'
import { siteLink } from '../parts/links.js'
import { notTold } from '../parts/not-told.js'
import { pager } from '../parts/pager.js'
import { table } from '../parts/table.js'
import type { Page } from '../readings/about.js'
import type { DatasetFilter, DatasetInList } from '../readings/data.js'
import { NotTold } from '../readings/not-told.js'

const PAGE = 100
/** Replicas that are named in a row; the others are counted. */
const MOST_REPLICAS = 6

/** Datasets that are looked for, with their replicas and how often they are read. */
export const dataPage: PageKind = {
  path: '/data',
  place: 'Data',
  async show(look) {
    const filter = datasetFilterOf(look.query, PAGE)
    const told = await look.source.datasets(look.asking, filter)
    return {
      title: 'Data',
      body: html`${filterForm(look, '/data', [
        { name: 'name', label: 'Dataset' },
        { name: 'site', label: 'Replica at site' },
      ])}
      ${told instanceof NotTold ? notTold(look, told) : datasets(look, told, filter.from)}`,
    }
  },
}

function datasets(look: Look, { items, next }: Page<DatasetInList>, from: number): Markup {
  return html`${datasetTable(look, items, from)} ${pager(look, '/data', { from: next }, 'More datasets')}`
}

/** What the address bar asks for. */
export function datasetFilterOf(query: URLSearchParams, limit: number): DatasetFilter {
  return { ...filterOf(query, ['name', 'site']), from: numberOf(query, 'from') ?? 0, limit }
}

function datasetTable(look: Look, datasets: readonly DatasetInList[], from: number): Markup {
  return table({
    caption: `Datasets ${formatCount(from + 1)} to ${formatCount(from + datasets.length)}`,
    items: datasets,
    empty: emptyWords(
      look.query,
      ['name', 'site', 'from'],
      'datasets',
      look.about.world === 'live'
        ? 'they appear here with the first task that reads or writes one.'
        : 'none is known by a name up to this moment of the run.',
    ),
    columns: [
      { title: 'dataset', isText: true, cell: ({ name }) => name },
      { title: 'size', order: ({ bytes }) => bytes, cell: ({ bytes }) => formatBytes(bytes) },
      { title: 'files', cell: ({ files }) => (files === 0 ? '–' : formatCount(files)) },
      {
        title: 'replicas',
        isText: true,
        order: (one) => one.replicas.length,
        cell: ({ replicas }) => replicaWords(look, replicas),
      },
      {
        title: 'read by jobs',
        order: ({ uses }) => uses,
        cell: ({ uses }) => (uses === null ? '–' : formatCount(uses)),
      },
      {
        title: 'last used',
        order: ({ lastUsedAt }) => (lastUsedAt === null ? null : -lastUsedAt),
        cell: ({ lastUsedAt }) => look.clock.ago(lastUsedAt),
      },
    ],
  })
}

function replicaWords(look: Look, replicas: DatasetInList['replicas']): Content {
  if (replicas.length === 0) return 'none'
  const more = replicas.length - MOST_REPLICAS
  return html`${replicas
    .slice(0, MOST_REPLICAS)
    .map(
      ({ site, kind }, index) => html`${index === 0 ? '' : ', '}${siteLink(look, site)} (${kind})`,
    )}${more > 0 ? ` and ${formatCount(more)} more` : undefined}`
}
