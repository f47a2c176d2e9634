import { counted, formatFraction, formatSeconds } from '../../model/format.js'
import type { Seconds } from '../../model/units.js'
import type { TaskTold } from '../../monitor/readings/tasks.js'
import { outcomeWords } from '../explain/outcome-words.js'
import type { NoPlace } from '../explain/task-story.js'
import type { AttemptColumns } from './attempt-columns.js'
import { countsByQueue } from './census.js'
import { errorCounts } from './failures.js'
import type { KeptRun } from './kept-run.js'
import { literal, Living, stateAt } from './state-at.js'
import { resultsJob } from './results-job.js'
import { jobsOf } from './results-jobs.js'
import { taskAt } from './results-tasks.js'

/** A task as it stood at a moment; undefined: it had not been submitted, or there is none of this number. */
export async function resultsTask(run: KeptRun, at: Seconds, number: number): Promise<TaskTold | undefined> {
  const { attempts } = run
  const task = taskAt(run, number - 1, at)
  if (task === undefined) return undefined
  const { running, waiting, pending, attempts: made } = run.census(at).tasks[number - 1]
  const { share, cores } = run.tasks[number - 1]
  const rows = rowsOf(attempts, number - 1, at)
  const phases = phasesOf(attempts, rows, at)
  const failed = rows.filter(
    (row) => attempts.ended[row] <= at && attempts.names.state[attempts.state[row]] === 'failed',
  )
  return {
    ...task,
    running,
    waiting,
    pending,
    needs: [
      { name: 'share', value: share },
      { name: 'cores', value: String(cores) },
      { name: 'attempts', value: String(made) },
    ],
    queues: countsByQueue(attempts, rows, at),
    phases,
    errors: errorCounts(run, failed),
    slowest: await slowestOf(run, rows, at),
    reasons: await reasonsOf(run, at, task, phases),
  }
}

/** Attempts of a task that had been made. */
function rowsOf({ length, task, created }: AttemptColumns, number: number, at: Seconds): number[] {
  const rows: number[] = []
  for (let row = 0; row < length; row++) if (task[row] === number && created[row] <= at) rows.push(row)
  return rows
}

/** Parts of an attempt's life, each from one of its times to the first of others that came. */
const parts = [
  ['waiting for a place', 'created', ['brokered', 'ended']],
  ['waiting for input', 'brokered', ['activated', 'ended']],
  ['waiting for a pilot', 'activated', ['sent', 'ended']],
  ['starting', 'sent', ['started', 'ended']],
  ['running', 'started', ['runEnded']],
  ['moving output', 'outputStarted', ['ended']],
] as const

/** Where the time of all attempts went, up to the moment. */
function phasesOf(attempts: AttemptColumns, rows: readonly number[], at: Seconds): TaskTold['phases'] {
  return parts.map(([phase, from, until]) => {
    let seconds = 0
    for (const row of rows) {
      const end = until.reduce((first, name) => Math.min(first, attempts[name][row]), at)
      seconds += Math.max(0, end - Math.min(at, attempts[from][row]))
    }
    return { phase, seconds }
  })
}

/** Its job that has waited longest, and why. */
async function slowestOf(run: KeptRun, rows: readonly number[], at: Seconds): Promise<TaskTold['slowest']> {
  const { attempts } = run
  const waiting = rows.filter((row) => stateAt(attempts, row, at) <= Living.activated)
  if (waiting.length === 0) return null
  const oldest = waiting.reduce((one, other) => (attempts.created[other] < attempts.created[one] ? other : one))
  const [job] = await jobsOf(run, at, [oldest])
  const told = await resultsJob(run, at, job.id)
  return told === undefined || told.why === null ? null : { job, why: told.why }
}

/** Where most of its time went, what got it no place, and what failed. */
async function reasonsOf(
  { reader }: KeptRun,
  at: Seconds,
  { name, finished, failed }: Pick<TaskTold, 'name' | 'finished' | 'failed'>,
  phases: TaskTold['phases'],
): Promise<string[]> {
  const sum = phases.reduce((total, { seconds }) => total + seconds, 0)
  const heaviest = phases
    .filter(({ phase, seconds }) => phase !== 'running' && seconds > sum / 10)
    .toSorted((one, other) => other.seconds - one.seconds)
    .map(
      ({ phase, seconds }) =>
        `${formatFraction(seconds / sum)} of the time of its jobs went into ${phase}: ${formatSeconds(seconds)} in all.`,
    )
  const noPlace = await reader.rows<NoPlace>(
    `SELECT outcome::VARCHAR AS outcome, count(*) AS times, max(timeSeconds) AS lastSeconds FROM decisions
      WHERE task = ? AND outcome <> 'placed' AND timeSeconds <= ${literal(at)} GROUP BY outcome ORDER BY times DESC`,
    [name],
  )
  const places = noPlace.map(
    ({ outcome, times, lastSeconds }) =>
      `When a place was looked for, ${outcomeWords(outcome)}: ${counted(times, 'time')}, the last ${formatSeconds(at - lastSeconds)} ago.`,
  )
  const failures = failed > 0 ? [`${counted(failed, 'job')} failed for good, beside ${finished} that finished.`] : []
  return [...heaviest, ...places, ...failures]
}
