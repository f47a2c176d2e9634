import { counted, formatCount, formatFraction } from '../../model/format.js'
import { html, type Markup } from '../../page/html.js'
import type { Look, PageKind } from '../look.js'
import { partBar } from '../parts/bar.js'
import { emptyWords, filterForm, filterOf, holds } from '../parts/filter-form.js'
import { jobsLink, queueLink, siteLink } from '../parts/links.js'
import { downloads } from '../parts/pager.js'
import { stateWord } from '../parts/state-word.js'
import { type Column, table } from '../parts/table.js'
import { choice } from '../parts/window-choice.js'
import type { QueueInList } from '../readings/places.js'

const statuses = ['online', 'standby', 'brokeroff', 'test', 'offline']

/** Counts that a queue has, and a site as the sum of its queues. */
type Counts = Pick<QueueInList, 'waiting' | 'running' | 'runningCores' | 'cores' | 'finished' | 'failed'>

/** All queues, or all sites as the sums of their queues. */
export const queuesPage: PageKind = {
  path: '/queues',
  place: 'Queues',
  async show(look) {
    const asked = filterOf(look.query, ['name', 'site', 'status'])
    const isBySite = look.query.get('by') === 'site'
    const queues = queuesOf(await look.source.queues(look.asking), asked)
    return {
      title: isBySite ? 'Sites' : 'Queues',
      body: html`${choice('By', [
          { words: 'queue', address: look.link('/queues', asked), isChosen: !isBySite },
          { words: 'site', address: look.link('/queues', { ...asked, by: 'site' }), isChosen: isBySite },
        ])}
        ${filterForm(
          look,
          '/queues',
          [
            { name: 'name', label: 'Queue' },
            { name: 'site', label: 'Site' },
            { name: 'status', label: 'Status', options: statuses },
          ],
          isBySite ? { by: 'site' } : {},
        )}
        ${isBySite ? siteTable(look, sitesOf(queues)) : queueTable(look, queues)}
        <p class="pager">${downloads(look.link, '/queues', asked)}</p>`,
    }
  },
}

/** Queues whose name and site hold the words that are asked for, by site and name. */
export function queuesOf(
  queues: readonly QueueInList[],
  { name, site, status }: { name?: string; site?: string; status?: string },
): QueueInList[] {
  return queues
    .filter((one) => holds(one.queue, name) && holds(one.site, site) && (status === undefined || one.status === status))
    .sort((one, other) => one.site.localeCompare(other.site, 'en') || one.queue.localeCompare(other.queue, 'en'))
}

function queueTable(look: Look, queues: readonly QueueInList[]): Markup {
  const columns: readonly Column<QueueInList>[] = [
    { title: 'queue', isText: true, cell: ({ queue }) => queueLink(look, queue) },
    { title: 'status', isText: true, cell: ({ status }) => stateWord(status) },
    ...countColumns<QueueInList>(look, ({ queue }) => ({ queue })),
    { title: 'site', isText: true, isExtra: true, cell: ({ site }) => siteLink(look, site) },
    { title: 'tier', isExtra: true, cell: ({ tier }) => tier },
  ]
  return table({
    caption: `${counted(queues.length, 'queue')}, by site; ended attempts are those of the last 24 hours`,
    items: queues,
    empty: emptyQueues(look, 'queues'),
    columns,
  })
}

function emptyQueues({ query }: Look, things: string): string {
  return emptyWords(query, ['name', 'site', 'status'], things, 'the grid of this server or study names none.')
}

interface SiteSum extends Counts {
  readonly site: string
  readonly queues: number
  readonly online: number
}

function sitesOf(queues: readonly QueueInList[]): SiteSum[] {
  return [...new Set(queues.map(({ site }) => site))].map((site) => {
    const own = queues.filter((queue) => queue.site === site)
    const sum = (name: keyof Counts) => own.reduce((total, one) => total + one[name], 0)
    return {
      site,
      queues: own.length,
      online: own.filter(({ status }) => status === 'online').length,
      waiting: sum('waiting'),
      running: sum('running'),
      runningCores: sum('runningCores'),
      cores: sum('cores'),
      finished: sum('finished'),
      failed: sum('failed'),
    }
  })
}

function siteTable(look: Look, sites: readonly SiteSum[]): Markup {
  return table({
    caption: `${counted(sites.length, 'site')}; ended attempts are those of the last 24 hours`,
    items: sites,
    empty: emptyQueues(look, 'sites'),
    columns: [
      { title: 'site', isText: true, cell: ({ site }) => siteLink(look, site) },
      { title: 'queues online', cell: ({ queues, online }) => `${formatCount(online)} of ${formatCount(queues)}` },
      ...countColumns<SiteSum>(look, ({ site }) => ({ site })),
    ],
  })
}

function countColumns<Item extends Counts>(
  look: Look,
  filter: (item: Item) => Record<string, string>,
): readonly Column<Item>[] {
  const led = (item: Item, count: number, state: string) =>
    jobsLink(look, formatCount(count), { ...filter(item), state })
  return [
    { title: 'waiting', cell: ({ waiting }) => formatCount(waiting) },
    { title: 'running', cell: (item) => led(item, item.running, 'running') },
    {
      title: 'cores at work',
      order: ({ runningCores }) => runningCores,
      cell: ({ runningCores, cores }) =>
        cores === 0
          ? formatCount(runningCores)
          : html`${formatCount(runningCores)} of ${formatCount(cores)} ${partBar(runningCores / cores)}`,
    },
    { title: 'finished', cell: (item) => led(item, item.finished, 'finished') },
    { title: 'failed', cell: (item) => led(item, item.failed, 'failed') },
    {
      title: 'failure rate',
      isExtra: true,
      order: ({ finished, failed }) => (finished + failed === 0 ? null : failed / (finished + failed)),
      cell: ({ finished, failed }) =>
        finished + failed === 0
          ? '–'
          : html`${formatFraction(failed / (finished + failed))} ${partBar(failed / (finished + failed), 'bad')}`,
    },
  ]
}
