import type { TopLevelSpec } from 'vega-lite'
import { draw } from './draw.js'
import { html, Markup } from './html.js'

/** A chart with its words. */
export interface Figure {
  /** Unique in the page. */
  id: string
  title: string
  /** How to read it and what it is of. */
  caption: string
  /** What can be seen in it, for those who can't. */
  label: string
  /** The chart for a page of `width` pixels. */
  spec(width: number): TopLevelSpec
}

/** Two drawings, since one scaled down to a telephone could not be read; the style sheet shows one of them. */
const widths = { wide: 860, narrow: 340 }

/** Draws a figure for wide and for narrow pages. */
export async function renderFigure(figure: Figure): Promise<Markup> {
  const wide = await draw(figure.spec(widths.wide), `${figure.id}-wide`, figure.label)
  const narrow = await draw(figure.spec(widths.narrow), `${figure.id}-narrow`, figure.label)
  return html`<figure id="${figure.id}">
    <h3>${figure.title}</h3>
    <div class="wide">${new Markup(wide)}</div>
    <div class="narrow">${new Markup(narrow)}</div>
    <figcaption>${figure.caption}</figcaption>
  </figure> `
}

/** True where names and legends need room that is not there. */
export function isNarrow(width: number): boolean {
  return width <= widths.narrow
}
