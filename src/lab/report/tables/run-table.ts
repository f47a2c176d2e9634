import { formatCount } from '../../../model/format.js'
import { html, type Markup } from '../../../page/html.js'
import type { Material } from '../material.js'
import { table } from '../table.js'

/** More rows than this are folded away. */
const mostRows = 24

/** One row a run: all that it takes to repeat it and to see that it was repeated. */
export function runTable({ study, policies }: Material): Markup | undefined {
  const runs = study.showcase ? [...study.runs, study.showcase.run] : study.runs
  if (runs.length === 0) return undefined
  const places = new Map(policies.map(({ policy }, place) => [policy, place]))
  const made = table({
    caption: 'Runs and their hashes',
    explanation: 'Equal journals are equal runs; equal arrivals are the same jobs submitted at the same times.',
    columns: [
      { title: 'Policy', text: true },
      { title: 'Scenario', text: true },
      { title: 'Seed', text: true },
      { title: 'Ran to its end', text: true },
      { title: 'Jobs' },
      { title: 'Events' },
      { title: 'Journal', text: true },
      { title: 'Arrivals', text: true },
      { title: 'Version', text: true },
    ],
    rows: runs.map(({ summary }) => ({
      policy: places.get(summary.policy),
      cells: [
        summary.policy,
        summary.scenario,
        summary.seed,
        summary.complete ? 'yes' : 'no',
        { shown: formatCount(summary.jobs.submitted), value: summary.jobs.submitted },
        { shown: formatCount(summary.events), value: summary.events },
        html`<code>${summary.journal.hash}</code>`,
        html`<code>${summary.arrivals}</code>`,
        summary.version,
      ],
    })),
  })
  return runs.length <= mostRows
    ? made
    : html`<details>
        <summary>The ${formatCount(runs.length)} runs and their hashes</summary>
        ${made}
      </details> `
}
