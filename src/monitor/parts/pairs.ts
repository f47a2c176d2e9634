import { type Content, html, type Markup } from '../../page/html.js'

/** Properties with their values, the values large: the figures of a page. */
export function figures(pairs: readonly { readonly name: string; readonly value: Content }[]): Markup {
  return html`<dl class="figures">
    ${pairs.map(
      ({ name, value }) =>
        html`<div>
          <dt>${name}</dt>
          <dd>${value}</dd>
        </div> `,
    )}
  </dl>`
}

/** Properties with their values as lines of text; short ones stand in columns where there is room. */
export function pairLines(
  pairs: readonly { readonly name: string; readonly value: Content }[],
  length: 'long' | 'short' = 'long',
): Markup {
  return html`<dl class="pairs ${length}">
    ${pairs.map(
      ({ name, value }) =>
        html`<div>
          <dt>${name}</dt>
          <dd>${value}</dd>
        </div> `,
    )}
  </dl>`
}
