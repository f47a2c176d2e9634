import { formatSeconds } from '../../model/format.js'
import type { Seconds } from '../../model/units.js'
import type { Subject } from './find-job.js'
import { type MomentSubject, notAlive } from './moment.js'
import type { ResultsReader } from './results-reader.js'

/**
 * What to ask about at a moment when a word means this: of a job the attempt that was alive then.
 * @throws BadInput when it was not there then, which is told before the run is made again
 */
export async function aliveAt(reader: ResultsReader, subject: Subject, at: Seconds): Promise<MomentSubject> {
  if (subject.kind === 'site') return { site: subject.site }
  if (subject.kind === 'task') {
    await spanOf(reader, `task ${subject.task}`, 'task = ?', [subject.task], at)
    return { task: subject.task, ordinal: undefined }
  }
  const { task, ordinal } = subject.job
  return { pandaId: await spanOf(reader, `job ${task}/${ordinal}`, 'task = ? AND ordinal = ?', [task, ordinal], at) }
}

/** PandaID of the first attempt that is alive at the moment. */
async function spanOf(
  reader: ResultsReader,
  what: string,
  where: string,
  values: readonly (string | number)[],
  at: Seconds,
): Promise<number> {
  // As recorded, a job is made when it starts; its submission is told as the trace has it.
  const isRecorded = reader.replay === 'recorded'
  const entry = isRecorded ? 'brokeredSeconds' : 'createdSeconds'
  const [alive] = await reader.rows<{ pandaId: number }>(
    `SELECT pandaId FROM attempts WHERE ${where} AND ${entry} <= ? AND coalesce(endSeconds, ?) > ? ORDER BY pandaId LIMIT 1`,
    [...values, at, at + 1, at],
  )
  if (alive !== undefined) return alive.pandaId
  const [{ from, until }] = await reader.rows<{ from: Seconds; until: Seconds }>(
    `SELECT min(${entry}) AS "from", max(endSeconds) AS until FROM attempts WHERE ${where}`,
    values,
  )
  const span = `a time from ${formatSeconds(Math.ceil(from))} to ${formatSeconds(Math.floor(until))}`
  const why = isRecorded && at < from ? ' (in a recorded replay jobs come to the grid when they start)' : ''
  throw notAlive(what, at, span, why)
}
