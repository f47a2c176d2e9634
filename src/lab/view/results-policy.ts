import { constantsTold } from '../../brokerage/explain/constants-told.js'
import type { Step } from '../../brokerage/policy.js'
import { defaultConstants } from '../../model/constants.js'
import { formatCount, formatSeconds } from '../../model/format.js'
import type { PolicyTold } from '../../monitor/readings/policy.js'
import type { Seconds } from '../../model/units.js'
import type { KeptRun } from './kept-run.js'
import { literal } from './state-at.js'

interface StepRow {
  readonly step: string
  readonly refused: number
}

/** What the policy had done by a moment, over all looks for a place that it was asked for. */
export async function resultsPolicy(run: KeptRun, at: Seconds): Promise<PolicyTold> {
  const { reader, world } = run
  const until = `timeSeconds <= ${literal(at)}`
  const [{ bunches, looks, judged }] = await reader.rows<{ bunches: number; looks: number; judged: number }>(
    `SELECT count(*) FILTER (outcome = 'placed') AS bunches, count(*) FILTER (asked > 0) AS looks,
      coalesce(sum(asked), 0)::BIGINT AS judged FROM decisions WHERE ${until}`,
  )
  const rows = await reader.rows<StepRow>(
    `WITH rankings AS (SELECT rankingList, count(*) AS times FROM decisions WHERE rankingList >= 0 AND ${until} GROUP BY ALL),
      kinds AS (SELECT kindList, count(*) AS times FROM decisions WHERE kindList >= 0 AND ${until} GROUP BY ALL),
      told AS (SELECT step, queues * times AS refused FROM refusals JOIN rankings ON refusals.rankingList = rankings.rankingList
        UNION ALL SELECT step, queues * times FROM refusals JOIN kinds ON refusals.kindList = kinds.kindList)
    SELECT step, sum(refused)::BIGINT AS refused FROM told GROUP BY step ORDER BY refused DESC, step`,
  )
  return {
    policy: reader.run.policy,
    basis: `${formatCount(looks)} looks for a place in the first ${formatSeconds(at)} of the run, ${formatCount(bunches)} of which placed a bunch.`,
    bunches,
    steps: stepsOf(world === undefined ? undefined : [...world.policy.steps, ...world.policy.lastSteps], rows, judged),
    weighers: (world?.policy.weighers ?? []).map(({ name, about }) => ({ weigher: name, text: about })),
    constants: world === undefined ? [] : constantsTold({ ...defaultConstants, ...world.scenario.constants }),
  }
}

/** Steps in the order in which they judge: what depends only on the kind of work and the queues themselves comes first. */
function stepsOf(steps: readonly Step[] | undefined, rows: readonly StepRow[], judged: number): PolicyTold['steps'] {
  const inOrder =
    steps === undefined
      ? rows.map(({ step }) => ({ name: step, about: '' }))
      : [...steps.filter(({ lasting }) => lasting), ...steps.filter(({ lasting }) => !lasting)]
  let left = judged
  return inOrder.map(({ name, about }) => {
    const refused = rows.find(({ step }) => step === name)?.refused ?? 0
    const told = { step: name, judged: left, refused, text: about }
    left = Math.max(0, left - refused)
    return told
  })
}
