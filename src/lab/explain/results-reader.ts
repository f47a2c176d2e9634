import { type DuckDBConnection, DuckDBInstance, type DuckDBValue } from '@duckdb/node-api'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { BadInput } from '../../model/bad-input.js'
import type { RunSummary } from '../../sim/run-result.js'
import { type ReplayMode, replayModeOf } from '../../sim/trace-workload.js'

/** Tables that explanations read. */
const tables = ['attempts', 'transfers', 'decisions', 'verdicts'] as const

/** What names a run of a study. */
export interface RunName {
  readonly scenario: string
  readonly policy: string
  readonly seed: string
  readonly load: number | undefined
}

/** Which run of a folder is meant; what is left open does not matter. */
export type RunChoice = { readonly policy?: string | undefined; readonly seed?: string | undefined }

/** Reads the tables of one run in a results folder. */
export class ResultsReader {
  private constructor(
    readonly folder: string,
    readonly run: RunName,
    /** All runs that the folder keeps records of. */
    readonly runs: readonly RunName[],
    /** What the folder says of the run as a whole; undefined: nothing. */
    readonly summary: MadeRun | undefined,
    /** How the run replayed a trace; undefined: its work was synthetic. */
    readonly replay: ReplayMode | undefined,
    private readonly database: DuckDBInstance,
    private readonly connection: DuckDBConnection,
  ) {}

  /** @throws BadInput when it is no results folder, keeps no records, or none of the run that is meant */
  static async open(folder: string, choice: RunChoice = {}): Promise<ResultsReader> {
    const { runs, showcase } = summaryIn(folder)
    const database = await DuckDBInstance.create(':memory:', { threads: '2' })
    const connection = await database.connect()
    try {
      const recorded = await recordedRuns(connection, folder)
      const run = chosenRun(recorded, folder, choice)
      const { policy, seed } = run
      for (const table of tables) {
        const file = quoted(join(folder, `${table}.parquet`))
        const where = `policy = ${quoted(policy)} AND seed = ${quoted(seed)} AND load IS NOT DISTINCT FROM ${run.load ?? 'NULL'}`
        await connection.run(
          `CREATE VIEW ${table} AS FROM read_parquet(${file}, file_row_number = true) WHERE ${where}`,
        )
      }
      const made = [...runs, ...(showcase === undefined ? [] : [showcase])].find(
        (one) => one.policy === policy && one.seed === seed && one.load === run.load,
      )
      return new ResultsReader(folder, run, recorded, made, replayModeOf(made?.assumptions ?? []), database, connection)
    } catch (error) {
      connection.closeSync()
      database.closeSync()
      throw error
    }
  }

  /** The rows of a query over `attempts`, `transfers`, `decisions` and `verdicts`; each ? is one of the values. */
  async rows<R>(query: string, values: readonly DuckDBValue[] = []): Promise<R[]> {
    return read<R>(this.connection, query, values)
  }

  /** The columns of a query that gives numbers of type DOUBLE; NaN: nothing. @param length rows that it gives */
  async columns(query: string, length: number): Promise<Float64Array[]> {
    const result = await this.connection.stream(query)
    const columns = Array.from({ length: result.columnCount }, () => new Float64Array(length))
    let first = 0
    for (let chunk = await result.fetchChunk(); chunk !== null; chunk = await result.fetchChunk()) {
      // Asked once: each time costs as much as reading a value.
      const { rowCount } = chunk
      if (rowCount === 0) break
      for (const [place, column] of columns.entries()) {
        const vector = chunk.getColumnVector(place)
        for (let row = 0; row < rowCount; row++) column[first + row] = (vector.getItem(row) ?? NaN) as number
      }
      first += rowCount
    }
    return columns
  }

  close(): void {
    this.connection.closeSync()
    this.database.closeSync()
  }
}

/** A run as `summary.json` tells of it. */
type MadeRun = Readonly<
  Pick<RunSummary, 'policy' | 'seed' | 'load' | 'assumptions' | 'version' | 'journal' | 'endSeconds'>
>

/** What explanations read of `summary.json`. */
interface Summary {
  readonly runs: readonly MadeRun[]
  readonly showcase?: MadeRun
}

function summaryIn(folder: string): Summary {
  const allowed = 'a folder that a command wrote with --out'
  if (!existsSync(folder)) throw new BadInput(folder, 'it is not there', allowed)
  const file = join(folder, 'summary.json')
  const summary = existsSync(file) ? readSummary(file) : undefined
  if (summary === undefined) throw new BadInput(folder, 'it is no results folder', allowed)
  if (tables.every((table) => existsSync(join(folder, `${table}.parquet`)))) return summary
  throw new BadInput(folder, 'it keeps no records of jobs', 'results with records')
}

function readSummary(file: string): Summary | undefined {
  try {
    const summary: unknown = JSON.parse(readFileSync(file, 'utf8'))
    const isOne = typeof summary === 'object' && summary !== null && 'runs' in summary
    return isOne ? (summary as Summary) : undefined
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

async function recordedRuns(connection: DuckDBConnection, folder: string): Promise<RunName[]> {
  const file = quoted(join(folder, 'attempts.parquet'))
  const query = `SELECT scenario, policy, seed, load FROM read_parquet(${file}, file_row_number = true) GROUP BY ALL ORDER BY min(file_row_number)`
  return read<RunName>(connection, query, [])
}

/** The run that is meant; the first, when several fit. */
function chosenRun(found: readonly RunName[], folder: string, { policy, seed }: RunChoice): RunName {
  const fitting = found.find(
    (run) => (policy === undefined || run.policy === policy) && (seed === undefined || run.seed === seed),
  )
  if (fitting !== undefined) return fitting
  const meant = [policy && `policy ${policy}`, seed && `seed ${seed}`].filter(Boolean).join(' and ')
  const known = found.map((run) => `${run.policy} with seed ${run.seed}`).join(', ')
  throw new BadInput(folder, `it has no records of a run with ${meant}`, known)
}

async function read<R>(connection: DuckDBConnection, query: string, values: readonly DuckDBValue[]): Promise<R[]> {
  const reader = await connection.runAndReadAll(query, [...values])
  return reader.getRowObjectsJS().map((row) => {
    const plain = Object.entries(row).map(([name, value]) => [
      name,
      typeof value === 'bigint' ? Number(value) : (value ?? undefined),
    ])
    return Object.fromEntries(plain) as R
  })
}

/** A text as SQL takes it. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}
