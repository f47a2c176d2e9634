/** Links from the names of things to their pages. */
import { type Content, html, type Markup } from '../../page/html.js'
import type { Look } from '../look.js'

const NOTHING = '–'

/** A job by its PandaID. */
export function jobLink({ link }: Look, id: number): Markup {
  return html`<a href="${link(`/jobs/${id}`)}">${id}</a>`
}

/** A task by its name. */
export function taskLink({ link }: Look, task: number, name: string): Markup {
  return html`<a href="${link(`/tasks/${task}`)}">${name === '' ? `task ${task}` : name}</a>`
}

/** A queue by its name; null: there is none. */
export function queueLink({ link }: Look, queue: string | null): Content {
  return queue === null ? NOTHING : html`<a href="${link(`/queues/${encodeURIComponent(queue)}`)}">${queue}</a>`
}

/** The queues of a site. */
export function siteLink({ link }: Look, site: string | null): Content {
  return site === null ? NOTHING : html`<a href="${link('/queues', { site })}">${site}</a>`
}

/** The tasks of a user. */
export function userLink({ link }: Look, user: string): Markup {
  return html`<a href="${link('/tasks', { user })}">${user}</a>`
}

/** A count that leads to the jobs which it counts. */
export function jobsLink(
  { link }: Look,
  count: Content,
  filter: Readonly<Record<string, string | number | undefined>>,
): Markup {
  return html`<a href="${link('/jobs', filter)}">${count}</a>`
}
