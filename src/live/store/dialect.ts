/** A value in a table. */
export type Value = string | number | null

/** A row of an answer: values in the order of the columns asked for. */
export type Found = readonly Value[]

/** In what words the two databases differ; all other SQL is shared. Parameters are `$1`, `$2` … in the order of their first mention. */
export interface Dialect {
  /** Types of columns: whole numbers to 2^53, fractions, text ordered by its bytes. */
  readonly whole: string
  readonly fraction: string
  readonly text: string
  /** What follows the columns of a table that is laid out along its primary key, and of any other. */
  readonly clustered: string
  readonly heap: string
  /** Bodies of specifications for pairs `[task, ordinal]` given as one JSON array, in their order; null where there is none. */
  readonly specs: string
  /** Finds table, column and type of all columns of the store. */
  readonly columns: string
  /** Whether this column is JSON, as a condition. */
  isJson(column: string): string
  /** Length of the JSON array in this column. */
  jsonLength(column: string): string
}

export const sqlite: Dialect = {
  whole: 'INTEGER',
  fraction: 'REAL',
  text: 'TEXT',
  clustered: ' STRICT, WITHOUT ROWID',
  heap: ' STRICT',
  specs: `SELECT s.body FROM json_each($1) k
    LEFT JOIN specs s ON s.task = k.value->>0 AND s.ordinal = k.value->>1 ORDER BY k.key`,
  columns: `SELECT m.name, c.name, c.type FROM sqlite_master m, pragma_table_info(m.name) c
    WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' ORDER BY m.name, c.cid`,
  isJson: (column) => `json_valid(${column})`,
  jsonLength: (column) => `json_array_length(${column})`,
}

export const postgres: Dialect = {
  whole: 'BIGINT',
  fraction: 'DOUBLE PRECISION',
  text: 'TEXT COLLATE "C"',
  clustered: '',
  heap: '',
  specs: `SELECT s.body FROM json_array_elements($1::json) WITH ORDINALITY k(pair, place)
    LEFT JOIN specs s ON s.task = (k.pair->>0)::bigint AND s.ordinal = (k.pair->>1)::bigint ORDER BY k.place`,
  columns: `SELECT table_name, column_name, data_type FROM information_schema.columns
    WHERE table_schema = current_schema() ORDER BY table_name, ordinal_position`,
  // Made by the connection that checks: PostgreSQL has no such test of its own before version 16.
  isJson: (column) => `pg_temp.is_json(${column})`,
  jsonLength: (column) => `json_array_length(${column}::json)`,
}
