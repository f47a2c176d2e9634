import { formatCount, formatFraction, formatSeconds } from '../../model/format.js'
import { html, type Markup } from '../../page/html.js'
import type { Material } from './material.js'
import { policyKey } from './policy-colours.js'
import type { Verdict } from './verdict.js'

/** The top of the page: what was asked, of what, and the answer in words. */
export function opening({ study, policies, level, verdict }: Material): Markup {
  return html`<h1>${study.spec.title}</h1>
    <p class="question">${study.spec.question}</p>
    ${facts(study.runs, level)} ${policies.length > 0 ? answer(verdict) : undefined}`
}

/** The answer, and what must be said with it, each under a word that tells what it is. */
function answer({ answer: first, others, loads, reasons, losses, caveats }: Verdict): Markup {
  const particulars: readonly (readonly [string, readonly string[]])[] = [
    ['The others', others],
    ['By load', loads],
    ['Why', reasons.map((reason) => reason.replace(/^Why: (.)/, (_, letter: string) => letter.toUpperCase()))],
    ['For whom worse', losses],
    ['Caution', caveats],
  ]
  return html`<section class="verdict" id="verdict" aria-labelledby="verdict-heading">
    <h2 id="verdict-heading">The answer</h2>
    <p>${first}</p>
    <dl>${particulars.map(([name, sentences]) => (sentences.length > 0 ? particular(name, sentences) : undefined))}</dl>
  </section> `
}

function particular(name: string, sentences: readonly string[]): Markup {
  return html`<div>
    <dt>${name}</dt>
    ${sentences.map((sentence) => html`<dd>${sentence}</dd>`)}
  </div> `
}

/** How large the study is, in one line. */
function facts(runs: Material['study']['runs'], level: Material['level']): Markup | undefined {
  if (runs.length === 0) return undefined
  const [{ summary, sites }] = runs
  const several = (count: number, one: string, many: string): string =>
    count === 1 ? `1 ${one}` : `${formatCount(count)} ${many}`
  const policies = new Set(runs.map((run) => run.summary.policy)).size
  const seeds = new Set(runs.map((run) => run.summary.seed)).size
  const loads = new Set(runs.map((run) => run.summary.load)).size
  const shown =
    level?.load === undefined || loads === 1
      ? ''
      : ` All but the chapter on load is of load ${formatFraction(level.load)}.`
  return html`<p class="facts">
    ${several(policies, 'policy', 'policies')} ×
    ${several(seeds, 'seed', 'seeds')}${loads > 1 ? ` × ${loads} loads` : ''},
    ${several(summary.jobs.submitted, 'job', 'jobs')} a run at ${several(sites.length, 'site', 'sites')},
    ${formatSeconds(summary.endSeconds)} of simulated time.${shown}
  </p>`
}

/**
 * Boxes to leave policies out and a field to look for a site; shown only where a script runs, which unfolds them on wide
 * pages: on a telephone they would stand before all that they filter.
 */
export function filters({ policies, sites }: Material): Markup | undefined {
  if (policies.length < 2 && sites.length < 2) return undefined
  return html`<form id="filters">
    <details>
      <summary>Choose policies, find a site</summary>
      <fieldset>
        <legend>Policies shown</legend>
        ${policies.map(
          ({ policy }, place) =>
            html`<label
              ><input type="checkbox" value="${place}" checked autocomplete="off" /> ${policyKey(place)}
              ${policy}</label
            > `,
        )}
      </fieldset>
      <label class="search" for="site-search">Find a site</label>
      <input type="search" id="site-search" autocomplete="off" />
      <p id="site-found" role="status"></p>
    </details>
  </form>`
}
