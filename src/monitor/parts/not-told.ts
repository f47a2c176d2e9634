import { formatSeconds } from '../../model/format.js'
import { html, type Markup } from '../../page/html.js'
import type { Look } from '../look.js'
import type { NotTold } from '../readings/not-told.js'
import { partBar } from './bar.js'

/**
 * What stands in the place of an answer that is not there. Where it is on its way the page shows itself anew until it has come, and
 * by the link without a script.
 */
export function notTold({ query }: Look, { text, coming }: NotTold): Markup {
  if (coming === undefined) return html`<p class="empty">${text}</p>`
  const { fraction, secondsLeft } = coming
  return html`<div class="notice busy" data-coming>
    <p>${text} This takes about ${formatSeconds(Math.max(1, Math.ceil(secondsLeft)))}.</p>
    <p>${partBar(fraction, 'busy')} <a href="?${query.toString()}">Look again</a></p>
  </div> `
}
