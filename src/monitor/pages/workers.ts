import { formatCount } from '../../model/format.js'
import { html, type Markup } from '../../page/html.js'
import type { Look, PageKind } from '../look.js'
import { emptyWords, filterForm, filterOf, holds, numberOf } from '../parts/filter-form.js'
import { jobLink, queueLink } from '../parts/links.js'
import { pager } from '../parts/pager.js'
import { figures } from '../parts/pairs.js'
import { stateWord } from '../parts/state-word.js'
import { table } from '../parts/table.js'
import type { WorkerInList } from '../readings/places.js'

const PAGE = 200

/** Pilots and Harvester's workers. */
export const workersPage: PageKind = {
  path: '/workers',
  place: 'Workers',
  async show(look) {
    const all = await look.source.workers(look.asking)
    const found = workersOf(all, look.query)
    const from = numberOf(look.query, 'from') ?? 0
    const statuses = [...new Set(all.map(({ status }) => status))].sort()
    return {
      title: 'Workers',
      body: html`${counts(all, statuses)}
      ${filterForm(look, '/workers', [
        { name: 'name', label: 'Worker' },
        { name: 'queue', label: 'Queue' },
        { name: 'node', label: 'Node' },
        { name: 'status', label: 'Status', options: statuses },
      ])}
      ${workerTable(look, found.slice(from, from + PAGE), found.length)}
      ${pager(look, '/workers', { from: from + PAGE < found.length ? from + PAGE : null }, 'More workers')}`,
    }
  },
}

/** Workers that the address bar asks for. */
export function workersOf(workers: readonly WorkerInList[], query: URLSearchParams): readonly WorkerInList[] {
  const { name, queue, node, status } = filterOf(query, ['name', 'queue', 'node', 'status'])
  return workers.filter(
    (one) =>
      holds(one.name, name) &&
      holds(one.queue, queue) &&
      holds(one.node, node) &&
      (status === undefined || one.status === status),
  )
}

function counts(workers: readonly WorkerInList[], statuses: readonly string[]): Markup | undefined {
  if (workers.length === 0) return undefined
  return figures(
    statuses.map((status) => ({
      name: status,
      value: formatCount(workers.filter((one) => one.status === status).length),
    })),
  )
}

function workerTable(look: Look, workers: readonly WorkerInList[], found: number): Markup {
  return table({
    caption: `${formatCount(workers.length)} of ${formatCount(found)} workers`,
    items: workers,
    empty: emptyWords(
      look.query,
      ['name', 'queue', 'node', 'status', 'from'],
      'workers',
      'a pilot that asks for a job appears here.',
    ),
    columns: [
      { title: 'worker', isText: true, cell: ({ name }) => name },
      { title: 'status', isText: true, cell: ({ status }) => stateWord(status) },
      { title: 'queue', isText: true, cell: ({ queue }) => queueLink(look, queue) },
      { title: 'job', order: ({ job }) => job, cell: ({ job }) => (job === null ? '–' : jobLink(look, job)) },
      {
        title: 'heard',
        order: ({ heardAt }) => (heardAt === null ? null : -heardAt),
        cell: ({ heardAt }) => look.clock.ago(heardAt),
      },
      { title: 'node', isText: true, isExtra: true, cell: ({ node }) => node },
    ],
  })
}
