import { formatCount } from '../../model/format.js'
import { html, type Markup } from '../../page/html.js'
import type { Look } from '../look.js'
import type { ErrorCount } from '../readings/errors.js'
import { table } from './table.js'

/** Errors by code, each leading to the jobs that have it. */
export function errorTable({ link }: Look, caption: string, errors: readonly ErrorCount[]): Markup {
  return table({
    caption,
    items: errors,
    empty: 'Nothing failed.',
    columns: [
      { title: 'error', isText: true, cell: ({ text }) => text },
      { title: 'code', cell: ({ code }) => code },
      {
        title: 'jobs',
        cell: ({ code, jobs }) =>
          html`<a href="${link('/jobs', { state: 'failed', error: code })}">${formatCount(jobs)}</a>`,
      },
    ],
  })
}
