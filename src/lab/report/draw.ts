import { Error as errorsOnly, parse, View } from 'vega'
import { compile, type Config, type TopLevelSpec } from 'vega-lite'
import { escapeHtml } from '../../page/html.js'

const text = { labelColor: 'currentColor', titleColor: 'currentColor' } as const

/** Everything that is not data takes the colour of the text around the drawing, and so follows light and dark. */
const config: Config = {
  background: 'transparent',
  padding: 2,
  font: 'system-ui, sans-serif',
  // A drawing is one image with one label; labels on each of a thousand marks would only be noise when read aloud.
  aria: false,
  view: { stroke: null },
  axis: {
    ...text,
    labelFontSize: 12,
    titleFontSize: 12,
    titleFontWeight: 'normal',
    labelFontWeight: 'normal',
    gridColor: 'currentColor',
    gridOpacity: 0.15,
    domainColor: 'currentColor',
    domainOpacity: 0.5,
    tickColor: 'currentColor',
    tickOpacity: 0.5,
  },
  legend: { ...text, labelFontSize: 12, labelLimit: 300 },
  header: { ...text, labelFontSize: 12, titleFontSize: 12 },
}

/** The encoding of a mark that tells something when pointed at: the field `tip` of its datum. Its mark has `aria: true`. */
export const tipped = { description: { field: 'tip', type: 'nominal' } } as const

/**
 * Draws a chart as an SVG element to stand in a page.
 * @param id unique in the page: definitions within the drawing are named after it
 * @param label what the drawing shows, for those who can't see it
 */
export async function draw(spec: TopLevelSpec, id: string, label: string): Promise<string> {
  const compiled = compile({ ...spec, config }, { logger: quiet })
  const view = new View(parse(compiled.spec), { renderer: 'none', logLevel: errorsOnly })
  try {
    return embed(await view.toSVG(), id, label)
  } finally {
    view.finalize()
  }
}

/**
 * Drawings of one page must not share ids, or one that is not shown takes its clips away from the others. What vega
 * writes for screen readers gives way to the one label; the descriptions of marks become `data-tip` for the script.
 * Coordinates keep one decimal: a tenth of a pixel.
 */
function embed(svg: string, id: string, label: string): string {
  // Vega counts its ids through all drawings of a process.
  const numbers = new Map<string, number>()
  const numberOf = (own: string): number => {
    const number = numbers.get(own) ?? numbers.size
    numbers.set(own, number)
    return number
  }
  return svg
    .replace(/ (xmlns(:xlink)?|role|aria-roledescription|aria-hidden)="[^"]*"/g, '')
    .replace(/ (opacity|stroke-opacity|fill-opacity|stroke-width)="1"/g, '')
    .replaceAll(' aria-label=', ' data-tip=')
    .replace(/ (d|transform)="[^"]*"/g, (shape) => shape.replace(/(\.\d)\d+/g, '$1'))
    .replace('<svg', `<svg role="img" aria-label="${escapeHtml(label)}"`)
    .replace(/(?<= id="|url\(#)[^")]+/g, (own) => `${id}-${numberOf(own)}`)
}

/** A logger that says nothing: what vega-lite has to say are remarks on style. */
const quiet = {
  level: () => quiet,
  error: () => quiet,
  warn: () => quiet,
  info: () => quiet,
  debug: () => quiet,
}
