/** How many rows of each table one slice forgets at most: a commit that waits behind it waits for some hundredths of a second. */
const SLICE = 2000

/** Numbers of ended tasks to be forgotten; one that was taken up again is at work and keeps its specifications. */
const doomedTasks = `SELECT number FROM ended_tasks WHERE ended_at < $1
  AND NOT EXISTS (SELECT 1 FROM rows WHERE kind = 'task' AND key = number) ORDER BY ended_at LIMIT ${SLICE / 4}`

/** Facts go from the oldest on, so that no gap arises, and the newest commit's stay. */
const oldestFacts = `SELECT first, at FROM facts ORDER BY first LIMIT ${SLICE / 4}`

/**
 * Statements that forget a slice of what is older than `$1`, in this order, in one transaction; something may be left when one
 * of them has taken away its `most`. A task goes only when its last specification is gone.
 */
export const forgetStatements: readonly { readonly sql: string; readonly most: number }[] = [
  {
    sql: `DELETE FROM ended_jobs WHERE id IN (SELECT id FROM ended_jobs WHERE ended_at < $1 ORDER BY ended_at LIMIT ${SLICE})`,
    most: SLICE,
  },
  {
    sql: `DELETE FROM specs WHERE (task, ordinal) IN
      (SELECT task, ordinal FROM specs WHERE task IN (${doomedTasks}) LIMIT ${SLICE})`,
    most: SLICE,
  },
  {
    sql: `DELETE FROM ended_tasks WHERE number IN (${doomedTasks}) AND NOT EXISTS (SELECT 1 FROM specs WHERE task = number)`,
    most: SLICE / 4,
  },
  {
    sql: `DELETE FROM answers WHERE key IN (SELECT key FROM answers WHERE at < $1 ORDER BY at LIMIT ${SLICE})`,
    most: SLICE,
  },
  {
    sql: `DELETE FROM facts WHERE first IN (SELECT first FROM (${oldestFacts}) old WHERE at < $1)
      AND first < (SELECT max(first) FROM facts)`,
    most: SLICE / 4,
  },
]
