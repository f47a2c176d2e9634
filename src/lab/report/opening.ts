import { formatCount, formatSeconds } from '../../model/format.js'
import { html, type Markup } from './html.js'
import type { Material } from './material.js'
import { policyKey } from './policy-colours.js'
import { type Verdict, verdict } from './verdict.js'

/** The top of the page: what was asked, of what, and the answer in words. */
export function opening({ study, comparison, policies }: Material): Markup {
  return html`<h1>${study.spec.title}</h1>
    <p class="question">${study.spec.question}</p>
    ${facts(study.runs)} ${policies.length > 0 ? answer(verdict(comparison)) : undefined}`
}

function answer({ answer, others, loads, reasons, losses, caveats, checks }: Verdict): Markup {
  return html`<section class="verdict" id="verdict" aria-labelledby="verdict-heading">
    <h2 id="verdict-heading">The answer</h2>
    <p>${answer}</p>
    ${sentences('The others', [...others, ...loads])} ${sentences('Why', reasons)}
    ${sentences('For whom it is worse', losses)} ${sentences('What weakens it', caveats)}
    ${sentences('How the numbers were tried', checks)}
  </section> `
}

function sentences(heading: string, list: readonly string[]): Markup | undefined {
  if (list.length === 0) return undefined
  return html`<h3>${heading}</h3>
    <ul>
      ${list.map((sentence) => html`<li>${sentence}</li>`)}
    </ul> `
}

/** How large the study is, in one line. */
function facts(runs: Material['study']['runs']): Markup | undefined {
  if (runs.length === 0) return undefined
  const [{ summary, sites }] = runs
  const several = (count: number, one: string, many: string): string =>
    count === 1 ? `1 ${one}` : `${formatCount(count)} ${many}`
  const policies = new Set(runs.map((run) => run.summary.policy)).size
  const seeds = new Set(runs.map((run) => run.summary.seed)).size
  return html`<p class="facts">
    ${several(policies, 'policy', 'policies')} × ${several(seeds, 'seed', 'seeds')},
    ${several(summary.jobs.submitted, 'job', 'jobs')} a run at ${several(sites.length, 'site', 'sites')},
    ${formatSeconds(summary.endSeconds)} of simulated time.
  </p>`
}

/** Boxes to leave policies out and a field to look for a site; shown only where a script runs. */
export function filters({ policies, sites }: Material): Markup | undefined {
  if (policies.length < 2 && sites.length < 2) return undefined
  return html`<form id="filters">
    <fieldset>
      <legend>Policies shown</legend>
      ${policies.map(
        ({ policy }, place) =>
          html`<label
            ><input type="checkbox" value="${place}" checked autocomplete="off" /> ${policyKey(place)} ${policy}</label
          > `,
      )}
    </fieldset>
    <label class="search" for="site-search">Find a site</label>
    <input type="search" id="site-search" autocomplete="off" />
    <p id="site-found" role="status"></p>
  </form>`
}
