import { type DuckDBAppender, type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { BadInput } from '../model/bad-input.js'
import { commonChanges } from '../sim/traces/convert/changes.js'
import type { Survey } from '../sim/traces/convert/survey.js'
import type { OpenSink, TraceSink } from '../sim/traces/convert/trace-sink.js'
import type { Change } from '../sim/traces/convert/trace-writer.js'
import type { TraceJob } from '../sim/traces/trace.js'

/** The columns of a trace as Parquet: a job's fields under their names, `NULL` for unknown, and the submission as a date. */
const texts = ['id', 'status', 'user', 'group', 'vo', 'label', 'site', 'error'] as const
const numbers = [
  ...(['submitSeconds', 'waitSeconds', 'runSeconds', 'cores', 'cpuSeconds', 'requestedSeconds'] as const),
  ...(['memoryMBPerCore', 'attempt', 'priority', 'inputBytes', 'outputBytes'] as const),
]
const whole = new Set<string>(['cores', 'attempt'])

const columns = [
  ...texts.map((name) => `"${name}" VARCHAR`),
  ...numbers.map((name) => `"${name}" ${whole.has(name) ? 'INTEGER' : 'DOUBLE'}`),
]

/** Writes a trace as Parquet by DuckDB, on disk beside the output until it is complete. Parquet is not read back. */
export const openParquetSink: OpenSink = async (survey, partial, out) => {
  if (out.endsWith('.gz')) throw new BadInput(out, 'Parquet is compressed already', 'a name without .gz')
  const database = await DuckDBInstance.create(':memory:', { threads: '2' })
  const connection = await database.connect()
  await connection.run(`CREATE TABLE jobs (${columns.join(', ')})`)
  return new ParquetSink(database, connection, await connection.createAppender('jobs'), survey, partial)
}

class ParquetSink implements TraceSink {
  readonly changes: readonly Change[]

  constructor(
    private readonly database: DuckDBInstance,
    private readonly connection: DuckDBConnection,
    private readonly appender: DuckDBAppender,
    private readonly survey: Survey,
    private readonly partial: string,
  ) {
    this.changes = commonChanges(survey, false)
  }

  take(jobs: readonly TraceJob[]): Promise<void> {
    for (const job of jobs) this.#append(job)
    this.appender.flushSync()
    return Promise.resolve()
  }

  async end(): Promise<void> {
    this.appender.closeSync()
    const start = this.survey.info.startUnixSeconds
    // DuckDB's own order of rows is the order in which they came.
    const submitted =
      start === undefined ? 'NULL::TIMESTAMP' : `make_timestamp(round((${start} + submitSeconds) * 1e6)::BIGINT)`
    const rows = `SELECT id, ${submitted} AS submitted, * EXCLUDE (id) FROM jobs`
    const path = this.partial.replaceAll("'", "''")
    await this.connection.run(`COPY (${rows}) TO '${path}' (FORMAT parquet, COMPRESSION zstd)`)
    this.#close()
  }

  abandon(): void {
    this.#close()
  }

  #append(job: TraceJob): void {
    const { appender } = this
    for (const name of texts) {
      const value = job[name]
      if (value === undefined) appender.appendNull()
      else appender.appendVarchar(value)
    }
    for (const name of numbers) {
      const value = job[name]
      if (value === undefined) appender.appendNull()
      else if (whole.has(name)) appender.appendInteger(value)
      else appender.appendDouble(value)
    }
    appender.endRow()
  }

  /** An open database keeps the process from ending. */
  #close(): void {
    this.connection.closeSync()
    this.database.closeSync()
  }
}
