import { formatCount, formatSeconds } from '../../model/format.js'
import type { Output } from '../../live/api/client-types.js'
import { type Column, renderTable } from '../table.js'
import { secondsSince } from './answer.js'

const columns: readonly Column[] = [
  { title: 'job', align: 'right', importance: 9 },
  { title: 'task', align: 'left', importance: 6, shortest: 10 },
  { title: 'nr', align: 'right', importance: 4 },
  { title: 'try', align: 'right', importance: 3 },
  { title: 'state', align: 'left', importance: 8 },
  { title: 'for', align: 'right', importance: 7 },
  { title: 'queue', align: 'left', importance: 5, shortest: 8 },
  { title: 'user', align: 'left', importance: 2, shortest: 6 },
  { title: 'priority', align: 'right', importance: 1 },
]

/** A page of jobs as a table, for a window so wide. `for` is how long a job has been in its state. */
export function jobsText({ items, next }: Output<'GET /jobs'>, width: number, now = Date.now()): string {
  if (items.length === 0) return 'No jobs.'
  const rows = items.map((job) => [
    String(job.id),
    `${job.task} ${job.taskName}`,
    String(job.ordinal),
    String(job.attempt),
    job.state,
    formatSeconds(Math.floor(secondsSince(job.since, now))),
    job.queue ?? '–',
    job.user,
    formatCount(job.priority),
  ])
  return [renderTable(columns, rows, width), ...moreText(next)].join('\n')
}

/** How to see the page after this one. */
export function moreText(next: number | null): string[] {
  return next === null ? [] : [`Older ones: --below ${next}`]
}
