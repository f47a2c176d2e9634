import { formatCount } from '../../model/format.js'
import type { RunResult } from '../../sim/run-result.js'
import type { PolicyComparison } from '../compare-runs.js'
import { measures, type MeasureName } from '../measures.js'
import { html, type Markup } from './html.js'
import { policyColour } from './policy-colours.js'

const shown = Object.keys(measures) as MeasureName[]

/** One row a policy: the median of each measure over seeds, with its range below. */
export function policyTable(comparisons: readonly PolicyComparison[]): Markup {
  const rows = comparisons.map(
    ({ policy, runs, spreads }, place) =>
      html`<tr>
        <th scope="row"><span class="key" style="background: ${policyColour(place)}"></span>${policy}</th>
        <td>${formatCount(runs.length)}</td>
        ${shown.map((name) => html`<td>${spreadCell(name, spreads[name], runs.length)}</td>`)}
      </tr> `,
  )
  return table(
    'Measures by policy',
    'Lowest mean wait first. Each number is the median over seeds; below it the range over seeds, where they differ.',
    html`<th scope="col" class="text">Policy</th>
      <th scope="col">Seeds</th>
      ${shown.map((name) => html`<th scope="col">${measures[name].title}</th>`)}`,
    rows,
  )
}

function spreadCell(name: MeasureName, spread: PolicyComparison['spreads'][MeasureName], seeds: number): Markup {
  const { format, formatRange } = measures[name]
  const range =
    seeds > 1 && spread.min < spread.max ? html`<small>${formatRange(spread.min, spread.max)}</small>` : undefined
  return html`${format(spread.median)}${range}`
}

/** One row a run: all that it takes to repeat it and to see that it was repeated. */
export function provenanceTable(runs: readonly RunResult[]): Markup {
  const rows = runs.map(
    ({ summary }) =>
      html`<tr>
        <th scope="row">${summary.policy}</th>
        <td class="text">${summary.scenario}</td>
        <td class="text">${summary.seed}</td>
        <td class="text">${summary.version}</td>
        <td class="text">${summary.complete ? 'yes' : 'no'}</td>
        <td>${formatCount(summary.events)}</td>
        <td class="text"><code>${summary.journal.hash}</code></td>
        <td class="text"><code>${summary.arrivals}</code></td>
      </tr> `,
  )
  return table(
    'Runs and their hashes',
    'Equal journals are equal runs; equal arrivals are the same jobs submitted at the same times.',
    html`<th scope="col" class="text">Policy</th>
      <th scope="col" class="text">Scenario</th>
      <th scope="col" class="text">Seed</th>
      <th scope="col" class="text">Version</th>
      <th scope="col" class="text">Ran to its end</th>
      <th scope="col">Events</th>
      <th scope="col" class="text">Journal</th>
      <th scope="col" class="text">Arrivals</th>`,
    rows,
  )
}

/** A table with its explanation. Wide ones scroll in a box of their own, which a keyboard can reach. */
export function table(caption: string, explanation: string, head: Markup, rows: readonly Markup[]): Markup {
  return html`<p>${explanation}</p>
    <div class="scroll" role="region" aria-label="${caption}" tabindex="0">
      <table>
        <caption>
          ${caption}
        </caption>
        <thead>
          <tr>
            ${head}
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>
    </div> `
}
