/** PanDA's queue data as a grid. */
import test from 'ava'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BadInput } from '../../model/bad-input.js'
import { gridOfQueues, readQueueJson } from './queue-json.js'
import { readServeConfig } from './serve-config.js'

const folder = mkdtempSync(join(tmpdir(), 'ailuro-queues-'))
test.after.always(() => rmSync(folder, { recursive: true }))

function fileOf(queues: unknown): string {
  const file = join(folder, 'queues.json')
  writeFileSync(file, typeof queues === 'string' ? queues : JSON.stringify(queues))
  return file
}

const plain = {
  atlas_site: 'CERN-PROD',
  status: 'online',
  type: 'unified',
  corecount: 8,
  maxrss: 16_000,
  maxtime: 172_800,
}

test('queues of one site, single and wide slots, labels by type', (t) => {
  const file = fileOf({
    CERN: { ...plain, capability: 'ucore', maxwdir: '20000', panda_resource: 'CERN_ALL' },
    CERN_ANALY: { ...plain, type: 'analysis', corecount: 1, maxrss: '2000', status: 'brokeroff', corepower: 12.5 },
  })
  const { sites, assumptions } = gridOfQueues(readQueueJson(file), 'cern')
  t.is(sites.length, 1)
  const [all, analysis] = sites[0].queues
  t.like(all, {
    name: 'CERN_ALL',
    isUnified: true,
    cores: 8,
    maxWalltimeSeconds: 172_800,
    maxScratchMB: 20_000,
    labels: [],
  })
  t.deepEqual(
    all.slots.map(({ cores, maxMemoryMB }) => [cores, maxMemoryMB]),
    [
      [1, 2000],
      [8, 16_000],
    ],
  )
  t.like(analysis, { name: 'CERN_ANALY', status: 'brokeroff', corePower: 12.5 })
  t.true(analysis.labels.includes('user') && !analysis.labels.includes('managed'))
  t.regex(assumptions.join(), /1000 cores/)
})

test('a configuration may name queue data alone', (t) => {
  fileOf({ CERN: plain })
  const file = join(folder, 'serve.yaml')
  writeFileSync(file, 'queues: queues.json\n')
  const { grid, queueData } = readServeConfig(file)
  t.deepEqual([grid.sites[0].name, [...queueData.keys()]], ['CERN-PROD', ['CERN']])
})

test('bad queue data are told with file, queue and field', (t) => {
  const cases: readonly (readonly [queues: unknown, words: RegExp])[] = [
    ['{', /queues\.json: /],
    [[], /it is no object/],
    [{}, /there is no queue in it/],
    [{ CERN: 3 }, /queues\.json: CERN\./],
    [{ CERN: { ...plain, status: 'asleep' } }, /queues\.json: CERN\.status: /],
    [{ CERN: { ...plain, maxrss: 'much' } }, /queues\.json: CERN\.maxrss: /],
    [{ CERN: { error: 'not found' } }, /it is the report of an error/],
  ]
  for (const [queues, words] of cases)
    t.throws(() => readQueueJson(fileOf(queues)), { instanceOf: BadInput, message: words })
})
