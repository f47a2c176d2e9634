import { formatCount, formatFraction, formatSeconds } from '../../model/format.js'
import { html, type Content, type Markup } from '../../page/html.js'
import type { Look, PageKind } from '../look.js'
import { partBar } from '../parts/bar.js'
import { courseOfSteps } from '../parts/course.js'
import { errorTable } from '../parts/error-table.js'
import { jobsLink, siteLink, taskLink } from '../parts/links.js'
import { figures } from '../parts/pairs.js'
import { section } from '../parts/section.js'
import { table } from '../parts/table.js'
import { windowChoice, windowHours } from '../parts/window-choice.js'
import type { ErrorsTold } from '../readings/errors.js'

/** What failed: how much, how, where, and when. */
export const errorsPage: PageKind = {
  path: '/errors',
  place: 'Errors',
  async show(look) {
    const hours = windowHours(look)
    const told = await look.source.errors(look.asking, 3_600 * hours)
    const { from, failed, ended, byCode, bySite, byTask, course: failures } = told
    return {
      title: 'Errors',
      body: html`${windowChoice(look, '/errors', hours)}
        <p class="aside">
          Attempts that ended since ${look.clock.words(from)}; those that were cancelled or closed are not counted.
        </p>
        ${figures([
          { name: 'attempts that failed', value: formatCount(failed) },
          { name: 'attempts that ended', value: formatCount(ended) },
          { name: 'failure rate', value: ended === 0 ? '–' : formatFraction(failed / ended) },
        ])}
        ${section('course', 'Over time', html`<div class="courses">${courseOfSteps('Attempts that failed', [failures], look.clock)}</div>`)}
        ${section('bursts', 'Bursts', bursts(look, told))}
        ${section('codes', 'By code', errorTable(look, 'Failures by code', byCode))}
        ${section(
          'sites',
          'By site',
          parts(
            'site',
            'Failures by site',
            bySite,
            ({ site }) => ({
              named: siteLink(look, site),
              filter: { site, state: 'failed' },
            }),
            look,
          ),
        )}
        ${section(
          'tasks',
          'By task',
          parts(
            'task',
            'Failures by task',
            byTask,
            ({ task, name }) => ({
              named: taskLink(look, task, name),
              filter: { task, state: 'failed' },
            }),
            look,
          ),
        )}`,
    }
  },
}

function bursts(look: Look, { bursts: all }: ErrorsTold): Markup {
  const { clock } = look
  return table({
    caption: 'Many failures of one kind in a short time at one place',
    items: all,
    empty: 'There was none: failures, if any, were spread over time and places.',
    columns: [
      { title: 'from', isText: true, order: ({ from }) => from, cell: ({ from }) => clock.stamp(from) },
      { title: 'for', order: ({ from, to }) => to - from, cell: ({ from, to }) => formatSeconds(to - from) },
      { title: 'site', isText: true, cell: ({ site }) => siteLink(look, site) },
      { title: 'jobs', cell: ({ jobs }) => formatCount(jobs) },
      { title: 'error', isProse: true, cell: ({ text }) => text },
    ],
  })
}

function parts<Item extends { readonly failed: number; readonly ended: number }>(
  title: string,
  caption: string,
  items: readonly Item[],
  about: (item: Item) => { named: Content; filter: Record<string, string | number> },
  look: Look,
): Markup {
  const partOf = ({ failed, ended }: Item) => (ended === 0 ? 0 : failed / ended)
  return table({
    caption,
    items,
    empty: 'Nothing failed.',
    columns: [
      { title, isText: true, cell: (item) => about(item).named },
      { title: 'failed', cell: (item) => jobsLink(look, formatCount(item.failed), about(item).filter) },
      { title: 'of', cell: ({ ended }) => formatCount(ended) },
      {
        title: 'failure rate',
        order: partOf,
        cell: (item) => html`${formatFraction(partOf(item))} ${partBar(partOf(item), 'bad')}`,
      },
    ],
  })
}
