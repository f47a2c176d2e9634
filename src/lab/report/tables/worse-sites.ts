import { mean } from 'simple-statistics'
import { formatCount, formatSeconds } from '../../../model/format.js'
import type { PolicyComparison } from '../../compare-runs.js'
import { html, type Markup } from '../html.js'
import type { Material } from '../material.js'
import { table } from '../table.js'

const mostRows = 15

/** The sites whose jobs waited longer under the best policy than under the one it is held against. */
export function worseSites({ policies, sites, rival }: Material): Markup | undefined {
  const [best] = policies
  if (rival === undefined || sites.length === 0) return undefined
  const all = sites.flatMap((site) => siteLoss(site, best, rival))
  const worse = all.filter(({ loss, lost, pairs }) => loss > 0 && lost > pairs / 2)
  if (worse.length === 0)
    return html`<p>
      At none of the ${formatCount(all.length)} sites did jobs wait longer with ${best.policy} than with ${rival.policy}
      in most pairs of runs.
    </p>`
  const shown = worse.sort((one, other) => other.loss * other.jobs - one.loss * one.jobs).slice(0, mostRows)
  const rest = worse.length > shown.length ? ` The ${shown.length} with most wait added are shown.` : ''
  return table({
    caption: `Sites where jobs waited longer with ${best.policy}`,
    explanation:
      `At ${formatCount(worse.length)} of ${formatCount(all.length)} sites the jobs that ran there waited longer with ${best.policy} than with ` +
      `${rival.policy} in more than half of the pairs of runs with one seed; most wait added first.${rest} Which jobs run at a ` +
      'site is part of what a policy decides, so these are not the same jobs.',
    columns: [
      { title: 'Site', text: true },
      { title: 'Cores' },
      { title: 'Jobs a run' },
      { title: `Mean wait with ${best.policy}` },
      { title: `with ${rival.policy}` },
      { title: 'Longer by' },
      { title: 'In how many pairs' },
    ],
    rows: shown.map((row) => ({
      site: row.site,
      cells: [
        row.site,
        { shown: formatCount(row.cores), value: row.cores },
        { shown: formatCount(row.jobs), value: row.jobs },
        { shown: formatSeconds(row.wait), value: row.wait },
        { shown: formatSeconds(row.wait - row.loss), value: row.wait - row.loss },
        { shown: formatSeconds(row.loss), value: row.loss },
        { shown: `${row.lost} of ${row.pairs}`, value: row.lost / row.pairs },
      ],
    })),
  })
}

interface SiteLoss {
  site: string
  cores: number
  jobs: number
  /** Mean over pairs of runs, under the best policy. */
  wait: number
  /** By how much longer that is. */
  loss: number
  /** Pairs of runs in which it was longer, and pairs. */
  lost: number
  pairs: number
}

/** Run by run of equal seed; nothing for a site where either policy ran no job. */
function siteLoss(site: string, best: PolicyComparison, rival: PolicyComparison): SiteLoss[] {
  const rivals = new Map(rival.runs.map((run) => [run.summary.seed, run]))
  const pairs = best.runs.flatMap((run) => {
    const own = run.sites.find((one) => one.site === site)
    const other = rivals.get(run.summary.seed)?.sites.find((one) => one.site === site)
    const [wait, otherWait] = [own?.meanWaitSeconds ?? NaN, other?.meanWaitSeconds ?? NaN]
    return own && Number.isFinite(wait - otherWait) ? [{ own, wait, loss: wait - otherWait }] : []
  })
  if (pairs.length === 0) return []
  return [
    {
      site,
      cores: pairs[0].own.cores,
      jobs: mean(pairs.map(({ own }) => own.finishedAttempts)),
      wait: mean(pairs.map(({ wait }) => wait)),
      loss: mean(pairs.map(({ loss }) => loss)),
      lost: pairs.filter(({ loss }) => loss > 0).length,
      pairs: pairs.length,
    },
  ]
}
