import type { Seconds } from '../../model/units.js'
import type { ReplayMode } from '../../sim/trace-workload.js'
import type { ResultsReader, RunName } from './results-reader.js'

/** What became of the attempts of a task at one site. */
export interface TaskAtSite {
  readonly site: string
  readonly attempts: number
  readonly finished: number
  readonly failed: number
  readonly closed: number
  /** Mean time from the place to the start, of those that started. */
  readonly waitSeconds: Seconds | undefined
}

/** Mean time that attempts spent in each part of their lives. */
export interface MeanPhases {
  readonly broker: Seconds | undefined
  readonly data: Seconds | undefined
  readonly slot: Seconds | undefined
  readonly start: Seconds | undefined
  readonly run: Seconds | undefined
  readonly output: Seconds | undefined
}

/** Times that jobs got no place, by reason. */
export interface NoPlace {
  readonly outcome: string
  readonly times: number
  readonly lastSeconds: Seconds
}

/** The story of a task. */
export interface TaskStory {
  readonly run: RunName
  readonly replay: ReplayMode | undefined
  readonly task: string
  readonly user: string
  readonly share: string
  readonly priority: number
  readonly jobs: number
  readonly attempts: number
  readonly finished: number
  readonly unfinished: number
  readonly submitSeconds: Seconds
  /** When so many of its jobs had started, and had finished, after its submission; undefined: not in the run. */
  readonly progress: readonly {
    readonly percent: number
    readonly startedSeconds: Seconds | undefined
    readonly finishedSeconds: Seconds | undefined
  }[]
  readonly phases: MeanPhases
  readonly sites: readonly TaskAtSite[]
  readonly noPlace: readonly NoPlace[]
}

/** Mean time in each part, of the attempts that came so far, whether they got through or ended there. */
export const meanPhases = `
  avg(coalesce(brokeredSeconds, endSeconds) - createdSeconds) AS broker,
  avg(coalesce(activatedSeconds, endSeconds) - brokeredSeconds) AS data,
  avg(coalesce(sentSeconds, endSeconds) - activatedSeconds) AS slot,
  avg(coalesce(startSeconds, endSeconds) - sentSeconds) AS start,
  avg(coalesce(runEndSeconds, endSeconds) - startSeconds) AS run, avg(endSeconds - outputStartSeconds) AS output`

const percents = [10, 50, 90, 100] as const

/** Puts the story of a task together. */
export async function taskStory(reader: ResultsReader, task: string): Promise<TaskStory> {
  type Head = Omit<TaskStory, 'run' | 'replay' | 'task' | 'progress' | 'phases' | 'sites' | 'noPlace'>
  const [head] = await reader.rows<Head>(
    `SELECT any_value(user) AS user, any_value(share) AS share, any_value(priority) AS priority,
      count(DISTINCT ordinal) AS jobs, count(*) AS attempts, count(*) FILTER (state = 'finished') AS finished,
      count(*) FILTER (endSeconds IS NULL) AS unfinished, min(submitSeconds) AS submitSeconds
      FROM attempts WHERE task = ?`,
    [task],
  )
  const [phases] = await reader.rows<MeanPhases>(`SELECT ${meanPhases} FROM attempts WHERE task = ?`, [task])
  const sites = await reader.rows<TaskAtSite>(
    `SELECT site, count(*) AS attempts, count(*) FILTER (state = 'finished') AS finished,
      count(*) FILTER (state = 'failed') AS failed, count(*) FILTER (state = 'closed') AS closed,
      avg(startSeconds - brokeredSeconds) AS waitSeconds
      FROM attempts WHERE task = ? AND site IS NOT NULL GROUP BY site ORDER BY attempts DESC, site`,
    [task],
  )
  const noPlace = await reader.rows<NoPlace>(
    `SELECT outcome, count(*) AS times, max(timeSeconds) AS lastSeconds FROM decisions
      WHERE task = ? AND outcome <> 'placed' GROUP BY outcome ORDER BY times DESC`,
    [task],
  )
  return {
    run: reader.run,
    replay: reader.replay,
    task,
    ...head,
    progress: await progressOf(reader, task, head.jobs),
    phases,
    sites,
    noPlace,
  }
}

async function progressOf(reader: ResultsReader, task: string, jobs: number): Promise<TaskStory['progress']> {
  const rows = await reader.rows<{ started?: Seconds; ended?: Seconds }>(
    `SELECT min(startSeconds) - min(submitSeconds) AS started,
      max(CASE WHEN state = 'finished' THEN endSeconds END) - min(submitSeconds) AS ended
      FROM attempts WHERE task = ? GROUP BY ordinal`,
    [task],
  )
  const inOrder = (times: readonly (Seconds | undefined)[]) =>
    times.filter((time) => time !== undefined).sort((one, other) => one - other)
  const started = inOrder(rows.map((row) => row.started))
  const finished = inOrder(rows.map(({ ended }) => ended))
  return percents.map((percent) => {
    const place = Math.ceil((jobs * percent) / 100) - 1
    return { percent, startedSeconds: started.at(place), finishedSeconds: finished.at(place) }
  })
}
