import type { ResultsReader } from './results-reader.js'

/** The least and the most of what was found. */
export interface Spread {
  readonly least: number
  readonly most: number
}

/**
 * How often a step refused a site: every pseudo-queue of it was refused, and of these that which came furthest was by this
 * step.
 */
export interface RefusalCount {
  readonly step: string
  readonly tag: string
  readonly times: number
  /** How many of them hold only for now. */
  readonly timesForNow: number
  /** What was found and what was allowed; undefined: the step compares no numbers. */
  readonly observed: Spread | undefined
  readonly limit: Spread | undefined
  readonly unit: string
  readonly bound: string
}

/** What brokerage made of a site whenever it looked for a place among all pseudo-queues. */
export interface SiteLooks {
  /** Times that it looked: bunches that it placed, and times that jobs got no place. The next three add up to it. */
  readonly looks: number
  readonly refused: number
  /** A pseudo-queue of the site was among the heaviest candidates that are kept. */
  readonly candidate: number
  /** One passed what it was asked, and no fewer candidates than are kept were as heavy. */
  readonly outweighed: number
  readonly refusals: readonly RefusalCount[]
  /** Medians of weights before any job was placed; undefined: there were no such times. */
  readonly weights: {
    /** Of the site when it was a candidate, and of the heaviest candidate then. */
    readonly own: number | undefined
    readonly heaviest: number | undefined
    /** Of the lightest candidate that was kept when the site was outweighed: it weighed no more. */
    readonly lightest: number | undefined
  }
}

/** Of each look among all pseudo-queues, and of each pseudo-queue of the site that it tells of: candidate, or first refused by what. */
const looksAtSite = `
  WITH looks AS (SELECT rankingList, kindList, count(*) AS times FROM decisions
      WHERE asked > 0 AND asked = (SELECT max(asked) FROM decisions) GROUP BY ALL),
    own AS (SELECT *, file_row_number + CASE WHEN kindList >= 0 THEN 0 ELSE 1e15 END AS place FROM verdicts WHERE site = ?),
    told AS (
      SELECT looks.rankingList AS ranking, looks.kindList AS kind, times, own.* FROM looks JOIN own ON own.rankingList = looks.rankingList AND own.rankingList >= 0
      UNION ALL
      SELECT looks.rankingList, looks.kindList, times, own.* FROM looks JOIN own ON own.kindList = looks.kindList AND own.kindList >= 0),
    queues AS (SELECT ranking, kind, any_value(times) AS times, any_value(siteQueues) AS siteQueues,
      bool_or(step IS NULL) AS isCandidate, max(weight) AS weight, min(place) AS place,
      arg_min({step: step, tag: tag, unit: unit, bound: bound, isTemporary: isTemporary, observed: observed, allowed: "limit"}, place) AS reason
      FROM told GROUP BY ranking, kind, queue, slotCores),
    sites AS (SELECT ranking, kind, any_value(times) AS times, bool_or(isCandidate) AS isCandidate, max(weight) AS weight,
      NOT bool_or(isCandidate) AND count(*) = any_value(siteQueues) AS isRefused, arg_max(reason, place) AS reason
      FROM queues GROUP BY ranking, kind)`

/** What became of a site in all looks among all pseudo-queues. */
export async function siteLooks(reader: ResultsReader, site: string): Promise<SiteLooks> {
  const [{ own, heaviest, lightest, ...counts }] = await reader.rows<
    Omit<SiteLooks, 'refusals' | 'weights' | 'outweighed'> & SiteLooks['weights']
  >(
    `${looksAtSite}, candidates AS (SELECT rankingList AS ranking, min(weight) AS lightest, max(weight) AS heaviest FROM verdicts
      WHERE step IS NULL GROUP BY rankingList)
    SELECT coalesce(sum(looks.times), 0)::BIGINT AS looks, coalesce(sum(looks.times) FILTER (isRefused), 0)::BIGINT AS refused,
      coalesce(sum(looks.times) FILTER (isCandidate), 0)::BIGINT AS candidate,
      median(weight) FILTER (isCandidate) AS own, median(heaviest) FILTER (isCandidate) AS heaviest,
      median(lightest) FILTER (NOT coalesce(isCandidate, false) AND NOT coalesce(isRefused, false)) AS lightest
    FROM looks LEFT JOIN candidates ON candidates.ranking = looks.rankingList
      LEFT JOIN sites ON sites.ranking = looks.rankingList AND sites.kind = looks.kindList`,
    [site],
  )
  return {
    ...counts,
    outweighed: counts.looks - counts.refused - counts.candidate,
    refusals: counts.refused === 0 ? [] : await refusalsOf(reader, site),
    weights: { own, heaviest, lightest },
  }
}

async function refusalsOf(reader: ResultsReader, site: string): Promise<RefusalCount[]> {
  const rows = await reader.rows<Omit<RefusalCount, 'observed' | 'limit'> & Record<SpreadName, number>>(
    `${looksAtSite}
    SELECT reason.step AS step, reason.tag AS tag, coalesce(reason.unit, '') AS unit, coalesce(reason.bound, '') AS bound,
      sum(times)::BIGINT AS times, coalesce(sum(times) FILTER (reason.isTemporary), 0)::BIGINT AS timesForNow,
      min(reason.observed) AS leastFound, max(reason.observed) AS mostFound, min(reason.allowed) AS leastAllowed, max(reason.allowed) AS mostAllowed
    FROM sites WHERE isRefused GROUP BY reason.step, reason.tag, reason.unit, reason.bound ORDER BY times DESC, tag`,
    [site],
  )
  return rows.map(({ leastFound, mostFound, leastAllowed, mostAllowed, ...refusal }) => ({
    ...refusal,
    observed: spreadOf(leastFound, mostFound),
    limit: spreadOf(leastAllowed, mostAllowed),
  }))
}

type SpreadName = 'leastFound' | 'mostFound' | 'leastAllowed' | 'mostAllowed'

function spreadOf(least: number | undefined, most: number | undefined): Spread | undefined {
  return least === undefined || most === undefined ? undefined : { least, most }
}
