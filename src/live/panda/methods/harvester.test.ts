/** What Harvester and pilots say of workers and queues, over the wire and in both families. */
import test, { type ExecutionContext } from 'ava'
import type { KeptRow } from '../../store/commit.js'
import { HarvesterBook } from '../harvester-book.js'
import type { Family } from '../method.js'
import type { PandaMethodName } from './index.js'
import { pandaStage, type PandaStage } from '../testing/panda-stage.js'
import { WorkerBook } from '../worker-book.js'

/** A story on a stage of its own. */
function story(title: string, tell: (stage: PandaStage, t: ExecutionContext) => Promise<void>): void {
  test(title, async (t) => {
    const stage = await pandaStage()
    try {
      await tell(stage, t)
      stage.door.core.check()
    } finally {
      await stage.close()
    }
  })
}

/** The books as they would be after a restart. */
async function booksOf({ door }: PandaStage): Promise<{ workers: WorkerBook; harvesters: HarvesterBook }> {
  const kept: Record<string, KeptRow[]> = { worker: [], harvester: [] }
  await door.store.rows(Object.keys(kept), (rows) => {
    for (const row of rows) kept[row.kind].push(row)
  })
  const save = () => Promise.resolve()
  const now = () => door.bornMilliseconds + door.now() * 1000
  return {
    workers: new WorkerBook(save, now, kept['worker']),
    harvesters: new HarvesterBook(save, now, kept['harvester']),
  }
}

const worker = { workerID: 1, status: 'running', computingSite: 'CERN' }

/** What each call is answered in both families. */
const answers: readonly (readonly [
  name: PandaMethodName,
  given: Readonly<Record<string, unknown>>,
  v1: unknown,
  classic: unknown,
])[] = [
  ['harvesterHeartbeat', { harvester: 'h1', data: { sw_version: '1' } }, null, [true, 'succeeded']],
  ['harvesterHeartbeat', { harvester: 'h1' }, null, [true, 'succeeded']],
  ['updateWorkers', { harvester: 'h1', workers: '[]' }, [], [true, []]],
  [
    'updateWorkers',
    {
      harvester: 'h1',
      workers: [worker, { workerID: '2' }, { status: 'running' }, { workerID: '' }, { workerID: -1 }],
    },
    [true, true, false, false, false],
    [true, [true, true, false, false, false]],
  ],
  ['reportWorkerStatistics', { harvester: 'h1', queue: 'CERN', counts: '{}' }, null, [true, 'OK']],
  ['addDialogs', { harvester: 'h1', dialogs: [{ diagID: 1 }] }, null, [true, '']],
  ['updateServiceMetrics', { harvester: 'h1', metrics: [['t', 'host', '{}']] }, null, [true, [true]]],
  ['getCurrentWorkerId', { harvester: 'h1' }, 2, 2],
  ['acquireCommands', { harvester: 'h1', most: 5 }, [], { StatusCode: 0, Returns: 0, Commands: [] }],
  ['acknowledgeCommands', { commands: [1, 2] }, null, { StatusCode: 0, Returns: 0 }],
  ['getEventsStatus', { jobs: '[]' }, {}, {}],
  ['checkEventsAvailability', { job: 1, jobset: 1, task: 1 }, 0, { StatusCode: 0, nEventRanges: 0 }],
  ['getEventRanges', { job: 1, jobset: 1, task: 1 }, [], { StatusCode: 0, eventRanges: [] }],
  ['updateEventRange', { range: '1', status: 'finished' }, { Command: null }, { StatusCode: 0, Command: 'NULL' }],
  [
    'updateEventRanges',
    { ranges: '[{}, {}]' },
    { Returns: [false, false], Commands: {} },
    { StatusCode: 0, Returns: [false, false], Command: {} },
  ],
]

