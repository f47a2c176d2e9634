import type { ResultsReader } from '../explain/results-reader.js'

/** Columns of names, by type: one list for all tables, so that rows hold numbers. */
const nameTypes = {
  site: ['attempts.site', 'transfers.source', 'transfers.destination', 'decisions.site', 'verdicts.site'],
  queue: ['attempts.queue', 'decisions.queue', 'verdicts.queue'],
  user: ['attempts.user'],
  share: ['attempts.share'],
  state: ['attempts.state'],
  cause: ['attempts.cause'],
  word: ['transfers.kind', 'decisions.outcome', 'verdicts.step', 'verdicts.tag', 'verdicts.bound', 'verdicts.unit'],
} as const

const sources = ['attempts', 'transfers', 'decisions', 'verdicts'] as const

/**
 * Loads the tables of a run into memory under their own names, with names as numbers, so that a question about one job takes tens
 * of milliseconds among a million; beside them `refusals`, how many pseudo-queues each step refused in each list of verdicts. The
 * number of a task is its place in the order of appearance.
 * @param told how far it is, 0 to 1
 */
export async function keepTables(reader: ResultsReader, told: (fraction: number) => void): Promise<void> {
  for (const [type, columns] of Object.entries(nameTypes)) {
    const all = columns.map((column) => `SELECT DISTINCT ${quoted(column)} AS name FROM ${column.split('.')[0]}`)
    await reader.rows(
      `CREATE TYPE ${type}_name AS ENUM (SELECT DISTINCT name FROM (SELECT '' AS name UNION ALL ${all.join(' UNION ALL ')})
        WHERE name IS NOT NULL ORDER BY name)`,
    )
  }
  await reader.rows('CREATE TYPE task_name AS ENUM (SELECT task FROM attempts GROUP BY task ORDER BY min(pandaId))')
  for (const [place, table] of sources.entries()) {
    told(place / sources.length)
    await keep(reader, table)
  }
  await reader.rows(
    `CREATE TABLE refusals AS SELECT rankingList, kindList, step::VARCHAR AS step, count(*) AS queues FROM verdicts
      WHERE step IS NOT NULL GROUP BY ALL`,
  )
  told(1)
}

async function keep(reader: ResultsReader, table: (typeof sources)[number]): Promise<void> {
  const ofTable = Object.entries(nameTypes).flatMap(([type, columns]) =>
    columns.filter((column) => column.startsWith(`${table}.`)).map((column) => [column.split('.')[1], type] as const),
  )
  const hasTask = table === 'attempts' || table === 'decisions'
  const typed = [...ofTable, ...(hasTask ? [['task', 'task'] as const] : [])]
  const replaced = typed.map(([column, type]) => `"${column}"::${type}_name AS "${column}"`)
  await reader.rows(
    `CREATE TABLE kept_${table} AS
      SELECT * EXCLUDE (scenario, policy, seed, load) REPLACE (${replaced.join(', ')}) FROM ${table}`,
  )
  await reader.rows(`DROP VIEW ${table}`)
  await reader.rows(`ALTER TABLE kept_${table} RENAME TO ${table}`)
}

function quoted(column: string): string {
  const [table, name] = column.split('.')
  return `${table}."${name}"`
}
