import { formatMeasured } from '../../sim/expectations/bounds.js'
import type { ExpectationResult, RunResult, RunSummary } from '../../sim/run-result.js'
import { html, type Markup } from './html.js'
import { table } from './tables.js'

/** What should be seen in each run by its scenario, and whether it was; nothing when nothing is expected of any. */
export function expectationsSection(runs: readonly RunResult[]): Markup | undefined {
  const all = runs.flatMap(({ summary }) => (summary.expectations ?? []).map((one) => ({ summary, one })))
  if (all.length === 0) return undefined
  const held = all.filter(({ one }) => one.held).length
  const answer =
    held === all.length
      ? 'All that the scenario expects was seen.'
      : `${held} of ${all.length} things that the scenario expects were seen.`
  return html`<section id="expectations">
    <h2>What should be seen, and was</h2>
    <p>${answer}</p>
    ${table(
      'Expectations of the scenario',
      'The bounds stand in the scenario file.',
      html`<th scope="col" class="text">What should be seen</th>
        <th scope="col" class="text">Held</th>
        <th scope="col">Seen</th>
        <th scope="col" class="text">Wanted</th>
        <th scope="col" class="text">Policy</th>
        <th scope="col" class="text">Seed</th>
        <th scope="col" class="text">Measure</th>`,
      all.map(({ summary, one }) => row(summary, one)),
    )}
  </section> `
}

function row({ policy, seed }: RunSummary, { see, measure, unit, found, wanted, held }: ExpectationResult): Markup {
  return html`<tr>
    <th scope="row">${see}</th>
    <td class="text">${held ? '✓ yes' : '✗ no'}</td>
    <td>${formatMeasured(unit, found ?? NaN)}</td>
    <td class="text">${wanted}</td>
    <td class="text">${policy}</td>
    <td class="text">${seed}</td>
    <td class="text"><code>${measure}</code></td>
  </tr> `
}
