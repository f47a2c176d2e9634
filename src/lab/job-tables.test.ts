import { DuckDBInstance } from '@duckdb/node-api'
import test, { type ExecutionContext } from 'ava'
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fakeRun } from './testing/fake-runs.js'
import { writeJobTables } from './job-tables.js'

test('Parquet reads back as the records it was written from, over the bounds of chunks', async (t) => {
  const folder = scratch(t)
  const runs = [
    fakeRun({ policy: "it's", seed: '1', records: 5_000 }),
    fakeRun({ policy: 'no records' }),
    fakeRun({ policy: 'random', seed: '2', records: 3 }),
  ]
  t.is(await writeJobTables(folder, runs), 5_003)
  const rows = await readBack(join(folder, 'jobs.parquet'))
  t.is(rows.length, 5_003)
  let place = 0
  for (const { summary, records: kept } of runs) {
    if (!kept) continue
    const { attempts: records } = kept
    for (let row = 0; row < records.length; row++) {
      const start = records.startSeconds[row]
      const started = Number.isFinite(start)
      const expected = [
        summary.scenario,
        summary.policy,
        summary.seed,
        BigInt(records.pandaId[row]),
        records.taskNames[records.task[row]],
        records.ordinal[row],
        records.attempt[row],
        records.siteNames[records.site[row]] ?? null,
        records.cores[row],
        records.stateNames[records.state[row]],
        records.submitSeconds[row],
        records.createdSeconds[row],
        started ? start : null,
        records.endSeconds[row],
        started ? 60.125 : null,
        started ? 310.125 : null,
        BigInt(records.inputBytes[row]),
        records.errorCode[row],
      ]
      // One comparison a row that fails is enough; five thousand assertions are slow.
      if (rows[place].some((value, column) => value !== expected[column])) t.deepEqual(rows[place], expected)
      place += 1
    }
  }
})

test('CSV has a header, a line an attempt, and nothing where a job never started', async (t) => {
  const folder = scratch(t)
  await writeJobTables(folder, [fakeRun({ records: 7 })])
  const lines = readFileSync(join(folder, 'jobs.csv'), 'utf8').trimEnd().split('\n')
  t.is(lines.length, 8)
  t.is(
    lines[0],
    'scenario,policy,seed,pandaId,task,ordinal,attempt,site,cores,state,' +
      'submitSeconds,createdSeconds,startSeconds,endSeconds,waitSeconds,runSeconds,inputBytes,errorCode',
  )
  t.is(
    lines[2],
    'day,production,1,2,"reco, ""fast""",0,1,BNL,8,finished,1.0,1.0,61.125,401.5,60.125,310.125,1000000000,0',
  )
  t.is(lines[7], 'day,production,1,7,simul,2,1,,1,failed,6.0,6.0,,406.5,,,6000000000,1305')
})

test('no records, no tables', async (t) => {
  const folder = scratch(t)
  t.is(await writeJobTables(folder, [fakeRun()]), 0)
  t.deepEqual(readdirSync(folder), [])
})

async function readBack(file: string): Promise<unknown[][]> {
  const database = await DuckDBInstance.create(':memory:')
  const connection = await database.connect()
  const reader = await connection.runAndReadAll(`SELECT * FROM '${file}'`)
  const rows = reader.getRows()
  connection.closeSync()
  database.closeSync()
  return rows
}

function scratch(t: ExecutionContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'ailuro-tables-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  return folder
}
