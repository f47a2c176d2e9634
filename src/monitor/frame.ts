import { counted } from '../model/format.js'
import type { Seconds } from '../model/units.js'
import { html, Markup } from '../page/html.js'
import type { Look, PageKind, Shown } from './look.js'
import { notice } from './parts/notice.js'
import type { Viewer } from './readings/about.js'
import { type RunLink, runNavigation } from './run-links.js'

/** What stands around all pages. */
export interface FrameParts {
  readonly root: string
  /** What is shown; two stand side by side. */
  readonly sides: readonly { readonly look: Look; readonly shown: Shown }[]
  readonly kind: PageKind
  /** Pages that the navigation leads to, in its order. */
  readonly places: readonly PageKind[]
  /** The same page of other runs; none: there is one. */
  readonly runs: readonly RunLink[]
  readonly viewer: Viewer
  /** Where to sign in or out; undefined: there is no such thing here. */
  readonly signing: { readonly path: string; readonly words: string } | undefined
}

/** A whole page of HTML. Nothing in it comes from elsewhere. */
export function frame(parts: FrameParts): string {
  const { root, sides } = parts
  const [{ look, shown }] = sides
  const { about } = look
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${shown.title} – ${about.title}</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="${root}/monitor.css" />
        <script type="module" src="${root}/monitor.js"></script>
      </head>
      <body data-world="${about.world}">
        <a class="skip" href="#main">To the page</a>
        <header>
          <p class="world"><a href="${look.link('/')}">${about.title}</a> <span>${worldWords(about.world)}</span></p>
          ${navigation(parts, look)} ${runNavigation(parts.runs)} ${signing(parts)}
        </header>
        ${about.hasPast ? moment(sides) : undefined}
        <main id="main" tabindex="-1" class="${sides.length > 1 ? 'beside' : 'alone'}">
          ${sides.map((side) => sideOf(side, sides))}
        </main>
        <footer>${sides.map(({ look: { about: told } }) => provenance(told))}</footer>
      </body>
    </html>`
  return `${page.text}\n`
}

function worldWords(world: 'live' | 'results'): string {
  return world === 'live' ? 'live' : 'a simulation'
}

function navigation({ places, kind }: FrameParts, { link }: Look): Markup {
  const current = (one: PageKind) => (one.place === kind.place ? new Markup(' aria-current="page"') : undefined)
  return html`<nav aria-label="Pages">
    <ul>
      ${places.map((one) => html`<li><a href="${link(one.path)}" ${current(one)}>${one.place}</a></li> `)}
    </ul>
  </nav>`
}

function signing({ signing: way, viewer }: FrameParts): Markup | undefined {
  if (way === undefined) return undefined
  return html`<p class="signing">${viewer.user} <a href="${way.path}">${way.words}</a></p>`
}

/** Any moment of a simulation, by a slider that works without a script too. */
function moment(sides: FrameParts['sides']): Markup {
  const { about, clock, query } = sides[0].look
  const at = latestOf(sides)
  const end = Math.max(...sides.map(({ look }) => look.about.now))
  const others = [...query].filter(([name]) => name !== 'at')
  const { originMilliseconds } = about
  const origin = originMilliseconds === undefined ? undefined : html`data-origin="${originMilliseconds}"`
  return html`<form class="moment" method="get" aria-label="Moment" ${origin}>
    ${others.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`)}
    <label for="at">Moment</label>
    <input
      id="at"
      name="at"
      type="range"
      min="${Math.floor(about.from)}"
      max="${Math.ceil(end)}"
      step="1"
      value="${Math.round(at)}"
      aria-valuetext="${clock.words(at)}"
      title="Arrow keys move it by a 200th of the run, with Shift by a minute"
    />
    <output for="at">${clock.words(at)}</output>
    <button type="submit">Go there</button>
  </form>`
}

/** The moment that is looked at; a run that was over before is shown as it ended. */
function latestOf(sides: FrameParts['sides']): Seconds {
  return Math.max(...sides.map(({ look }) => look.asking.at))
}

function sideOf({ look, shown }: FrameParts['sides'][number], sides: FrameParts['sides']): Markup {
  const { about, asking, clock } = look
  const isOver = about.hasPast && asking.at < latestOf(sides)
  const heading = sides.length > 1 ? `${shown.title}: ${look.about.title}` : shown.title
  return html`<article>
    <h1>${heading}</h1>
    ${isOver ? notice('busy', `This run was over by then: it is shown as it ended, at ${clock.words(asking.at)}.`) : undefined}
    ${shown.body}
  </article> `
}

function provenance({ provenance: pairs, assumptions }: Look['about']): Markup {
  const told = html`<details>
    <summary>${counted(assumptions.length, 'assumption')}</summary>
    <ul>
      ${assumptions.map((assumption) => html`<li>${assumption}</li> `)}
    </ul>
  </details>`
  return html`<dl class="provenance">
      ${pairs.map(
        ({ name, value }) =>
          html`<div>
            <dt>${name}</dt>
            <dd>${value}</dd>
          </div> `,
      )}
    </dl>
    ${assumptions.length > 0 ? told : undefined}`
}
