import { formatNumber } from '../../model/format.js'
import type { About } from '../../monitor/readings/about.js'
import type { KeptRun } from './kept-run.js'

/** Which run the pages show, and what its numbers belong to. */
export function resultsAbout({ reader, courses, end, world, whyNoWorld }: KeptRun): About {
  const { run, summary, folder } = reader
  const load = run.load === undefined ? '' : `, load ${formatNumber(run.load)}`
  const pairs: readonly (readonly [name: string, value: string | undefined])[] = [
    ['scenario', run.scenario],
    ['policy', run.policy],
    ['seed', run.seed],
    ['offered load', run.load === undefined ? undefined : formatNumber(run.load)],
    ['version', summary?.version],
    ['journal', summary?.journal.hash],
    ['folder', folder],
    ['grid', whyNoWorld === undefined ? undefined : `not known: ${whyNoWorld}`],
  ]
  return {
    world: 'results',
    title: `${run.scenario}: ${run.policy}, seed ${run.seed}${load}`,
    provenance: pairs.flatMap(([name, value]) => (value === undefined || value === '' ? [] : [{ name, value }])),
    assumptions: summary?.assumptions ?? [],
    originMilliseconds: world?.originMilliseconds,
    now: end,
    from: 0,
    opensAt: courses.busiest(),
    hasPast: true,
    runs: reader.runs.map(({ policy, seed, load: level }) =>
      [`${policy}, seed ${seed}`, ...(level === undefined ? [] : [`load ${formatNumber(level)}`])].join(', '),
    ),
  }
}
