import { formatCount } from '../../model/format.js'
import { html, type Markup } from '../../page/html.js'
import type { Look, PageKind } from '../look.js'
import { emptyWords, filterForm, filterOf, holds, numberOf } from '../parts/filter-form.js'
import { jobLink, queueLink } from '../parts/links.js'
import { notTold } from '../parts/not-told.js'
import { pager } from '../parts/pager.js'
import { figures } from '../parts/pairs.js'
import { section } from '../parts/section.js'
import { stateWord } from '../parts/state-word.js'
import { type Column, table } from '../parts/table.js'
import { NotTold } from '../readings/not-told.js'
import type { WorkerFilter, WorkersTold } from '../readings/places.js'

const PAGE = 200

/** Pilots and Harvester's workers. */
export const workersPage: PageKind = {
  path: '/workers',
  place: 'Workers',
  async show(look) {
    const told = await look.source.workers(look.asking, workerFilterOf(look.query, PAGE))
    return { title: 'Workers', body: told instanceof NotTold ? notTold(look, told) : workers(look, told) }
  },
}

/** What the address bar asks for. */
export function workerFilterOf(query: URLSearchParams, limit: number): WorkerFilter {
  return { ...filterOf(query, ['name', 'queue', 'node', 'status']), from: numberOf(query, 'from') ?? 0, limit }
}

function workers(look: Look, told: WorkersTold): Markup {
  const { statuses, page } = told
  return html`${
    statuses.length === 0
      ? undefined
      : figures(statuses.map((one) => ({ name: one.status, value: formatCount(one.workers) })))
  }
  ${filterForm(look, '/workers', [
    { name: 'name', label: 'Worker' },
    { name: 'queue', label: 'Queue' },
    { name: 'node', label: 'Node' },
    { name: 'status', label: 'Status', options: statuses.map(({ status }) => status) },
  ])}
  ${workerTable(look, told)} ${pager(look, '/workers', { from: page.next }, 'More workers')} ${byQueue(look, told)}`
}

function workerTable(look: Look, { page: { items }, found }: WorkersTold): Markup {
  return table({
    caption: `${formatCount(items.length)} of ${formatCount(found)} workers`,
    items,
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

function byQueue(look: Look, { queues }: WorkersTold): Markup | undefined {
  if (queues.length === 0) return undefined
  const { queue: word } = filterOf(look.query, ['queue'])
  const areAsksCounted = queues.some(({ asks }) => asks !== null)
  const asked: Column<(typeof queues)[number]> = {
    title: 'asked in 24 hours',
    order: ({ asks }) => asks,
    cell: ({ asks }) => (asks === null ? '–' : formatCount(asks)),
  }
  const pilots = table({
    caption: 'Pilots of each queue',
    items: queues.filter(({ queue }) => holds(queue, word)),
    empty: 'No queue of that name has or had a pilot.',
    columns: [
      { title: 'queue', isText: true, cell: ({ queue }) => queueLink(look, queue) },
      { title: 'there', cell: ({ running }) => formatCount(running) },
      { title: 'on their way', cell: ({ submitted }) => formatCount(submitted) },
      ...(areAsksCounted ? [asked] : []),
      {
        title: areAsksCounted ? 'of these found nothing' : 'came and found nothing',
        cell: ({ empty }) => (empty === null ? '–' : formatCount(empty)),
      },
    ],
  })
  return section('queues', 'Pilots by queue', pilots)
}