story('each call is answered as PanDA does, in both families', async (stage, t) => {
  for (const [name, given, v1, classic] of answers) {
    const modern = await stage.say('pilot', name, given)
    t.deepEqual(modern.body, { success: true, message: '', data: v1 }, name)
    const old = await stage.say('pilot', name, given, { family: 'classic', encoding: 'form' })
    t.deepEqual(typeof classic === 'number' ? Number(old.text) : old.body, classic, name)
  }
})

/** What is refused, with the words; the classic family has them in a list where Harvester reads one. */
const refusals: readonly (readonly [name: PandaMethodName, given: Readonly<Record<string, unknown>>, words: RegExp])[] =
  [
    ['harvesterHeartbeat', { harvester: 'h1', data: 'x' }, /^Type error: data: it is .*allowed: an object/],
    ['harvesterHeartbeat', { harvester: 'h1', data: '[1]' }, /^Type error: data/],
    ['harvesterHeartbeat', { harvester: 'x'.repeat(201) }, /^Type error: harvester/],
    ['updateWorkers', { harvester: 'h1', workers: 'x' }, /^Type error: workers/],
    ['updateWorkers', { harvester: 'h1', workers: [worker, 3] }, /^Type error: workers/],
    ['updateWorkers', { harvester: 'h1', workers: Array(5_001).fill({}) }, /^Type error: workers.*up to 5000/],
    ['reportWorkerStatistics', { harvester: 'h1', queue: 'CERN', counts: '{' }, /^Type error/],
    [
      'reportWorkerStatistics',
      { harvester: 'h1', queue: 'CERN', counts: '{"managed": {"SCORE": {"running": -1}}}' },
      /^Type error: statistics."managed"."SCORE"."running": it is -1/,
    ],
    [
      'reportWorkerStatistics',
      { harvester: 'h1', queue: 'CERN', counts: '{"managed": 3}' },
      /statistics."managed": it is 3/,
    ],
    [
      'reportWorkerStatistics',
      { harvester: 'h1', queue: 'CERN', counts: { a: { b: Object.fromEntries(Array(1_001).fill(0).entries()) } } },
      /too many numbers/,
    ],
    [
      'reportWorkerStatistics',
      { harvester: 'h1', queue: 'CERN', counts: { ['x'.repeat(201)]: {} } },
      /statistics: a name in it is "x+…; allowed: names of up to 200/,
    ],
    ['addDialogs', { harvester: 'h1', dialogs: ['x'] }, /^Type error: dialogs/],
    ['getCurrentWorkerId', {}, /^Argument error: harvester_id: it is missing/],
    ['acquireCommands', { harvester: 'h1', most: 0 }, /^Type error: n_commands: it is 0/],
    ['acknowledgeCommands', { commands: ['x'] }, /^Type error: command_ids/],
    ['updateWorkerPilotStatus', { harvester: 'h1', worker: 1, status: 'idle' }, /neither started nor finished/],
    ['updateWorkerPilotStatus', { harvester: 'h1', worker: 'x', status: 'started' }, /^Type error: worker_?ID/i],
  ]

story('what is wrong is told in the form of the family, and changes nothing', async (stage, t) => {
  for (const [name, given, words] of refusals) {
    const { body } = await stage.say('pilot', name, given)
    t.like(body, { success: false, data: null }, name)
    t.regex(body.message, words, name)
    const old = await stage.say('pilot', name, given, { family: 'classic', encoding: 'form' })
    t.is(old.status, 200)
    const isPair = Array.isArray(old.body)
    t.is(isPair ? old.body[0] : old.body.StatusCode, isPair ? false : 30, `${name}: ${old.text}`)
    t.is(typeof (isPair ? old.body[1] : old.body.errorDialog), 'string')
  }
  const { workers, harvesters } = await booksOf(stage)
  t.deepEqual([workers.size, harvesters.instances()], [0, []])
  t.deepEqual((await stage.say('stranger', 'getWorkerStatistics')).body.data, {})
})

