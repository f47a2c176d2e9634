/** Tables hold what runs have kept: read back by a reader of Parquet that has nothing to do with their writer. */
import test, { type ExecutionContext } from 'ava'
import { parse } from 'csv-parse/sync'
import { parquetMetadataAsync, parquetReadObjects } from 'hyparquet'
import { asyncBufferFromFile } from 'hyparquet/src/node.js'
import { compressors } from 'hyparquet-compressors'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RunResult } from '../../sim/run-result.js'
import { readScenario } from '../../sim/scenario-file.js'
import { simulate } from '../../sim/simulate.js'
import { testScenario } from '../../sim/testing/scenarios.js'
import { fakeRun } from '../testing/fake-runs.js'
import { tables } from './index.js'
import { runColumns, tableFiles } from './table.js'
import { writeTables } from './write-tables.js'

type Row = Record<string, string | number | bigint | boolean | null>

test('attempts read back as they were kept, over the bounds of chunks', async (t) => {
  const folder = scratch(t)
  const runs = [
    fakeRun({ policy: "it's", seed: '1', records: 5_000 }),
    fakeRun({ policy: 'no records' }),
    fakeRun({ policy: 'random', seed: '2', records: 3 }),
  ]
  await writeTables(folder, runs)
  const rows = await readParquet(join(folder, 'attempts.parquet'))
  t.is(rows.length, 5_003)
  let place = 0
  for (const { summary, records } of runs) {
    if (records === undefined) continue
    const { attempts: kept } = records
    const time = (value: number): number | null => (Number.isNaN(value) ? null : value)
    for (let i = 0; i < kept.length; i++) {
      const expected: Row = {
        scenario: summary.scenario,
        policy: summary.policy,
        seed: summary.seed,
        load: null,
        pandaId: BigInt(kept.pandaId[i]),
        task: kept.taskNames[kept.task[i]],
        ordinal: kept.ordinal[i],
        attempt: kept.attempt[i],
        user: kept.userNames[kept.user[i]],
        share: kept.shareNames[kept.share[i]],
        priority: kept.priority[i],
        cores: kept.cores[i],
        site: kept.siteNames[kept.site[i]] ?? null,
        queue: kept.queueNames[kept.queue[i]] ?? null,
        state: kept.stateNames[kept.state[i]],
        cause: kept.causeNames[kept.cause[i]],
        errorCode: kept.errorCode[i],
        submitSeconds: kept.submitSeconds[i],
        createdSeconds: kept.createdSeconds[i],
        brokeredSeconds: time(kept.brokeredSeconds[i]),
        activatedSeconds: time(kept.activatedSeconds[i]),
        sentSeconds: time(kept.sentSeconds[i]),
        startSeconds: time(kept.startSeconds[i]),
        runEndSeconds: time(kept.runEndSeconds[i]),
        outputStartSeconds: time(kept.outputStartSeconds[i]),
        endSeconds: kept.endSeconds[i],
        inputBytes: BigInt(kept.inputBytes[i]),
        outputBytes: BigInt(kept.outputBytes[i]),
      }
      // One comparison a row that fails is enough; five thousand assertions are slow.
      const row = rows[place++]
      if (Object.keys(expected).some((name) => row[name] !== expected[name])) t.deepEqual(row, expected)
    }
  }
})

test('every table has its columns, the same rows as Parquet and as CSV, and a row a thing', async (t) => {
  const folder = scratch(t)
  // Failures, retries, brokering again, and jobs that are under way at the end.
  const runs = await Promise.all(
    ['production', 'random'].map((policy) =>
      simulate({ ...readScenario(testScenario('troubles')), stopSeconds: 20_000 }, { policy, records: true }),
    ),
  )
  const written = await writeTables(folder, runs)
  const files = written.flatMap(({ table }) => tableFiles(table))
  t.deepEqual(readdirSync(folder).sort(), files.sort())
  for (const { table, rows: count } of written) {
    const { name, columns } = table
    const rows = await readParquet(join(folder, `${name}.parquet`))
    t.is(rows.length, count, name)
    for (const csv of tableFiles(table).filter((file) => file.endsWith('.csv'))) {
      const text = parse<Row>(readFileSync(join(folder, csv)), { columns: true })
      t.deepEqual(text.map(asText), rows.map(asText), name)
    }
    t.deepEqual(
      Object.keys(rows[0]),
      [...runColumns, ...columns].map((column) => column.name),
    )
  }
  for (const run of runs) await recount(t, folder, run)
})

