import { DuckDBInstance } from '@duckdb/node-api'
import test from 'ava'
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { samples } from '../sim/testing/traces.js'
import { convertTrace } from '../sim/traces/convert/convert-trace.js'
import { openParquetSink } from './parquet-sink.js'

test('a trace as Parquet: every field under its name, unknown ones as NULL, in order', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'ailuro-parquet-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  const source = join(folder, 'jobs.csv')
  writeFileSync(source, samples.find(({ reader }) => reader.name === 'panda-csv')!.text)
  const out = join(folder, "it's.parquet")
  const { changes, records } = await convertTrace(source, out, openParquetSink)
  t.is(records, 4)
  t.deepEqual(
    changes.map(({ field }) => field),
    ['columns'],
  )
  const database = await DuckDBInstance.create(':memory:')
  const connection = await database.connect()
  t.teardown(() => {
    connection.closeSync()
    database.closeSync()
  })
  const rows = await connection.runAndReadAll(`
    SELECT id, strftime(submitted, '%Y-%m-%dT%H:%M:%S'), status, site, cores, waitSeconds, runSeconds, cpuSeconds, error, attempt
    FROM '${out.replaceAll("'", "''")}'`)
  t.deepEqual(rows.getRowsJson(), [
    ['101', '2015-12-10T11:27:13', 'finished', 'BNL', 1, 60, 3600, 3000, null, 1],
    ['102', '2015-12-10T11:27:43', 'cancelled', null, 8, null, null, null, null, 1],
    ['103', '2015-12-10T11:27:43', 'failed', 'CERN', 8, 0, 1800, 12000, 'pilot:1099', 2],
    ['104', '2015-12-10T11:28:43', 'unknown', null, 1, null, null, null, null, 1],
  ])
  const refused = await t.throwsAsync(convertTrace(source, join(folder, 'a.gz'), openParquetSink))
  t.regex(refused!.message, /a\.gz: Parquet is compressed already; allowed: a name without \.gz$/)
  t.false(existsSync(join(folder, 'a.gz')))
  t.is(readdirSync(folder).length, 2)
})