for (const family of ['v1', 'classic'] as const satisfies Family[]) {
  story(`${family}: a pilot begins and ends in a worker that Harvester tells of`, async (stage, t) => {
    const workerNow = async () => (await booksOf(stage)).workers.worker('h1', 1)
    const say = (name: PandaMethodName, given: Readonly<Record<string, unknown>>) =>
      stage.say('pilot', name, { harvester: 'h1', ...given }, { family })
    const told = { ...worker, status: 'submitted', nCore: 8, submitTime: 'datetime/2026-01-01 00:00:00.0', odd: 'x' }
    await say('updateWorkers', { workers: [{ ...told, diagMessage: 'x'.repeat(9_999), pandaid_list: [11, 'x'] }] })
    await say('updateWorkerPilotStatus', { worker: '1', status: 'started', site: 'ELSEWHERE', node: 'n1' })
    t.like(await workerNow(), { status: 'running', queue: 'CERN', jobs: [11] })
    await say('updateWorkers', { workers: [{ workerID: 1, status: 'finished' }] })
    await say('updateWorkerPilotStatus', { worker: 1, status: 'finished' })
    t.deepEqual(await workerNow(), {
      ...{
        harvester: 'h1',
        id: 1,
        queue: 'CERN',
        status: 'finished',
        jobs: [11],
        heardAt: stage.door.bornMilliseconds,
      },
      said: {
        ...{ nCore: 8, submitTime: '2026-01-01 00:00:00.0', diagMessage: 'x'.repeat(500), node_id: 'n1' },
        pilot_status: 'finished',
      },
    })
    await say('updateWorkerPilotStatus', { worker: 5, status: 'started', site: 'BNL' })
    const { workers, harvesters } = await booksOf(stage)
    t.like(workers.worker('h1', 5), { status: 'running', queue: 'BNL' })
    // Only Harvester itself gives numbers to workers.
    t.is(harvesters.instance('h1').lastWorker, 1)
  })
}

story('the numbers of workers are told as they were reported, by queue and instance', async (stage, t) => {
  const counts = { managed: { SCORE: { running: 2 } } }
  const report = (harvester: string, queue: string, sent: unknown) =>
    stage.say('pilot', 'reportWorkerStatistics', { harvester, queue, counts: sent })
  await report('h1', 'CERN', JSON.stringify(counts))
  await report('h2', 'CERN', {})
  await report('constructor', '__proto__', counts)
  const expected = JSON.parse(
    `{"CERN": {"h1": ${JSON.stringify(counts)}, "h2": {}}, "__proto__": {"constructor": ${JSON.stringify(counts)}}}`,
  ) as unknown
  t.deepEqual((await stage.say('stranger', 'getWorkerStatistics')).body.data, expected)
  t.deepEqual((await stage.say('stranger', 'getWorkerStatistics', {}, { family: 'classic' })).body, expected)
  t.is(Reflect.get({}, 'constructor'), Object)
  stage.door.time += 4 * 3_600 + 1
  t.deepEqual((await stage.say('stranger', 'getWorkerStatistics')).body.data, {})
})

story('workers are swept by the instances that serve the queue, and once', async (stage, t) => {
  const sweep = (queue: string, more = {}) =>
    stage.say('paula', 'addSweepCommand', { queue, status: ['submitted'], ...more })
  t.like((await sweep('CERN')).body, { success: false, message: 'no instance of Harvester serves CERN' })
  for (const harvester of ['h1', 'h2'])
    await stage.say('pilot', 'reportWorkerStatistics', {
      harvester,
      queue: harvester === 'h1' ? 'CERN' : 'BNL',
      counts: '{}',
    })
  t.like((await sweep('CERN', { computingElement: ['ce1'], host: 'ALL' })).body, { success: true })
  t.deepEqual((await stage.say('pilot', 'acquireCommands', { harvester: 'h2', most: 5 })).body.data, [])
  const { body } = await stage.say('pilot', 'acquireCommands', { harvester: 'h1', most: 5 })
  const params = { status: ['submitted'], computingSite: ['CERN'], computingElement: ['ce1'], submissionHost: 'ALL' }
  t.deepEqual(body.data, [
    { ...{ command_id: 1, command: 'KILL_WORKERS', params, ack_requested: 1 }, creation_date: '2026-01-01T00:00:00' },
  ])
  t.deepEqual((await stage.say('pilot', 'acquireCommands', { harvester: 'h1', most: 5 })).body.data, [])
  const waiting = async () => (await booksOf(stage)).harvesters.instance('h1').commands.length
  t.is(await waiting(), 1)
  await stage.say('pilot', 'acknowledgeCommands', { commands: [1] })
  t.is(await waiting(), 0)
})

