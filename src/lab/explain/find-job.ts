import { BadInput } from '../../model/bad-input.js'
import type { ResultsReader } from './results-reader.js'

/** A job by its lineage; `pandaId` when a certain attempt was asked for. */
export interface FoundJob {
  readonly task: string
  readonly ordinal: number
  readonly pandaId: number | undefined
}

/** What a word on the command line may mean. */
export type Subject =
  | { readonly kind: 'job'; readonly job: FoundJob }
  | { readonly kind: 'task'; readonly task: string }
  | { readonly kind: 'site'; readonly site: string }

/**
 * What a word means in a run: a PandaID, a job as TASK/NUMBER, a task, or a site.
 * @throws BadInput when it is none of these, with what there is
 */
export async function subjectOf(reader: ResultsReader, word: string): Promise<Subject> {
  if (/^\d+$/.test(word)) return { kind: 'job', job: await attemptOf(reader, Number(word)) }
  const tasks = await reader.rows<{ n: number }>('SELECT 1 AS n FROM attempts WHERE task = ? LIMIT 1', [word])
  if (tasks.length > 0) return { kind: 'task', task: word }
  const sites = await reader.rows<{ n: number }>(
    'SELECT 1 AS n FROM (FROM attempts WHERE site = ? LIMIT 1) UNION ALL SELECT 1 FROM (FROM verdicts WHERE site = ? LIMIT 1)',
    [word, word],
  )
  if (sites.length > 0) return { kind: 'site', site: word }
  const [, task, ordinal] = /^(.+)\/(\d+)$/.exec(word) ?? []
  if (task !== undefined) return { kind: 'job', job: await lineageOf(reader, task, Number(ordinal)) }
  const [{ jobs, tasksThere, example }] = await reader.rows<{ jobs: number; tasksThere: number; example: string }>(
    'SELECT count(*) AS jobs, count(DISTINCT task) AS tasksThere, min(task) AS example FROM attempts',
  )
  const names = await reader.rows<{ site: string }>(
    'SELECT DISTINCT site FROM attempts WHERE site IS NOT NULL ORDER BY site LIMIT 8',
  )
  throw new BadInput(
    word,
    'it is no job, task or site of the run',
    `a PandaID from 1 to ${jobs}, one of ${tasksThere} tasks such as ${example}, a job as ${example}/0, or a site such as ${names.map(({ site }) => site).join(', ')}`,
  )
}

async function attemptOf(reader: ResultsReader, pandaId: number): Promise<FoundJob> {
  const [found] = await reader.rows<FoundJob>('SELECT task, ordinal, pandaId FROM attempts WHERE pandaId = ?', [
    pandaId,
  ])
  if (found !== undefined) return found
  const [{ most }] = await reader.rows<{ most: number }>('SELECT max(pandaId) AS most FROM attempts')
  throw new BadInput(`job ${pandaId}`, 'there is none with this PandaID', `PandaIDs from 1 to ${most}`)
}

async function lineageOf(reader: ResultsReader, task: string, ordinal: number): Promise<FoundJob> {
  const [{ jobs, first, last }] = await reader.rows<{ jobs: number; first: number; last: number }>(
    'SELECT count(*) AS jobs, min(ordinal) AS first, max(ordinal) AS last FROM attempts WHERE task = ?',
    [task],
  )
  if (jobs === 0) throw new BadInput(`task ${task}`, 'there is none of this name', 'a task of the run')
  if (ordinal < first || ordinal > last)
    throw new BadInput(`job ${task}/${ordinal}`, 'the task has no such job', `jobs from ${first} to ${last}`)
  return { task, ordinal, pandaId: undefined }
}
