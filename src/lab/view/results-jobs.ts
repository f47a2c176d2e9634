import type { Page } from '../../monitor/readings/about.js'
import type { JobFilter, JobInList } from '../../monitor/readings/jobs.js'
import type { Seconds } from '../../model/units.js'
import { endWords } from '../explain/end-words.js'
import type { KeptRun } from './kept-run.js'
import { enteredAt, Living, stateAt, stateWord } from './state-at.js'

/** Jobs of a run at a moment, the newest first. */
export async function resultsJobs(run: KeptRun, at: Seconds, filter: JobFilter): Promise<Page<JobInList>> {
  const { attempts } = run
  const isWanted = wantedBy(run, at, filter)
  const rows: number[] = []
  for (let row = attempts.length - 1; row >= 0 && rows.length <= filter.limit; row--) if (isWanted(row)) rows.push(row)
  const items = await jobsOf(run, at, rows.slice(0, filter.limit))
  return { items, next: rows.length > items.length ? (items.at(-1)?.id ?? null) : null }
}

/** Whether an attempt is as asked for at a moment. */
function wantedBy(
  { attempts, queues }: KeptRun,
  at: Seconds,
  { state, queue, site, user, task, error, below = Infinity }: JobFilter,
): (row: number) => boolean {
  const { names } = attempts
  const atSite = new Set(queues.filter((one) => one.site === site).map((one) => names.queue.indexOf(one.queue)))
  const userPlace = user === undefined ? undefined : names.user.indexOf(user)
  const queuePlace = queue === undefined ? undefined : names.queue.indexOf(queue)
  return (row) => {
    if (attempts.pandaId[row] >= below) return false
    const standing = stateAt(attempts, row, at)
    if (standing === Living.none) return false
    if (state !== undefined && stateWord(attempts, row, standing) !== state) return false
    if (userPlace !== undefined && attempts.user[row] !== userPlace) return false
    if (task !== undefined && attempts.task[row] + 1 !== task) return false
    if (error !== undefined && !(standing === Living.ended && attempts.errorCode[row] === error)) return false
    const isPlaced = attempts.brokered[row] <= at
    if (queuePlace !== undefined && !(isPlaced && attempts.queue[row] === queuePlace)) return false
    return site === undefined || (isPlaced && atSite.has(attempts.queue[row]))
  }
}

/** What of a job the columns do not hold. */
interface Rest {
  readonly pandaId: number
  readonly ordinal: number
  readonly attempt: number
  readonly cores: number
  readonly site?: string
}

/** Attempts as they stood at a moment, in the order of the rows. */
export async function jobsOf(
  { attempts, reader }: KeptRun,
  at: Seconds,
  rows: readonly number[],
): Promise<JobInList[]> {
  if (rows.length === 0) return []
  const ids = rows.map((row) => attempts.pandaId[row])
  const found = await reader.rows<Rest>(
    `SELECT pandaId, ordinal, attempt, cores, site::VARCHAR AS site FROM attempts
      WHERE pandaId BETWEEN ${Math.min(...ids)} AND ${Math.max(...ids)} AND pandaId IN (${ids.join(', ')})`,
  )
  const rests = new Map(found.map((rest) => [rest.pandaId, rest]))
  return rows.map((row) => {
    const { pandaId: id, ordinal, attempt, cores, site = null } = rests.get(attempts.pandaId[row])!
    const standing = stateAt(attempts, row, at)
    const isPlaced = attempts.brokered[row] <= at
    const state = stateWord(attempts, row, standing)
    return {
      id,
      task: attempts.task[row] + 1,
      taskName: attempts.names.task[attempts.task[row]],
      ordinal,
      attempt,
      user: attempts.names.user[attempts.user[row]],
      state,
      queue: isPlaced ? (attempts.names.queue[attempts.queue[row]] ?? null) : null,
      site: isPlaced ? site : null,
      priority: attempts.priority[row],
      cores,
      createdAt: attempts.created[row],
      startedAt: attempts.started[row] <= at ? attempts.started[row] : null,
      since: enteredAt(attempts, row, standing),
      error: standing === Living.ended && state !== 'finished' ? errorOf(attempts, row, reader.replay) : null,
    }
  })
}

function errorOf(
  { errorCode, cause, names }: KeptRun['attempts'],
  row: number,
  replay: KeptRun['reader']['replay'],
): JobInList['error'] {
  const [code, word] = [errorCode[row], names.cause[cause[row]]]
  return { code, cause: word, text: endWords(word, code, replay) }
}
