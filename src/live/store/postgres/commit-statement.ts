import type { CommitColumns } from '../commit-columns.js'

/**
 * A whole commit as one statement, so that it is one round trip and one transaction. Without its first row, which only the leader gets for
 * the next number, all other parts find nothing to write.
 */
const commitSql = `
WITH leader AS (
  UPDATE meta SET sequence = $1::bigint, at = $2::float8, facts = facts + $3::bigint
  WHERE epoch = $4::bigint AND sequence = $1::bigint - 1
  RETURNING facts - $3::bigint + 1 AS first
), new_facts AS (
  INSERT INTO facts(first, count, sequence, version, at, body)
  SELECT first, $3::bigint, $1::bigint, $5::bigint, $2::float8, $6::text FROM leader WHERE $3::bigint > 0
), changed AS (
  INSERT INTO rows(kind, key, sequence, version, body)
  SELECT kind, key, $1::bigint, $5::bigint, body
  FROM leader, unnest($7::text[], $8::bigint[], $9::text[]) u(kind, key, body)
  ON CONFLICT (kind, key) DO UPDATE SET sequence = excluded.sequence, version = excluded.version, body = excluded.body
), gone AS (
  DELETE FROM rows r USING leader, unnest($10::text[], $11::bigint[]) u(kind, key)
  WHERE r.kind = u.kind AND r.key = u.key
), new_specs AS (
  INSERT INTO specs(task, ordinal, body)
  SELECT u.* FROM leader, unnest($12::bigint[], $13::bigint[], $14::text[]) u
  ON CONFLICT (task, ordinal) DO UPDATE SET body = excluded.body
), new_jobs AS (
  INSERT INTO ended_jobs(id, task, ordinal, owner, queue, state, ended_at, body)
  SELECT u.* FROM leader, unnest($15::bigint[], $16::bigint[], $17::bigint[], $18::text[], $19::text[], $20::text[],
    $21::float8[], $22::text[]) u
  ON CONFLICT (id) DO UPDATE SET task = excluded.task, ordinal = excluded.ordinal, owner = excluded.owner,
    queue = excluded.queue, state = excluded.state, ended_at = excluded.ended_at, body = excluded.body
), new_tasks AS (
  INSERT INTO ended_tasks(number, name, owner, ended_at, body)
  SELECT u.* FROM leader, unnest($23::bigint[], $24::text[], $25::text[], $26::float8[], $27::text[]) u
  ON CONFLICT (number) DO UPDATE SET name = excluded.name, owner = excluded.owner, ended_at = excluded.ended_at,
    body = excluded.body
), new_answers AS (
  INSERT INTO answers(key, at, body)
  SELECT u.* FROM leader, unnest($28::text[], $29::float8[], $30::text[]) u
  ON CONFLICT (key) DO UPDATE SET at = excluded.at, body = excluded.body
)
SELECT first FROM leader`

/** The statement for one commit; prepared once a connection, by its name. It answers with one row, or none when nothing was written. */
export function commitStatement(
  columns: CommitColumns,
  epoch: number,
): { name: string; text: string; values: unknown[] } {
  const { sequence, at, factCount, version, facts, changed, gone, specs, endedJobs, endedTasks, answers } = columns
  return {
    name: 'commit',
    text: commitSql,
    values: [
      ...[sequence, at, factCount, epoch, version, facts],
      ...[...changed, ...gone, ...specs, ...endedJobs, ...endedTasks, ...answers],
    ],
  }
}