story('what an instance says of itself, to people and of its machine stands apart', async (stage, t) => {
  const say = (name: PandaMethodName, given: Readonly<Record<string, unknown>>) =>
    stage.say('pilot', name, { harvester: 'h1', ...given })
  await say('harvesterHeartbeat', {
    data: { dialogs: 5, metrics: {}, commands: [{ command: 'x' }], startTime: 'datetime/2026' },
  })
  await say('addDialogs', { dialogs: [{ diagID: 1, diagMessage: 'no quota', odd: 'x' }] })
  await say('updateServiceMetrics', { metrics: [['old'], ['t', 'host', '{"rss": 1}']] })
  t.like((await booksOf(stage)).harvesters.instance('h1'), {
    said: { dialogs: 5, startTime: '2026' },
    dialogs: [{ diagID: 1, diagMessage: 'no quota' }],
    metrics: '["t","host","{\\"rss\\": 1}"]',
  })
})

story(
  'a job is told with the batch job that Harvester has it run in, whoever of the two links them',
  async (stage, t) => {
    const { root } = stage.clients
    const spec = { command: ['true'] }
    await root.call('POST /tasks', { body: { name: 'a', jobs: 2, queue: 'CERN', label: 'managed', spec } })
    const workers = [4, 5].map((workerID) => ({ workerID, batchID: `${workerID}.ce1`, computingElement: 'ce1' }))
    await stage.say('pilot', 'updateWorkers', {
      harvester: 'h1',
      workers: workers.map((one) => ({ ...worker, ...one })),
    })
    const asked = { queue: 'CERN', label: 'managed', harvester: 'h1', workerNumber: 4 }
    // The pilot asks, and asks again since it heard no answer.
    for (let n = 0; n < 2; n++) t.like((await stage.say('pilot', 'getJob', asked)).body, { success: true })
    t.like((await stage.say('pilot', 'getJob', { queue: 'CERN', label: 'managed', jobs: 1 })).body, { success: true })
    await stage.say('pilot', 'updateWorkers', { harvester: 'h1', workers: [{ workerID: 5, pandaid_list: [2] }] })
    await stage.say('pilot', 'updateJob', { id: 2, state: 'running', batch_id: 'its own' })
    const described = (await stage.say('paula', 'getDescription', { ids: [1, 2] })).body as { data: object[] }
    t.like(described.data[0], { schedulerID: 'harvester-h1', batchID: '4.ce1', computingElement: 'ce1' })
    t.like(described.data[1], { schedulerID: 'harvester-h1', batchID: 'its own', computingElement: 'ce1' })
    t.deepEqual((await booksOf(stage)).workers.worker('h1', 4)?.jobs, [1])
  },
)

story('users with pilots of their own change no workers of Harvester', async (stage, t) => {
  await stage.clients.alice.call('POST /jobs', { body: { command: ['true'] } })
  const asked = { label: 'user', harvester: 'h1', workerNumber: 4 }
  for (const queue of ['CERN', 'BNL']) await stage.say('alice', 'getJob', { queue, ...asked })
  t.is((await booksOf(stage)).workers.size, 0)
})
