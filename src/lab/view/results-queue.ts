import { counted, formatCount, formatNumber, formatSeconds } from '../../model/format.js'
import type { Pair } from '../../monitor/readings/about.js'
import { NotTold } from '../../monitor/readings/not-told.js'
import type { QueueTold } from '../../monitor/readings/places.js'
import type { QueueSpec } from '../../sim/grid-spec.js'
import type { Seconds } from '../../model/units.js'
import { errorCounts } from './failures.js'
import type { KeptRun } from './kept-run.js'
import { literal, Living, stateAt } from './state-at.js'
import { resultsQueues } from './results-queues.js'

const DAY = 86_400
const MOST_REFUSALS = 10

/** A queue as it stood at a moment; undefined: the run has none of this name. */
export async function resultsQueue(run: KeptRun, at: Seconds, name: string): Promise<QueueTold | undefined> {
  const { attempts, world } = run
  const queue = resultsQueues(run, at).find((one) => one.queue === name)
  if (queue === undefined) return undefined
  const rows = rowsAt(run, name, at)
  const failed = rows.filter(
    (row) =>
      attempts.ended[row] <= at &&
      attempts.ended[row] > at - DAY &&
      attempts.names.state[attempts.state[row]] === 'failed',
  )
  const spec = world?.grid.sites.flatMap(({ queues }) => queues).find((one) => one.name === name)
  return {
    ...queue,
    limits: spec === undefined ? [] : limitsOf(spec),
    efficiency: efficiencyOf(run, rows, at),
    errors: errorCounts(run, failed),
    pilot: pilotWords(run, rows, at),
    pilots: (await run.again.ask(at, 'pilots', name)) ?? new NotTold(`Made again, the run has no queue ${name}.`),
    downtimes: downtimesOf(run, queue.site),
    refusals: await refusalsOf(run, at, name),
  }
}

/** Attempts that had been placed at the queue. */
function rowsAt({ attempts }: KeptRun, name: string, at: Seconds): number[] {
  const queue = attempts.names.queue.indexOf(name)
  const rows: number[] = []
  for (let row = 0; row < attempts.length; row++)
    if (attempts.queue[row] === queue && attempts.brokered[row] <= at) rows.push(row)
  return rows
}

function limitsOf({
  slots,
  maxWalltimeSeconds,
  minWalltimeSeconds,
  maxScratchMB,
  vos,
  labels,
  pledgedCores,
}: QueueSpec): Pair[] {
  const limit = (value: number, format: (value: number) => string) => (value === 0 ? 'no limit' : format(value))
  const megabytes = (value: number) => `${formatCount(value)} MB`
  return [
    {
      name: 'slots',
      value: slots.map(({ cores }) => (cores === 0 ? 'any number of cores' : counted(cores, 'core'))).join(', '),
    },
    { name: 'memory of a slot', value: slots.map(({ maxMemoryMB }) => limit(maxMemoryMB, megabytes)).join(', ') },
    { name: 'longest wall time', value: limit(maxWalltimeSeconds, formatSeconds) },
    { name: 'shortest wall time', value: limit(minWalltimeSeconds, formatSeconds) },
    { name: 'scratch space', value: limit(maxScratchMB, megabytes) },
    { name: 'virtual organisations', value: vos.join(', ') || 'all' },
    { name: 'labels', value: labels.join(', ') || 'all' },
    {
      name: 'pledged cores',
      value:
        pledgedCores === -1
          ? 'none: it is opportunistic'
          : pledgedCores === 0
            ? 'not known'
            : formatCount(pledgedCores),
    },
  ]
}

/** Core-seconds of attempts that finished, of all that ended within the last 24 hours. */
function efficiencyOf({ attempts }: KeptRun, rows: readonly number[], at: Seconds): number | null {
  const { started, runEnded, ended, cores, names, state } = attempts
  let [good, all] = [0, 0]
  for (const row of rows) {
    if (!(started[row] <= at && ended[row] <= at && ended[row] > at - DAY)) continue
    const work = cores[row] * (runEnded[row] - started[row])
    all += work
    if (names.state[state[row]] === 'finished') good += work
  }
  return all === 0 ? null : good / all
}

/** What waits there for a pilot. */
function pilotWords({ attempts }: KeptRun, rows: readonly number[], at: Seconds): string[] {
  const waiting = rows.filter((row) => stateAt(attempts, row, at) === Living.activated)
  if (waiting.length === 0) return ['No job waited there for a pilot.']
  const priority = waiting.reduce((most, row) => Math.max(most, attempts.priority[row]), -Infinity)
  const oldest = waiting.reduce((least, row) => Math.min(least, attempts.activated[row]), Infinity)
  return [
    `${counted(waiting.length, 'job')} waited there for a pilot, with priorities up to ${formatNumber(priority)}, for up to ${formatSeconds(at - oldest)}.`,
  ]
}

function downtimesOf({ world, end }: KeptRun, site: string): QueueTold['downtimes'] {
  return (world?.outages ?? [])
    .filter((outage) => outage.site === site && outage.atSeconds <= end)
    .map(({ atSeconds, forSeconds, kind, announced }) => ({
      from: atSeconds,
      to: Math.min(end, atSeconds + forSeconds),
      text: `${kind === 'all' ? 'computing and storage' : kind === 'compute' ? 'computing' : 'storage'} out of service, ${announced ? 'announced' : 'unannounced'}`,
    }))
}

/** Steps that refused the queue, and how often, in looks for a place up to the moment. */
async function refusalsOf({ reader }: KeptRun, at: Seconds, queue: string): Promise<string[]> {
  const rows = await reader.rows<{ tag: string; times: number }>(
    `WITH looks AS (SELECT rankingList, kindList, count(*) AS times FROM decisions WHERE asked > 0 AND timeSeconds <= ${literal(at)} GROUP BY ALL),
      refused AS (SELECT DISTINCT rankingList, kindList, tag::VARCHAR AS tag FROM verdicts WHERE queue = TRY_CAST(? AS queue_name) AND step IS NOT NULL)
    SELECT tag, sum(times)::BIGINT AS times FROM (
        SELECT tag, times FROM refused JOIN looks ON refused.rankingList = looks.rankingList AND refused.rankingList >= 0
        UNION ALL SELECT tag, times FROM refused JOIN looks ON refused.kindList = looks.kindList AND refused.kindList >= 0)
      GROUP BY tag ORDER BY times DESC LIMIT ${MOST_REFUSALS}`,
    [queue],
  )
  return rows.map(({ tag, times }) => `${tag}: in ${formatCount(times)} looks for a place`)
}
