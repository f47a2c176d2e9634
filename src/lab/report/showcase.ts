import { formatBytes, formatCount, formatFraction, formatNumber, formatSeconds } from '../../model/format.js'
import type { RunResult } from '../../sim/run-result.js'
import type { Showcase } from '../study.js'
import { renderFigure } from './figure.js'
import { html, type Markup } from './html.js'
import { jobsOverTime } from './jobs-over-time.js'

/** The section on a run shown for its size: its numbers, what it cost, its jobs over time, its assumptions. */
export async function showcaseSection({ run, cost }: Showcase): Promise<Markup> {
  const { summary } = run
  const figure = jobsOverTime(
    'showcase-jobs',
    'Running and waiting jobs',
    [run],
    `The ${summary.scenario} scenario with ${summary.policy}, seed ${summary.seed}.`,
  )
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
  return html`<section id="showcase">
    <h2>${formatCount(summary.jobs.submitted)} jobs in one run</h2>
    <p>
      The ${summary.scenario} scenario with ${summary.policy}, seed ${summary.seed}: one run for its size, compared with
      nothing. What it took was measured on the machine that made this report.
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
    ${await renderFigure(figure)} ${assumptionsOf(run)}
  </section> `
}

/** Its scenario is another than that of the comparison, and so is what it assumes. */
function assumptionsOf({ summary }: RunResult): Markup | undefined {
  if (summary.assumptions.length === 0) return undefined
  return html`<h3>Assumptions of this run</h3>
    <ul>
      ${summary.assumptions.map((assumption) => html`<li>${assumption}</li>`)}
    </ul> `
}
