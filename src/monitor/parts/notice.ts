import { type Content, html, type Markup } from '../../page/html.js'

/** What has to be seen first, set apart from the rest: something bad, something that waits, or something good. */
export function notice(tone: 'good' | 'bad' | 'busy', ...contents: readonly Content[]): Markup {
  return html`<p class="notice ${tone}">${contents}</p> `
}
