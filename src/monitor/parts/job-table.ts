import { html, type Markup } from '../../page/html.js'
import type { Look } from '../look.js'
import type { JobInList } from '../readings/jobs.js'
import { stateWord } from './state-word.js'
import { table } from './table.js'

/** Jobs in a table, each leading to its own page. */
export function jobTable({ link, clock }: Look, caption: string, jobs: readonly JobInList[]): Markup {
  return table({
    caption,
    items: jobs,
    empty: 'No job is as asked for.',
    columns: [
      { title: 'job', cell: ({ id }) => html`<a href="${link(`/jobs/${id}`)}">${id}</a>` },
      { title: 'state', isText: true, cell: ({ state }) => stateWord(state) },
      { title: 'for', cell: ({ since }) => clock.since(since) },
      {
        title: 'queue',
        isText: true,
        cell: ({ queue }) =>
          queue === null ? '–' : html`<a href="${link(`/queues/${encodeURIComponent(queue)}`)}">${queue}</a>`,
      },
      {
        title: 'task',
        isText: true,
        cell: ({ task, taskName }) => html`<a href="${link(`/tasks/${task}`)}">${taskName}</a>`,
      },
      { title: 'try', isExtra: true, cell: ({ attempt }) => attempt },
      { title: 'user', isText: true, isExtra: true, cell: ({ user }) => user },
      { title: 'priority', isExtra: true, cell: ({ priority }) => priority },
      { title: 'cores', isExtra: true, cell: ({ cores }) => cores },
      { title: 'what went wrong', isText: true, cell: ({ error }) => error?.text ?? '' },
    ],
  })
}
