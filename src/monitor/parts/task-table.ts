import { formatCount, formatFraction } from '../../model/format.js'
import { html, type Markup } from '../../page/html.js'
import type { Look } from '../look.js'
import type { TaskInList } from '../readings/tasks.js'
import { partBar } from './bar.js'
import { emptyWords } from './filter-form.js'
import { taskLink, userLink } from './links.js'
import { stateWord } from './state-word.js'
import { table } from './table.js'

/** Tasks in a table, each leading to its own page. */
export function taskTable(look: Look, caption: string, tasks: readonly TaskInList[]): Markup {
  return table({
    caption,
    items: tasks,
    empty: emptyWords(
      look.query,
      ['name', 'user', 'standing', 'below'],
      'tasks',
      'they appear here when they are submitted.',
    ),
    columns: [
      { title: 'task', isText: true, cell: ({ task, name }) => taskLink(look, task, name) },
      { title: 'standing', isText: true, cell: ({ isAlive }) => stateWord(isAlive ? 'alive' : 'ended') },
      { title: 'jobs', cell: ({ jobs }) => formatCount(jobs) },
      {
        title: 'finished',
        order: doneOf,
        cell: (task) => html`${formatFraction(doneOf(task))} ${partBar(doneOf(task), 'good')}`,
      },
      { title: 'failed', cell: ({ failed }) => formatCount(failed) },
      { title: 'user', isText: true, cell: ({ user }) => userLink(look, user) },
      { title: 'number', isExtra: true, cell: ({ task }) => task },
      { title: 'cancelled', isExtra: true, cell: ({ cancelled }) => formatCount(cancelled) },
      { title: 'priority', isExtra: true, cell: ({ priority }) => priority },
      {
        title: 'submitted',
        isText: true,
        isExtra: true,
        order: ({ submittedAt }) => submittedAt,
        cell: ({ submittedAt }) => look.clock.ago(submittedAt),
      },
    ],
  })
}

function doneOf({ finished, jobs }: TaskInList): number {
  return jobs === 0 ? 0 : finished / jobs
}
