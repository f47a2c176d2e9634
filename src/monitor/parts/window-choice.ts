import { html, type Markup } from '../../page/html.js'
import type { Look } from '../look.js'
import { numberOf } from './filter-form.js'

/** Windows that are offered, in hours. */
const windows = [1, 6, 24, 72, 168]
const USUAL_HOURS = 24
const MOST_HOURS = 24 * 31

/** For how many hours back the address bar asks; else a day, or less where the world is younger. */
export function windowHours({ query, asking }: Look): number {
  const usual = windows.find((hours) => hours >= Math.min(USUAL_HOURS, asking.at / 3_600)) ?? USUAL_HOURS
  return Math.min(MOST_HOURS, Math.max(1, numberOf(query, 'hours') ?? usual))
}

/** The same page for other windows. */
export function windowChoice({ link }: Look, path: string, hours: number): Markup {
  return choice(
    'Last',
    windows.map((one) => ({ words: `${one} h`, address: link(path, { hours: one }), isChosen: one === hours })),
  )
}

/** One of several ways to see a page, each with an address of its own. */
export function choice(
  title: string,
  ways: readonly { readonly words: string; readonly address: string; readonly isChosen: boolean }[],
): Markup {
  return html`<p class="choices">
    ${title}
    ${ways.map(({ words, address, isChosen }) =>
      isChosen ? html`<strong aria-current="true">${words}</strong> ` : html`<a href="${address}">${words}</a> `,
    )}
  </p> `
}
