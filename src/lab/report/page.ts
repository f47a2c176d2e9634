import { analyse } from '../comparison/analyse.js'
import { compareRuns, type PolicyComparison } from '../compare-runs.js'
import type { Study } from '../study.js'
import { expectationsSection } from './expectations.js'
import { renderFigure, type Figure } from './figure.js'
import { html, Markup } from './html.js'
import { jobsOverTime } from './jobs-over-time.js'
import { showcaseSection } from './showcase.js'
import { siteHeat } from './site-heat.js'
import { style } from './style.js'
import { policyTable, provenanceTable } from './tables.js'
import { verdict, verdictSentences } from './verdict.js'
import { waitCurve } from './wait-curve.js'
import { waitDots } from './wait-dots.js'

/**
 * A study as one page of HTML that needs nothing else: no script, no request, no clock, so that equal studies give
 * equal pages.
 */
export async function reportPage(study: Study): Promise<string> {
  const comparisons = compareRuns(study.runs)
  const [answer, ...particulars] = verdictSentences(verdict(analyse(study.spec, study.runs)))
  const runs = study.showcase ? [...study.runs, study.showcase.run] : study.runs
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${study.spec.title}</title>
        <style>
          ${new Markup(style)}
        </style>
      </head>
      <body>
        <main>
          <h1>${study.spec.title}</h1>
          <p class="question">${study.spec.question}</p>
          ${study.runs.length > 0 ? await comparisonSections(comparisons, answer, particulars) : undefined}
          ${expectationsSection(runs)} ${study.showcase ? await showcaseSection(study.showcase) : undefined}
          ${sentences('Assumptions', study.assumptions)} ${sentences('Notes', study.notes)}
          <section id="provenance">
            <h2>Where the numbers come from</h2>
            <p>Made by ailuro ${study.version}. The same scenario, policy, seed and version give the same hashes.</p>
            ${provenanceTable(runs)}
          </section>
        </main>
      </body>
    </html>`
  return `${page.text}\n`
}

async function comparisonSections(
  comparisons: readonly PolicyComparison[],
  answer: string,
  particulars: readonly string[],
): Promise<Markup> {
  const drawn: Markup[] = []
  for (const figure of figures(comparisons)) drawn.push(await renderFigure(figure))
  return html`<section class="verdict" aria-label="Verdict">
      <p>${answer}</p>
      <ul>
        ${particulars.map((particular) => html`<li>${particular}</li>`)}
      </ul>
    </section>
    <section id="policies">
      <h2>Policies</h2>
      ${policyTable(comparisons)}
    </section>
    <section id="figures">
      <h2>Figures</h2>
      ${drawn}
    </section> `
}

function figures(comparisons: readonly PolicyComparison[]): Figure[] {
  const firsts = comparisons.map(({ runs }) => runs[0])
  const seeds = [...new Set(firsts.map(({ summary }) => summary.seed))]
  const caption = `The first seed of each policy (${seeds.join(', ')}).`
  return [
    waitDots(comparisons),
    waitCurve(comparisons),
    jobsOverTime('jobs-over-time', 'Running and waiting jobs over time', firsts, caption),
    siteHeat(comparisons),
  ]
}

function sentences(heading: string, list: readonly string[]): Markup | undefined {
  if (list.length === 0) return undefined
  return html`<section>
    <h2>${heading}</h2>
    <ul>
      ${list.map((sentence) => html`<li>${sentence}</li>`)}
    </ul>
  </section> `
}
