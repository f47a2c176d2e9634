import type { Seconds } from '../../model/units.js'
import type { ResultsReader, RunName } from './results-reader.js'
import { meanPhases, type MeanPhases } from './task-story.js'

/** Failures of one code at a site. */
export interface FailureCount {
  readonly errorCode: number
  readonly cause: string
  readonly attempts: number
}

/** How often a step refused queues of a site. */
export interface RefusalCount {
  readonly step: string
  readonly tag: string
  /** Times that brokerage looked, and jobs that were to be placed then; of kinds of work when the step looks at nothing else. */
  readonly rankings: number
  readonly kinds: number
  readonly isTemporary: boolean
  /** What was found, on the average, and what was allowed. */
  readonly observed: number | undefined
  readonly limit: number | undefined
  readonly unit: string
  readonly bound: string
}

/** How full a site was in a part of the run. */
export interface SiteLoad {
  readonly fromSeconds: Seconds
  readonly runningJobs: number
  readonly runningCores: number
  readonly activatedJobs: number
}

/** The story of a site. */
export interface SiteStory {
  readonly run: RunName
  readonly site: string
  readonly attempts: number
  readonly finished: number
  readonly failed: number
  readonly closed: number
  readonly inputBytes: number
  readonly phases: MeanPhases
  /** Bunches that it got, and times that brokerage looked at queues altogether. */
  readonly bunches: number
  readonly rankings: number
  readonly refusals: readonly RefusalCount[]
  readonly failures: readonly FailureCount[]
  readonly load: readonly SiteLoad[]
}

const loadSteps = 8

/** Puts the story of a site together. */
export async function siteStory(reader: ResultsReader, site: string): Promise<SiteStory> {
  const [counts] = await reader.rows<Pick<SiteStory, 'attempts' | 'finished' | 'failed' | 'closed' | 'inputBytes'>>(
    `SELECT count(*) AS attempts, count(*) FILTER (state = 'finished') AS finished,
      count(*) FILTER (state = 'failed') AS failed, count(*) FILTER (state = 'closed') AS closed,
      coalesce(sum(inputBytes), 0)::BIGINT AS inputBytes FROM attempts WHERE site = ?`,
    [site],
  )
  const [phases] = await reader.rows<MeanPhases>(`SELECT ${meanPhases} FROM attempts WHERE site = ?`, [site])
  const [{ bunches, rankings }] = await reader.rows<Pick<SiteStory, 'bunches' | 'rankings'>>(
    `SELECT count(*) FILTER (site = ?) AS bunches, count(DISTINCT rankingList) FILTER (rankingList >= 0) AS rankings FROM decisions`,
    [site],
  )
  const refusals = await reader.rows<RefusalCount>(
    `SELECT step, tag, coalesce(unit, '') AS unit, coalesce(bound, '') AS bound, isTemporary,
      count(DISTINCT rankingList) FILTER (rankingList >= 0) AS rankings,
      count(DISTINCT kindList) FILTER (kindList >= 0) AS kinds, avg(observed) AS observed, avg("limit") AS "limit"
      FROM verdicts WHERE site = ? AND step IS NOT NULL GROUP BY ALL ORDER BY rankings DESC, kinds DESC`,
    [site],
  )
  const failures = await reader.rows<FailureCount>(
    `SELECT errorCode, cause, count(*) AS attempts FROM attempts WHERE site = ? AND state IN ('failed', 'closed')
      GROUP BY ALL ORDER BY attempts DESC`,
    [site],
  )
  return {
    run: reader.run,
    site,
    ...counts,
    phases,
    bunches,
    rankings,
    refusals,
    failures,
    load: await loadOf(reader, site),
  }
}

/** What ran and what waited at moments spread over the run. */
async function loadOf(reader: ResultsReader, site: string): Promise<SiteLoad[]> {
  return reader.rows<SiteLoad>(
    `WITH span AS (SELECT max(coalesce(endSeconds, startSeconds, submitSeconds)) AS until FROM attempts),
      moments AS (SELECT (i + 0.5) * until / ${loadSteps} AS fromSeconds FROM span, range(${loadSteps}) AS steps(i))
    SELECT fromSeconds, count(*) FILTER (startSeconds <= fromSeconds AND coalesce(runEndSeconds, fromSeconds + 1) > fromSeconds) AS runningJobs,
      coalesce(sum(greatest(1, cores)) FILTER (startSeconds <= fromSeconds AND coalesce(runEndSeconds, fromSeconds + 1) > fromSeconds), 0)::BIGINT AS runningCores,
      count(*) FILTER (activatedSeconds <= fromSeconds AND coalesce(sentSeconds, endSeconds, fromSeconds + 1) > fromSeconds) AS activatedJobs
    FROM moments LEFT JOIN attempts ON site = ? GROUP BY fromSeconds ORDER BY fromSeconds`,
    [site],
  )
}
