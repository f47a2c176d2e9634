import { html, type Markup } from '../../page/html.js'
import type { Look } from '../look.js'

/** What an admin does with a queue, in words, and the status that it gets. */
const statuses = [
  ['online', 'Bring online'],
  ['brokeroff', 'Drain: no new jobs, those there go on'],
  ['offline', 'Take offline'],
] as const

/** Buttons that change the status of a queue; nothing for those who may not, and where nothing can be changed. */
export function queueActions({ asking, about, link }: Look, queue: string, status: string): Markup | undefined {
  if (!asking.viewer.mayAdminister || about.world !== 'live') return undefined
  const action = pathOf(link(`/act/queues/${encodeURIComponent(queue)}/status`))
  return html`<form class="actions" method="post" action="${action}">
    ${statuses.map(([to, words]) =>
      to === status ? undefined : html`<button type="submit" name="status" value="${to}">${words}</button> `,
    )}
  </form>`
}

/** A button that pauses brokerage, or has it go on; nothing for those who may not, and where it cannot be paused. */
export function brokerageAction({ asking, about, link }: Look, isPaused: boolean | undefined): Markup | undefined {
  if (!asking.viewer.mayAdminister || about.world !== 'live' || isPaused === undefined) return undefined
  const action = pathOf(link(`/act/brokerage/${isPaused ? 'resume' : 'pause'}`))
  return html`<form class="actions" method="post" action="${action}">
    <button type="submit">${isPaused ? 'Have brokerage go on' : 'Pause brokerage'}</button>
  </form>`
}

function pathOf(address: string): string {
  return address.split('?', 1)[0]
}
