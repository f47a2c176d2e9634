import type { EndedJob, EndedJobQuery, EndedTask, EndedTaskQuery } from './commit.js'
import type { Found, Value } from './dialect.js'

/** A question in SQL that both databases understand. */
export interface Question {
  readonly sql: string
  readonly values: readonly Value[]
}

const JOB = 'SELECT id, task, ordinal, owner, queue, state, ended_at, body FROM ended_jobs'
const TASK = 'SELECT number, name, owner, ended_at, body FROM ended_tasks'

export const endedJobById = `${JOB} WHERE id = $1`
export const endedTaskByNumber = `${TASK} WHERE number = $1`

/** Attempts that have ended, the newest first. */
export function endedJobsQuestion(query: EndedJobQuery): Question {
  const { task, ordinal, user, queue, state, below, limit } = query
  const filters = {
    ...{ 'task =': task, 'ordinal =': ordinal, 'owner =': user, 'queue =': queue, 'state =': state, 'id <': below },
  }
  return question(JOB, filters, 'id', limit)
}

export function endedTasksQuestion({ name, user, below, limit }: EndedTaskQuery): Question {
  return question(TASK, { 'name =': name, 'owner =': user, 'number <': below }, 'number', limit)
}

export function endedJobOf(found: Found): EndedJob {
  const [id, task, ordinal, user, queue, state, endedAt, body] = found as [
    ...[id: number, task: number, ordinal: number, user: string, queue: string, state: string],
    ...[endedAt: number, body: string],
  ]
  return { id, task, ordinal, user, queue, state, endedAt, body }
}

export function endedTaskOf(found: Found): EndedTask {
  const [number, name, user, endedAt, body] = found as [number, string, string, number, string]
  return { number, name, user, endedAt, body }
}

/** Only what is asked for becomes a condition, so that each combination can use the index that fits it. */
function question(
  select: string,
  filters: Readonly<Record<string, Value | undefined>>,
  order: string,
  limit: number,
): Question {
  const asked = Object.entries(filters).filter((entry): entry is [string, Value] => entry[1] !== undefined)
  const conditions = asked.map(([comparison], index) => `${comparison} $${index + 1}`)
  const where = conditions.length > 0 ? ` WHERE ${conditions.join(' AND ')}` : ''
  return {
    sql: `${select}${where} ORDER BY ${order} DESC LIMIT $${asked.length + 1}`,
    values: [...asked.map(([, value]) => value), limit],
  }
}
