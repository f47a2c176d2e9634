import { formatBytes, formatCount, formatFraction, formatNumber, formatSeconds } from '../../model/format.js'
import type { Figure } from './figure.js'
import { stateFigure } from './figures/jobs-by-state.js'
import { html, type Markup } from '../../page/html.js'
import type { Material } from './material.js'
import { list } from './sentences.js'

/** A run shown for its size: its numbers, what it cost, what it assumes. */
export function showcaseNumbers({ study }: Material): Markup | undefined {
  if (!study.showcase) return undefined
  const { run, cost } = study.showcase
  const { summary } = run
  const numbers: readonly (readonly [string, string])[] = [
    ['Jobs submitted', formatCount(summary.jobs.submitted)],
    ['Jobs finished', formatCount(summary.jobs.finished)],
    ['Attempts', formatCount(summary.attempts.created)],
    ['Simulated time', formatSeconds(summary.endSeconds)],
    ['Mean wait', formatSeconds(summary.metrics.waitSeconds.mean)],
    ['95 % wait', formatSeconds(summary.metrics.waitSeconds.p95)],
    ['Utilisation', formatFraction(summary.metrics.utilisationFraction ?? NaN)],
    ['Moved between sites', formatBytes(summary.metrics.wanBytes)],
    ['Events', formatCount(summary.events)],
    ['CPU time it took', formatSeconds(cost.cpuSeconds)],
    ['Wall time it took', formatSeconds(cost.wallSeconds)],
    ['Peak memory', formatBytes(cost.peakRssBytes)],
    ['Events a CPU second', formatNumber(summary.events / cost.cpuSeconds)],
  ]
  return html`<p>
      ${formatCount(summary.jobs.submitted)} jobs of the ${summary.scenario} scenario with ${summary.policy}, seed
      ${summary.seed}: one run for its size, compared with nothing. What it took was measured on the machine that made
      this report.
    </p>
    <dl>
      ${numbers.map(
        ([name, value]) =>
          html`<div>
            <dt>${name}</dt>
            <dd>${value}</dd>
          </div> `,
      )}
    </dl>
    ${summary.assumptions.length > 0 ? html`<h3>Assumptions of this run</h3>` : undefined} ${list(summary.assumptions)}`
}

/** The jobs of that run over time. */
export function showcaseFigure({ study }: Material): Figure | undefined {
  if (!study.showcase) return undefined
  const { run } = study.showcase
  return {
    ...stateFigure('showcase-jobs', 'Its jobs by state over time', [run]),
    caption: 'Each point is the mean of its stretch of time.',
  }
}
