import { formatCount, formatFraction, formatSeconds } from '../../model/format.js'
import { html, type Markup } from '../../page/html.js'
import type { Look, PageKind } from '../look.js'
import { errorTable } from '../parts/error-table.js'
import { jobsLink, siteLink } from '../parts/links.js'
import { notTold } from '../parts/not-told.js'
import { figures, pairLines } from '../parts/pairs.js'
import { queueActions } from '../parts/queue-actions.js'
import { section, sentences } from '../parts/section.js'
import { stateWord } from '../parts/state-word.js'
import { table } from '../parts/table.js'
import { NotTold } from '../readings/not-told.js'
import type { QueueTold } from '../readings/places.js'

/** One queue: what it takes, what it does, and why work stays away from it. */
export const queuePage: PageKind = {
  path: '/queues/:name',
  place: 'Queues',
  async show(look) {
    const queue = await look.source.queue(look.asking, look.params['name'])
    if (queue === undefined) return undefined
    const { pilot, refusals, limits, errors } = queue
    return {
      title: `Queue ${queue.queue}`,
      body: html`<p class="lead">
          ${stateWord(queue.status)}, of the site ${siteLink(look, queue.site)}, tier ${queue.tier}
        </p>
        ${queueActions(look, queue.queue, queue.status)} ${counts(look, queue)}
        ${section('refusals', 'Why work stays away', told(refusals, 'No step refuses the work that waits now.'))}
        ${section('pilots', 'Pilots', pilots(look, queue), told(pilot, 'What a pilot would find now is not known.'))}
        ${section('downtimes', 'Downtimes', downtimes(look, queue))}
        ${section('errors', 'What failed there in the last 24 hours', errorTable(look, 'Failures by code', errors, { queue: queue.queue }))}
        ${section('limits', 'What it takes', limits.length === 0 ? told([], 'No limits are set: it takes any work.') : pairLines(limits))}`,
    }
  },
}

function told(lines: readonly string[], empty: string): Markup {
  return sentences(lines) ?? html`<p class="empty">${empty}</p>`
}

function counts(look: Look, { queue, waiting, running, runningCores, cores, finished, failed, efficiency }: QueueTold) {
  const led = (count: number, state?: string) => jobsLink(look, formatCount(count), { queue, state })
  return figures([
    { name: 'jobs that wait', value: formatCount(waiting) },
    { name: 'jobs that run', value: led(running, 'running') },
    {
      name: 'cores at work',
      value: cores > 0 ? `${formatCount(runningCores)} of ${formatCount(cores)}` : formatCount(runningCores),
    },
    { name: 'finished in 24 hours', value: led(finished, 'finished') },
    { name: 'failed in 24 hours', value: led(failed, 'failed') },
    {
      name: 'efficiency (core time of jobs that finished)',
      value: efficiency === null ? '–' : formatFraction(efficiency),
    },
  ])
}

function pilots(look: Look, { pilots: all }: QueueTold): Markup {
  if (all instanceof NotTold) return notTold(look, all)
  return figures([
    { name: 'there', value: formatCount(all.running) },
    { name: 'on their way', value: formatCount(all.submitted) },
    ...(all.asks === null ? [] : [{ name: 'asked in 24 hours', value: formatCount(all.asks) }]),
    {
      name: all.asks === null ? 'came and found nothing' : 'of these found nothing',
      value: all.empty === null ? '–' : formatCount(all.empty),
    },
  ])
}

function downtimes({ clock, asking }: Look, { downtimes: all }: QueueTold): Markup {
  const lengthOf = ({ from, to }: (typeof all)[number]) => (to === Infinity ? asking.at : to) - from
  const standing = (from: number, to: number) => (asking.at < from ? 'to come' : asking.at < to ? 'now' : 'over')
  return table({
    caption: 'Downtimes that are known',
    items: all,
    empty: 'No downtime is known.',
    columns: [
      { title: 'from', isText: true, order: ({ from }) => from, cell: ({ from }) => clock.stamp(from) },
      { title: 'to', isText: true, order: ({ to }) => to, cell: ({ to }) => (to === Infinity ? '–' : clock.stamp(to)) },
      { title: 'for', order: lengthOf, cell: (downtime) => formatSeconds(lengthOf(downtime)) },
      { title: 'standing', isText: true, cell: ({ from, to }) => standing(from, to) },
      { title: 'why', isProse: true, cell: ({ text }) => text },
    ],
  })
}
