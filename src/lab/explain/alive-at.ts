import { BadInput } from '../../model/bad-input.js'
import { formatSeconds } from '../../model/format.js'
import type { Seconds } from '../../model/units.js'
import type { Subject } from './find-job.js'
import type { MomentSubject } from './moment.js'
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
  const [alive] = await reader.rows<{ pandaId: number }>(
    `SELECT pandaId FROM attempts WHERE ${where} AND createdSeconds <= ? AND coalesce(endSeconds, ?) > ? ORDER BY pandaId LIMIT 1`,
    [...values, at, at + 1, at],
  )
  if (alive !== undefined) return alive.pandaId
  const [{ from, until }] = await reader.rows<{ from: Seconds; until: Seconds }>(
    `SELECT min(createdSeconds) AS "from", max(endSeconds) AS until FROM attempts WHERE ${where}`,
    values,
  )
  const span = `a time from ${formatSeconds(Math.ceil(from))} to ${formatSeconds(Math.floor(until))}`
  throw new BadInput(what, `it was not alive at ${formatSeconds(at)} of the run`, span)
}
