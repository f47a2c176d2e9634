import type { Markup } from '../../page/html.js'
import type { Look } from '../look.js'
import type { JobInList } from '../readings/jobs.js'
import { jobLink, queueLink, taskLink, userLink } from './links.js'
import { stateWord } from './state-word.js'
import { table } from './table.js'

/** Jobs in a table, each leading to its own page. */
export function jobTable(look: Look, caption: string, jobs: readonly JobInList[]): Markup {
  return table({
    caption,
    items: jobs,
    empty: 'No job is as asked for.',
    columns: [
      { title: 'job', cell: ({ id }) => jobLink(look, id) },
      { title: 'state', isText: true, cell: ({ state }) => stateWord(state) },
      { title: 'for', order: ({ since }) => -since, cell: ({ since }) => look.clock.since(since) },
      {
        title: 'queue',
        isText: true,
        cell: ({ queue }) => queueLink(look, queue),
      },
      {
        title: 'task',
        isText: true,
        cell: ({ task, taskName }) => taskLink(look, task, taskName),
      },
      { title: 'try', isExtra: true, cell: ({ attempt }) => attempt },
      { title: 'user', isText: true, isExtra: true, cell: ({ user }) => userLink(look, user) },
      { title: 'priority', isExtra: true, cell: ({ priority }) => priority },
      { title: 'cores', isExtra: true, cell: ({ cores }) => cores },
      { title: 'what went wrong', isProse: true, cell: ({ error }) => error?.text ?? '' },
    ],
  })
}
