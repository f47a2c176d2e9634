import type { Seconds } from '../../model/units.js'
import type { ReplayMode } from '../../sim/trace-workload.js'
import type { ResultsReader, RunName } from './results-reader.js'
import { siteLooks, type SiteLooks } from './site-refusals.js'
import { meanPhases, type MeanPhases } from './task-story.js'

/** Failures of one code at a site. */
export interface FailureCount {
  readonly errorCode: number
  readonly cause: string
  readonly attempts: number
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
  readonly replay: ReplayMode | undefined
  /** Bunches that it got. */
  readonly bunches: number
  /** What brokerage made of it; undefined: as recorded, where jobs go where the trace says. */
  readonly brokerage: SiteLooks | undefined
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
  const [{ bunches }] = await reader.rows<Pick<SiteStory, 'bunches'>>(
    'SELECT count(*) AS bunches FROM decisions WHERE site = ?',
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
    replay: reader.replay,
    bunches,
    brokerage: reader.replay === 'recorded' ? undefined : await siteLooks(reader, site),
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
