import type { Dialect, Found } from './dialect.js'

/** Something that must not be found in a sound store. */
export interface CheckQuestion {
  /** Finds places, each as one row. */
  readonly sql: string
  tell(found: Found): string
}

/** More of one kind of damage than this is not listed. */
export const MOST_FINDINGS = 100

/** Damage that the databases themselves cannot know of. */
export function checkQuestions({ isJson, jsonLength }: Dialect): readonly CheckQuestion[] {
  const json = (table: string, key: string): CheckQuestion => ({
    sql: `SELECT ${key} FROM ${table} WHERE NOT ${isJson('body')}`,
    tell: (found) => `${table}: the body of ${found.join(' ')} is not JSON`,
  })
  const late = (table: string, key: string): CheckQuestion => ({
    sql: `SELECT ${key}, sequence FROM ${table} WHERE sequence > (SELECT sequence FROM meta)`,
    tell: (found) =>
      `${table}: ${found.slice(0, -1).join(' ')} is of commit ${found.at(-1)}, which is above the last one`,
  })
  return [
    json('rows', 'kind, key'),
    json('facts', 'first'),
    json('specs', 'task, ordinal'),
    json('ended_jobs', 'id'),
    json('ended_tasks', 'number'),
    late('rows', 'kind, key'),
    late('facts', 'first'),
    {
      sql: `SELECT expected, first FROM
        (SELECT first, lag(first + count) OVER (ORDER BY first) AS expected FROM facts) each_one WHERE first <> expected`,
      tell: ([expected, first]) => `facts: after number ${Number(expected) - 1} comes number ${first}`,
    },
    {
      sql: `SELECT first, count FROM facts
        WHERE CASE WHEN ${isJson('body')} THEN ${jsonLength('body')} <> count ELSE false END`,
      tell: ([first, count]) => `facts: from number ${first} on there are not ${count} facts`,
    },
    {
      sql: `SELECT facts, last FROM meta, (SELECT coalesce(max(first + count - 1), 0) AS last FROM facts) kept
        WHERE facts <> last`,
      tell: ([facts, last]) => `facts: the last one kept is number ${last}, but ${facts} were written`,
    },
    {
      sql: `SELECT DISTINCT task FROM specs WHERE NOT EXISTS (SELECT 1 FROM rows WHERE kind = 'task' AND key = task)
        AND NOT EXISTS (SELECT 1 FROM ended_tasks WHERE number = task)`,
      tell: ([task]) => `specs: there are some of task ${task}, which is neither at work nor ended`,
    },
  ]
}
