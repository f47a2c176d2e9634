import { html, type Markup } from '../../page/html.js'

const good = ['finished', 'done', 'online']
const bad = ['failed', 'cancelled', 'closed', 'offline', 'aborted']
const busy = ['running', 'transferring', 'holding', 'starting']

/** A state of a job, task, queue or worker, with a mark beside the word, so that it does not depend on colour. */
export function stateWord(state: string): Markup {
  const sort = good.includes(state) ? 'good' : bad.includes(state) ? 'bad' : busy.includes(state) ? 'busy' : 'idle'
  return html`<span class="state ${sort}">${state}</span>`
}
