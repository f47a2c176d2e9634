import { formatCount, formatFraction, formatSeconds } from '../../../model/format.js'
import { html, type Markup } from '../../../page/html.js'
import type { Material } from '../material.js'

/** What makes the answer trustworthy, or not: luck shared, the baseline against itself, what was counted. */
export function checks({ study, level, policies, verdict }: Material): Markup | undefined {
  if (level === undefined) return undefined
  const rows = [
    ...seedsCheck(study.runs.map(({ summary }) => summary)),
    ...verdict.checks.map(named),
    ...windowCheck(policies),
  ]
  return html`<dl class="checks">
    ${rows.map(
      ([name, words]) =>
        html`<div>
          <dt>${name}</dt>
          <dd>${words}</dd>
        </div> `,
    )}
  </dl> `
}

type Check = readonly [name: string, words: string]
/** A check of the verdict opens with what it is. */
function named(sentence: string): Check {
  const [, name, words] = /^([^:]*): ([^]*)$/.exec(sentence) ?? ['', 'Checked', sentence]
  return [name, words.charAt(0).toUpperCase() + words.slice(1)]
}

type Summary = Material['study']['runs'][number]['summary']

function seedsCheck(summaries: readonly Summary[]): Check[] {
  const seeds = [...new Set(summaries.map(({ seed }) => seed))]
  const listed = seeds.length > 6 ? `${seeds.slice(0, 3).join(', ')} … ${seeds[seeds.length - 1]}` : seeds.join(', ')
  return [
    ['Seeds', `${formatCount(seeds.length)}: ${listed}. A run is one value; jobs of one run depend on each other.`],
  ]
}

/** What of the runs was counted, and what had not ended. */
function windowCheck(policies: Material['policies']): Check[] {
  const summaries = policies.flatMap(({ runs }) => runs.map(({ summary }) => summary))
  if (summaries.length === 0) return []
  const [{ window }] = summaries
  const censored = policies.map(({ policy, runs }) => {
    const counted = runs.reduce((sum, { summary }) => sum + summary.window.counted, 0)
    const open = runs.reduce((sum, { summary }) => sum + summary.window.censored, 0)
    return `${policy} ${formatFraction(counted > 0 ? open / counted : NaN)}`
  })
  return [
    [
      'Counted',
      `Jobs submitted from ${formatSeconds(window.fromSeconds)} to ${formatSeconds(window.untilSeconds)} (first run); what came before was warm-up.`,
    ],
    ['Not ended when runs stopped', `${censored.join(', ')} of the counted jobs.`],
  ]
}
