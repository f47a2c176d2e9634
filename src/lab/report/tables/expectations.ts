import { formatMeasured } from '../../../sim/expectations/bounds.js'
import type { RunResult } from '../../../sim/run-result.js'
import { html, type Markup } from '../../../page/html.js'
import type { Material } from '../material.js'
import { table } from '../table.js'

/** What should be seen in each run by its scenario, and whether it was; nothing when nothing is expected of any. */
export function expectations({ study }: Pick<Material, 'study'>): Markup | undefined {
  const runs: readonly RunResult[] = study.showcase ? [...study.runs, study.showcase.run] : study.runs
  const all = runs.flatMap(({ summary }) => (summary.expectations ?? []).map((one) => ({ summary, one })))
  if (all.length === 0) return undefined
  const held = all.filter(({ one }) => one.held).length
  const answer =
    held === all.length
      ? 'All that the scenario expects was seen.'
      : `${held} of ${all.length} things that the scenario expects were seen.`
  return html`<p>${answer}</p>
    ${table({
      caption: 'Expectations of the scenario',
      explanation: 'The bounds stand in the scenario file.',
      columns: [
        { title: 'What should be seen', text: true },
        { title: 'Held', text: true },
        { title: 'Seen' },
        { title: 'Wanted', text: true },
        { title: 'Policy', text: true },
        { title: 'Seed', text: true },
        { title: 'Measure', text: true },
      ],
      rows: all.map(({ summary: { policy, seed }, one: { see, measure, unit, found, wanted, held: was } }) => ({
        cells: [
          see,
          was ? '✓ yes' : '✗ no',
          { shown: formatMeasured(unit, found ?? NaN), value: found ?? NaN },
          wanted,
          policy,
          seed,
          html`<code>${measure}</code>`,
        ],
      })),
    })}`
}
