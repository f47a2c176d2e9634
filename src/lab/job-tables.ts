import { DuckDBInstance } from '@duckdb/node-api'
import { join } from 'node:path'
import type { RunResult } from '../sim/run-result.js'
import { loadJobRows } from './job-rows.js'

/**
 * The rows as they are written. Facts are timed in whole milliseconds, so differences are rounded to that. A wait is
 * counted from the submission of the lineage, as the metric is: over the attempts of a job its least value is the wait.
 */
const rows = `
  SELECT scenario, policy, seed, pandaId::BIGINT AS pandaId, tasks.name AS task, ordinal, attempt, sites.name AS site,
    cores, states.name AS state, submitSeconds, createdSeconds, started AS startSeconds, CASE WHEN isnan(endSeconds) THEN NULL ELSE endSeconds END AS endSeconds,
    round(started - submitSeconds, 3) AS waitSeconds, round(runEndSeconds - started, 3) AS runSeconds,
    inputBytes::BIGINT AS inputBytes, errorCode
  FROM (SELECT *, CASE WHEN isnan(startSeconds) THEN NULL ELSE startSeconds END AS started FROM records) AS records
  JOIN runs USING (run)
  LEFT JOIN names AS tasks ON tasks.run = records.run AND tasks.kind = 0 AND tasks.number = records.task
  LEFT JOIN names AS sites ON sites.run = records.run AND sites.kind = 1 AND sites.number = records.site
  LEFT JOIN names AS states ON states.run = records.run AND states.kind = 2 AND states.number = records.state
  ORDER BY records.row`

/**
 * Writes `jobs.csv` and `jobs.parquet`, one row an attempt, of the runs that carry records; run by run, each in the
 * order in which attempts ended. Writes nothing when no run carries any.
 * @returns how many rows were written
 */
export async function writeJobTables(folder: string, runs: readonly RunResult[]): Promise<number> {
  const recorded = runs.flatMap(({ summary, records }) => (records ? [{ summary, records: records.attempts }] : []))
  if (recorded.length === 0) return 0
  const database = await DuckDBInstance.create(':memory:', { threads: '2' })
  const connection = await database.connect()
  try {
    const count = await loadJobRows(connection, recorded)
    await connection.run(`CREATE TABLE jobs AS ${rows}`)
    await connection.run(`COPY jobs TO ${quoted(join(folder, 'jobs.parquet'))} (FORMAT parquet, COMPRESSION zstd)`)
    await connection.run(`COPY jobs TO ${quoted(join(folder, 'jobs.csv'))} (FORMAT csv, HEADER)`)
    return count
  } finally {
    // An open database keeps the process from ending.
    connection.closeSync()
    database.closeSync()
  }
}

/** A path as a string of SQL. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}
