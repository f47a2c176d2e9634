import type { Markup } from '../../page/html.js'
import type { Look } from '../look.js'
import type { JobInList } from '../readings/jobs.js'
import type { Seconds } from '../../model/units.js'
import { chosenColumns } from './column-choice.js'
import { emptyWords } from './filter-form.js'
import { jobLink, queueLink, taskLink, userLink } from './links.js'
import { stateWord } from './state-word.js'
import { type Column, table } from './table.js'

/** What jobs can be looked for by, in the address bar. */
const jobWords = ['state', 'queue', 'site', 'user', 'task', 'error', 'below'] as const

/** What can be told of jobs in a list. */
export function jobColumns(look: Look): Column<JobInList>[] {
  const time = (at: Seconds | null) => (at === null ? '–' : look.clock.words(at))
  return [
    { title: 'job', cell: ({ id }) => jobLink(look, id) },
    { title: 'state', isText: true, cell: ({ state }) => stateWord(state) },
    { title: 'for', order: ({ since }) => -since, cell: ({ since }) => look.clock.since(since) },
    { title: 'queue', isText: true, cell: ({ queue }) => queueLink(look, queue) },
    { title: 'site', isText: true, isSpare: true, cell: ({ site }) => site ?? '–' },
    { title: 'task', isText: true, cell: ({ task, taskName }) => taskLink(look, task, taskName) },
    { title: 'number', isSpare: true, cell: ({ ordinal }) => ordinal },
    { title: 'what went wrong', isProse: true, cell: ({ error }) => error?.text ?? '' },
    { title: 'error code', isSpare: true, cell: ({ error }) => error?.code ?? '–' },
    { title: 'found by', isText: true, isSpare: true, cell: ({ error }) => error?.cause ?? '–' },
    { title: 'try', isExtra: true, cell: ({ attempt }) => attempt },
    { title: 'user', isText: true, isExtra: true, cell: ({ user }) => userLink(look, user) },
    { title: 'priority', isExtra: true, cell: ({ priority }) => priority },
    { title: 'cores', isExtra: true, cell: ({ cores }) => cores },
    { title: 'created', isSpare: true, order: ({ createdAt }) => createdAt, cell: ({ createdAt }) => time(createdAt) },
    { title: 'started', isSpare: true, order: ({ startedAt }) => startedAt, cell: ({ startedAt }) => time(startedAt) },
  ]
}

/** Jobs in a table, each leading to its own page, with the columns that are asked for. @param goesOn whether there may be more than those */
export function jobTable(look: Look, caption: string, jobs: readonly JobInList[], goesOn = false): Markup {
  return table({
    caption,
    items: jobs,
    empty: goesOn
      ? 'None of the jobs that were looked at is as asked for; older ones were not looked at yet.'
      : emptyWords(look.query, jobWords, 'jobs', 'they appear here when a task is submitted.'),
    columns: chosenColumns(look.query, jobColumns(look)),
  })
}
