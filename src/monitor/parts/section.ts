import { type Content, html, type Markup } from '../../page/html.js'

/** A part of a page under a heading; `id` is where an address may lead into the page. */
export function section(id: string, heading: string, ...contents: readonly Content[]): Markup {
  return html`<section>
    <h2 id="${id}">${heading}</h2>
    ${contents}
  </section> `
}

/** Sentences one below the other; nothing where there are none. */
export function sentences(lines: readonly Content[]): Markup | undefined {
  return lines.length === 0
    ? undefined
    : html`<ul class="sentences">
        ${lines.map((line) => html`<li>${line}</li> `)}
      </ul>`
}
