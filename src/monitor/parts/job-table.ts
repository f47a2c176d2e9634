import type { Markup } from '../../page/html.js'
import type { Look } from '../look.js'
import type { JobInList } from '../readings/jobs.js'
import { emptyWords } from './filter-form.js'
import { jobLink, queueLink, taskLink, userLink } from './links.js'
import { stateWord } from './state-word.js'
import { table } from './table.js'

/** What jobs can be looked for by, in the address bar. */
const jobWords = ['state', 'queue', 'site', 'user', 'task', 'error', 'below'] as const

/** Jobs in a table, each leading to its own page. */
export function jobTable(look: Look, caption: string, jobs: readonly JobInList[]): Markup {
  return table({
    caption,
    items: jobs,
    empty: emptyWords(look.query, jobWords, 'jobs', 'they appear here when a task is submitted.'),
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
      { title: 'what went wrong', isProse: true, cell: ({ error }) => error?.text ?? '' },
      { title: 'try', isExtra: true, cell: ({ attempt }) => attempt },
      { title: 'user', isText: true, isExtra: true, cell: ({ user }) => userLink(look, user) },
      { title: 'priority', isExtra: true, cell: ({ priority }) => priority },
      { title: 'cores', isExtra: true, cell: ({ cores }) => cores },
    ],
  })
}