/** Counts the rows of a run, and its waits, against what the run itself counted. */
async function recount(t: ExecutionContext, folder: string, { summary, records }: RunResult): Promise<void> {
  const { policy } = summary
  const ofRun = async (name: string): Promise<Row[]> =>
    (await readParquet(join(folder, `${name}.parquet`))).filter((row) => row['policy'] === policy)
  const names = ['attempts', 'jobs', 'transfers', 'decisions']
  const [attempts, jobs, transfers, decisions] = await Promise.all(names.map(ofRun))
  const { created, unfinished, ...ended } = summary.attempts
  t.is(attempts.length, created)
  t.is(attempts.filter(({ endSeconds }) => endSeconds === null).length, unfinished)
  t.true(unfinished > 0)
  for (const [state, count] of Object.entries(ended)) {
    t.is(attempts.filter((row) => row['state'] === state).length, count, `${policy}: ${state}`)
  }
  for (const state of ['finished', 'failed', 'cancelled'] as const) {
    t.is(jobs.filter((row) => row['state'] === state).length, summary.jobs[state], `${policy}: jobs ${state}`)
  }
  const { metrics } = summary
  const waits = jobs.flatMap(({ waitSeconds }) => (waitSeconds === null ? [] : [Number(waitSeconds)]))
  t.is(waits.length, metrics.waitSeconds.count)
  t.true(Math.abs(waits.reduce((sum, wait) => sum + wait, 0) / waits.length - metrics.waitSeconds.mean) < 1e-3)
  for (const row of jobs) {
    const parts = ['earlierAttempts', 'brokerWait', 'dataWait', 'slotWait', 'startWait']
    const sum = parts.reduce((so, part) => so + Number(row[`${part}Seconds`]), 0)
    if (row['waitSeconds'] !== null && Math.abs(sum - Number(row['waitSeconds'])) > 1e-6) t.fail(JSON.stringify(row))
  }
  const placed = decisions.filter(({ outcome }) => outcome === 'placed').map((row) => Number(row['jobs']))
  const brokered = attempts.filter(({ brokeredSeconds }) => brokeredSeconds !== null).length
  t.is(
    placed.reduce((sum, count) => sum + count, 0),
    brokered,
    `${policy}: jobs that decisions gave a place`,
  )
  t.is(transfers.length, records!.transfers.length)
  t.is(transfers.filter(({ kind }) => kind === 'input').length, metrics.inputTransfers)
  t.is(transfers.filter(({ kind }) => kind === 'output').length, metrics.outputTransfers)
}

test('equal runs give equal bytes, and a job is found in few rows: they lie in the order of what is looked for', async (t) => {
  const folders = [scratch(t), scratch(t)]
  for (const folder of folders) await writeTables(folder, [fakeRun({ records: 150_000 })])
  for (const file of readdirSync(folders[0])) {
    const [one, other] = folders.map((folder) => readFileSync(join(folder, file)))
    t.true(one.equals(other), file)
  }
  for (const [name, column] of [
    ['attempts', 'pandaId'],
    ['jobs', 'firstPandaId'],
    ['transfers', 'pandaId'],
  ]) {
    const file = await asyncBufferFromFile(join(folders[0], `${name}.parquet`))
    const { row_groups: groups } = await parquetMetadataAsync(file)
    t.is(groups.length, 2, name)
    const [[, most], [least]] = groups.map(({ columns }) => {
      const meta = columns.find((one) => one.meta_data?.path_in_schema[0] === column)?.meta_data
      return [meta?.statistics?.min_value, meta?.statistics?.max_value] as [bigint, bigint]
    })
    t.true(most < least, name)
  }
})

test('no records, no tables', async (t) => {
  const folder = scratch(t)
  t.deepEqual(await writeTables(folder, [fakeRun()]), [])
  t.deepEqual(readdirSync(folder), [])
})

test('columns have names of their own, and say what they mean', (t) => {
  for (const { name, columns, order } of tables) {
    const names = [...runColumns, ...columns].map((column) => column.name)
    t.is(new Set(names).size, names.length, name)
    for (const column of order) t.true(column === 'row' || names.includes(column), `${name}: ${column}`)
    for (const { type, name: column, about } of columns) {
      t.regex(about, /^\S.*\.$/, column)
      t.is(type === 'seconds', column.endsWith('Seconds'), column)
    }
  }
})

async function readParquet(file: string): Promise<Row[]> {
  return (await parquetReadObjects({ file: await asyncBufferFromFile(file), compressors })) as Row[]
}

/** A row as CSV has it. */
function asText(row: Row): Row {
  const texts = Object.entries(row).map(([name, value]) => {
    const text = String(value ?? '')
    return [name, /^-?[\d.]+(e[+-]\d+)?$/.test(text) ? Number(text) : text]
  })
  return Object.fromEntries(texts) as Row
}

function scratch(t: ExecutionContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'ailuro-tables-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  return folder
}
