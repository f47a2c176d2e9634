import { jobStateNames } from '../../model/job-state.js'
import { html } from '../../page/html.js'
import type { Look, PageKind } from '../look.js'
import { columnChoice } from '../parts/column-choice.js'
import { type FilterField, filterForm, filterOf, numberOf } from '../parts/filter-form.js'
import { jobColumns, jobTable } from '../parts/job-table.js'
import { listWords, pager } from '../parts/pager.js'
import type { JobFilter } from '../readings/jobs.js'

const PAGE = 100
const MOST = 10_000

const fields: readonly FilterField[] = [
  { name: 'state', label: 'State', options: jobStateNames },
  { name: 'queue', label: 'Queue' },
  { name: 'site', label: 'Site' },
  { name: 'user', label: 'User' },
  { name: 'task', label: 'Task', isNumber: true },
  { name: 'error', label: 'Error code', isNumber: true },
]

/** Jobs that are looked for, the newest first. */
export const jobsPage: PageKind = {
  path: '/jobs',
  place: 'Jobs',
  async show(look) {
    const filter = jobFilterOf(look.query, PAGE)
    const { items, next } = await look.source.jobs(look.asking, filter)
    return {
      title: 'Jobs',
      body: html`${filterForm(look, '/jobs', fields, {}, columnChoice(look.query, jobColumns(look)))}
      ${jobTable(look, listWords(items.length, 'job', next !== null), items, next !== null)}
      ${pager(look, '/jobs', { below: next }, 'Older jobs')}`,
    }
  },
}

/** What the address bar asks for. */
export function jobFilterOf(query: Look['query'], limit: number): JobFilter {
  return {
    ...filterOf(query, ['state', 'queue', 'site', 'user']),
    task: numberOf(query, 'task'),
    error: numberOf(query, 'error'),
    below: numberOf(query, 'below'),
    limit: Math.max(1, Math.min(MOST, numberOf(query, 'limit') ?? limit)),
  }
}
