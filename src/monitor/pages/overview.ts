import { formatBytes, formatCount, formatFraction, formatSeconds } from '../../model/format.js'
import { html, type Markup } from '../../page/html.js'
import type { Look, PageKind } from '../look.js'
import { course, courseOfSteps } from '../parts/course.js'
import { errorTable } from '../parts/error-table.js'
import { queueLink, taskLink, userLink } from '../parts/links.js'
import { figures } from '../parts/pairs.js'
import { brokerageAction } from '../parts/queue-actions.js'
import { section } from '../parts/section.js'
import { table } from '../parts/table.js'
import { windowChoice, windowHours } from '../parts/window-choice.js'
import type { Overview } from '../readings/overview.js'

/** The whole grid on one page: what runs, waits and fails, over time, and where to look next. */
export const overviewPage: PageKind = {
  path: '/',
  place: 'Overview',
  async show(look) {
    const hours = windowHours(look)
    const told = await look.source.overview(look.asking, 3_600 * hours)
    return {
      title: 'Overview',
      body: html`${headline(told)} ${brokerageAction(look, told.isPaused)} ${courses(look, told, hours)}
      ${slowTasks(look, told)}
      ${section('errors', 'What failed in the last hour', errorTable(look, 'Failures by code', told.errors))}
      ${troubles(look, told)}`,
    }
  },
}

function headline({ states, runningCores, cores, lastHour }: Overview): Markup {
  const ended = lastHour.finished + lastHour.failed
  return html`${figures([
    ...states.map(({ state, jobs }) => ({ name: state, value: formatCount(jobs) })),
    {
      name: 'cores at work',
      value: cores > 0 ? `${formatCount(runningCores)} of ${formatCount(cores)}` : formatCount(runningCores),
    },
    { name: 'finished in the last hour', value: formatCount(lastHour.finished) },
    { name: 'failed in the last hour', value: formatCount(lastHour.failed) },
    { name: 'failure rate of the last hour', value: ended === 0 ? '–' : formatFraction(lastHour.failed / ended) },
    ...(lastHour.bytesMoved === null
      ? []
      : [{ name: 'moved in the last hour', value: formatBytes(lastHour.bytesMoved) }]),
  ])}`
}

function courses(look: Look, { standing, ends, moved }: Overview, hours: number): Markup {
  return section(
    'course',
    'Over time',
    windowChoice(look, '/', hours),
    html`<div class="courses">
      ${course('Jobs by state', standing, look.clock, 'stacked')}
      ${courseOfSteps('Attempts that ended', ends, look.clock)}
      ${moved === undefined ? undefined : courseOfSteps('Data that arrived', [moved], look.clock, formatBytes)}
    </div>`,
  )
}

function slowTasks(look: Look, { slowTasks: tasks }: Overview): Markup {
  return section(
    'slow',
    'Tasks that wait longest',
    table({
      caption: 'Tasks by the wait of their oldest job',
      items: tasks,
      empty: 'No task waits.',
      columns: [
        {
          title: 'task',
          isText: true,
          cell: ({ task, name }) => taskLink(look, task, name),
        },
        {
          title: 'waits for',
          order: ({ waitSeconds }) => waitSeconds,
          cell: ({ waitSeconds }) => formatSeconds(waitSeconds),
        },
        { title: 'waiting', cell: ({ waiting }) => formatCount(waiting) },
        { title: 'running', cell: ({ running }) => formatCount(running) },
        { title: 'ended', isExtra: true, cell: ({ ended, jobs }) => `${formatCount(ended)} of ${formatCount(jobs)}` },
        { title: 'user', isText: true, isExtra: true, cell: ({ user }) => userLink(look, user) },
      ],
    }),
  )
}

function troubles(look: Look, { troubles: all }: Overview): Markup {
  return section(
    'troubles',
    'Queues that need a look',
    table({
      caption: 'Queues with something amiss',
      items: all,
      empty: 'No queue has anything amiss.',
      columns: [
        {
          title: 'queue',
          isText: true,
          cell: ({ queue }) => queueLink(look, queue),
        },
        { title: 'why', isProse: true, cell: ({ text }) => text },
      ],
    }),
  )
}
