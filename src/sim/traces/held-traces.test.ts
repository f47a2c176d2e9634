/** Traces in shared columns against the same traces read from their files. */
import { writeFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { root } from '../testing/scenarios.js'
import { replayScenario } from '../scenario-file.js'
import { simulate } from '../simulate.js'
import { holdTrace, readReplayed, shareTrace, type TraceFile } from './held-traces.js'
import type { ReplayedJob } from './trace-columns.js'
import type { TraceInfo } from './trace.js'

const swf: TraceFile = { path: `${root}scenarios/tests/small.swf` }

const columns = ['pandaid', 'creationtime', 'starttime', 'endtime', 'jobstatus', 'computingsite', 'corecount', 'vo']
const rows = [
  columns,
  ['1', '2024-12-10 00:00:00', '2024-12-10 00:01:00', '2024-12-10 01:00:00', 'finished', 'BNL', '8', 'atlas'],
  ['2', '2024-12-10 00:00:05', '', '2024-12-10 00:30:00', 'cancelled', '', '1', ''],
  ['3', '2024-12-10 00:00:09', '2024-12-10 00:00:10', '2024-12-10 00:00:40', 'failed', 'CERN', '1', 'atlas'],
]

function pandaTrace(t: ExecutionContext): TraceFile {
  const folder = mkdtempSync(join(tmpdir(), 'ailuro-held-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  const path = join(folder, 'jobs.csv')
  writeFileSync(path, rows.map((row) => row.join(',')).join('\n'))
  return { path, format: 'panda-csv', skipFaults: false }
}

async function read(trace: TraceFile): Promise<{ info: TraceInfo; jobs: ReplayedJob[] }> {
  const jobs: ReplayedJob[] = []
  const info = await readReplayed(trace, (batch) => void jobs.push(...batch))
  return { info, jobs }
}

test('every field that a replay reads comes back as it was read', async (t) => {
  for (const trace of [swf, pandaTrace(t)]) {
    const streamed = await read(trace)
    const held = await holdTrace(trace)
    shareTrace(structuredClone(held!))
    const shared = await read(trace)
    t.deepEqual({ ...shared.info }, JSON.parse(JSON.stringify(streamed.info)), trace.path)
    const kept = streamed.jobs.map((job) => ({ ...job, id: undefined, error: undefined }))
    t.deepEqual(
      shared.jobs.map((job) => ({ ...job, id: undefined, error: undefined })),
      kept,
      trace.path,
    )
  }
})

test('a replay from columns is the replay from the file', async (t) => {
  const trace = { path: `${root}scenarios/tests/../tests/small.swf`, format: 'swf', skipFaults: false }
  for (const mode of ['recorded', 'rebrokered'] as const) {
    const scenario = () => replayScenario({ trace: trace.path, format: trace.format, mode })
    const streamed = await simulate(scenario())
    shareTrace((await holdTrace(scenario().trace!))!)
    const shared = await simulate(scenario())
    t.deepEqual(shared.summary, streamed.summary, mode)
  }
})

test('a trace of more jobs than are kept is left in its file', async (t) => {
  t.is(await holdTrace(swf, 100), undefined)
  t.true((await holdTrace(swf, 200))!.columns.length > 100)
})
