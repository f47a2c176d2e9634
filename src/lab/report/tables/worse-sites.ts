import { formatCount, formatSeconds } from '../../../model/format.js'
import { siteLosses, worseSitesOf } from '../../comparison/site-losses.js'
import { html, type Markup } from '../../../page/html.js'
import type { Material } from '../material.js'
import { table } from '../table.js'

const mostRows = 15

/** The sites whose jobs waited longer under the best policy than under the one it is held against. */
export function worseSites({ policies, rival }: Material): Markup | undefined {
  const [best] = policies
  if (rival === undefined) return undefined
  const all = siteLosses(best, rival)
  if (all.length === 0) return undefined
  const worse = worseSitesOf(all)
  const [{ pairs }] = all
  if (worse.length === 0)
    return html`<p>
      At none of the ${formatCount(all.length)} sites that both used did jobs wait longer with ${best.policy} than with
      ${rival.policy} ${pairs > 1 ? 'in most pairs of runs' : 'on the one seed'}.
    </p>`
  const shown = worse.slice(0, mostRows)
  const rest = worse.length > shown.length ? ` The first ${shown.length} are shown.` : ''
  return table({
    caption: `Sites where jobs waited longer with ${best.policy}`,
    explanation:
      `At ${formatCount(worse.length)} of the ${formatCount(all.length)} sites that both used in half of the pairs at least, the jobs that ran there waited longer with ${best.policy} ` +
      `than with ${rival.policy} ${pairs > 1 ? 'in more than half of all pairs of runs with one seed; the surest first' : 'on the one seed'}.${rest} Which ` +
      'jobs run at a site is part of what a policy decides, so these are not the same jobs.',
    columns: [
      { title: 'Site', text: true },
      { title: `Mean wait with ${best.policy}` },
      { title: `with ${rival.policy}` },
      { title: 'Longer by' },
      { title: 'In how many pairs' },
    ],
    rows: shown.map((row) => ({
      site: row.site,
      cells: [
        row.site,
        { shown: formatSeconds(row.waitSeconds), value: row.waitSeconds },
        { shown: formatSeconds(row.waitSeconds - row.lossSeconds), value: row.waitSeconds - row.lossSeconds },
        { shown: formatSeconds(row.lossSeconds), value: row.lossSeconds },
        { shown: `${row.lost} of ${row.pairs}`, value: row.lost / row.pairs },
      ],
    })),
  })
}
