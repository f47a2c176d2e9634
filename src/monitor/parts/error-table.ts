import { formatCount } from '../../model/format.js'
import type { Markup } from '../../page/html.js'
import type { Look } from '../look.js'
import type { ErrorCount } from '../readings/errors.js'
import { partBar } from './bar.js'
import { jobsLink } from './links.js'
import { table } from './table.js'

/**
 * Errors by code, each leading to the jobs that have it.
 *
 * @param filter what these jobs have in common besides
 */
export function errorTable(
  look: Look,
  caption: string,
  errors: readonly ErrorCount[],
  filter: Readonly<Record<string, string | number>> = {},
): Markup {
  const most = Math.max(0, ...errors.map(({ jobs }) => jobs))
  return table({
    caption,
    items: errors,
    empty: 'Nothing failed.',
    columns: [
      { title: 'error', isProse: true, cell: ({ text }) => text },
      { title: 'code', cell: ({ code }) => code },
      { title: 'found by', isText: true, isExtra: true, cell: ({ cause }) => cause },
      {
        title: 'jobs',
        cell: ({ code, jobs }) => jobsLink(look, formatCount(jobs), { state: 'failed', error: code, ...filter }),
      },
      { title: 'beside the others', isText: true, isExtra: true, cell: ({ jobs }) => partBar(jobs / most, 'bad') },
    ],
  })
}
