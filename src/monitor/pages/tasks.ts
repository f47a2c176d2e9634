import { html } from '../../page/html.js'
import type { Look, PageKind } from '../look.js'
import { filterForm, filterOf, numberOf } from '../parts/filter-form.js'
import { listWords, pager } from '../parts/pager.js'
import { taskTable } from '../parts/task-table.js'
import type { TaskFilter } from '../readings/tasks.js'

const PAGE = 100
const standings = ['alive', 'ended'] as const

/** Tasks that are looked for, the newest first. */
export const tasksPage: PageKind = {
  path: '/tasks',
  place: 'Tasks',
  async show(look) {
    const { items, next } = await look.source.tasks(look.asking, taskFilterOf(look.query, PAGE))
    return {
      title: 'Tasks',
      body: html`${filterForm(look, '/tasks', [
        { name: 'name', label: 'Name' },
        { name: 'user', label: 'User' },
        { name: 'standing', label: 'Standing', options: standings },
      ])}
      ${taskTable(look, listWords(items.length, 'task', next !== null), items)}
      ${pager(look, '/tasks', { below: next }, 'Older tasks')}`,
    }
  },
}

/** What the address bar asks for. */
export function taskFilterOf(query: Look['query'], limit: number): TaskFilter {
  return {
    ...filterOf(query, ['name', 'user']),
    standing: standings.find((one) => one === query.get('standing')),
    below: numberOf(query, 'below'),
    limit,
  }
}
