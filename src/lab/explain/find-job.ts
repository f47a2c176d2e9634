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

/** What may be asked about. */
export type SubjectKind = Subject['kind']

/**
 * What a word means in a run: a PandaID, a task, a site, or a job as TASK/NUMBER; in front of it may stand `job:`, `task:` or `site:`.
 * @param kind what it is said to be; undefined: the first that fits, in that order
 * @throws BadInput when it is none of these, with what there is
 */
export async function subjectOf(reader: ResultsReader, word: string, kind?: SubjectKind): Promise<Subject> {
  const [, said, name] = /^(job|task|site):(.+)$/s.exec(word) ?? []
  const found =
    (await meant(reader, word, kind)) ??
    (kind === undefined && said !== undefined ? await meant(reader, name, said as SubjectKind) : undefined)
  if (found !== undefined) return found
  if (kind === undefined && said !== undefined) throw await refusal(reader, name, said as SubjectKind)
  throw await refusal(reader, word, kind)
}

async function meant(reader: ResultsReader, word: string, kind?: SubjectKind): Promise<Subject | undefined> {
  const may = (one: SubjectKind) => kind === undefined || kind === one
  const job = may('job') && /^\d+$/.test(word) ? await attemptOf(reader, Number(word)) : undefined
  if (job !== undefined) return { kind: 'job', job }
  if (may('task') && (await isThere(reader, 'FROM attempts WHERE task = ?', word))) return { kind: 'task', task: word }
  if (
    may('site') &&
    ((await isThere(reader, 'FROM attempts WHERE site = ?', word)) ||
      (await isThere(reader, 'FROM verdicts WHERE site = ?', word)))
  )
    return { kind: 'site', site: word }
  const [, task, ordinal] = /^(.+)\/(\d+)$/s.exec(word) ?? []
  const lineage = may('job') && task !== undefined ? await lineageOf(reader, task, Number(ordinal)) : undefined
  return lineage && { kind: 'job', job: lineage }
}

async function isThere(reader: ResultsReader, rows: string, name: string): Promise<boolean> {
  return (await reader.rows(`SELECT 1 AS n ${rows} LIMIT 1`, [name])).length > 0
}

async function attemptOf(reader: ResultsReader, pandaId: number): Promise<FoundJob | undefined> {
  const [found] = await reader.rows<FoundJob>('SELECT task, ordinal, pandaId FROM attempts WHERE pandaId = ?', [
    pandaId,
  ])
  return found
}

/** @throws BadInput when the task is there and has no such job */
async function lineageOf(reader: ResultsReader, task: string, ordinal: number): Promise<FoundJob | undefined> {
  const [{ jobs, first, last, fitting }] = await reader.rows<Record<'jobs' | 'first' | 'last' | 'fitting', number>>(
    `SELECT count(*) AS jobs, min(ordinal) AS first, max(ordinal) AS last, count(*) FILTER (ordinal = ?) AS fitting
      FROM attempts WHERE task = ?`,
    [ordinal, task],
  )
  if (fitting > 0) return { task, ordinal, pandaId: undefined }
  if (jobs === 0) return undefined
  const rows = reader.replay === undefined ? '' : ', those that are replayed: numbers are lines of the trace'
  throw new BadInput(`job ${task}/${ordinal}`, 'the task has no such job', `jobs from ${first} to ${last}${rows}`)
}

/** Says what there is instead. */
async function refusal(reader: ResultsReader, word: string, kind: SubjectKind | undefined): Promise<BadInput> {
  const [{ last, tasks }] = await reader.rows<{ last: number; tasks: number }>(
    'SELECT max(pandaId) AS last, count(DISTINCT task) AS tasks FROM attempts',
  )
  const [example] = await reader.rows<FoundJob>('SELECT task, ordinal FROM attempts ORDER BY pandaId LIMIT 1')
  const names = await reader.rows<{ site: string }>(
    'SELECT DISTINCT site FROM attempts WHERE site IS NOT NULL ORDER BY site LIMIT 8',
  )
  const lines = reader.replay === undefined ? '' : ', the job on that line of the trace'
  const own = reader.replay === undefined ? '' : " (ailuro's own, not the trace's)"
  const allowed = {
    job: `a PandaID from 1 to ${last}${own}, or a job as ${example.task}/${example.ordinal}${lines}`,
    task: `one of ${tasks} tasks such as ${example.task}`,
    site: `a site such as ${names.map(({ site }) => site).join(', ')}`,
  }
  if (kind !== undefined) return new BadInput(`${kind} ${word}`, 'the run has none of this name', allowed[kind])
  const found = /^\d+$/.test(word)
    ? 'no job of the run has this PandaID, and no task or site this name'
    : 'it is no job, task or site of the run'
  return new BadInput(word, found, `${allowed.job}, ${allowed.task}, or ${allowed.site}`)
}
