import type { TopLevelSpec } from 'vega-lite'
import { dataDetails, type Data } from './data.js'
import { draw } from './draw.js'
import { html, Markup } from '../../page/html.js'

/** One or more drawings with their words and their data. */
export interface Figure {
  /** Unique in the page. */
  id: string
  title: string
  /** How to read it and what it is of. */
  caption: string
  panels: readonly Panel[]
  data: Data
}

/** One drawing. */
export interface Panel {
  /** Said above it where a figure has several. */
  heading?: string
  /** Place of the only policy it shows, if so: readers can hide it. */
  policy?: number
  /** True where its marks are of sites, so that readers can look for one. */
  ofSites?: boolean
  /** What can be seen in it, for those who can't. */
  label: string
  /** The chart for a page of `width` pixels. */
  spec(width: number): TopLevelSpec
}

/** Two drawings, since one scaled down to a telephone could not be read; the style sheet shows one of them. */
const widths = { wide: 900, narrow: 340 }

/** Draws a figure for wide and for narrow pages. */
export async function renderFigure(figure: Figure): Promise<Markup> {
  const panels: Markup[] = []
  for (const [index, panel] of figure.panels.entries()) panels.push(await renderPanel(panel, `${figure.id}-${index}`))
  return html`<figure id="${figure.id}">
    <h3>${figure.title}</h3>
    ${panels}
    <figcaption>${figure.caption}</figcaption>
    ${dataDetails(figure.id, figure.title, figure.data)}
  </figure> `
}

async function renderPanel(panel: Panel, id: string): Promise<Markup> {
  const wide = await draw(panel.spec(widths.wide), `${id}-wide`, panel.label)
  const narrow = await draw(panel.spec(widths.narrow), `${id}-narrow`, panel.label)
  const policy = panel.policy === undefined ? undefined : new Markup(` data-policy="${panel.policy}"`)
  const sites = panel.ofSites ? new Markup(' data-sites') : undefined
  return html`<div class="panel" ${policy}${sites}>
    ${panel.heading === undefined ? undefined : html`<p class="panel-heading">${panel.heading}</p>`}
    <div class="wide">${new Markup(wide)}</div>
    <div class="narrow">${new Markup(narrow)}</div>
  </div> `
}

/** True where names and legends need room that is not there. */
export function isNarrow(width: number): boolean {
  return width <= widths.narrow
}
