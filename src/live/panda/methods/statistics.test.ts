/** How many jobs there are, told apart in each of the ways that Harvester and monitors ask for. */
import test from 'ava'
import { pandaStage } from '../testing/panda-stage.js'
import type { PandaMethodName } from './index.js'

test('jobs are counted by queue, type, label, share and state', async (t) => {
  const stage = await pandaStage()
  const { door } = stage
  try {
    const told = async (name: PandaMethodName, given = {}) => {
      const { body } = await stage.say('stranger', name, given)
      return (body as { data: Record<string, object> }).data
    }
    for (const [name, empty] of [
      ['activeJobsBySite', {}],
      ['jobsByCloud', { WORLD: {} }],
    ] as const)
      t.deepEqual(await told(name), empty)
    const { root } = stage.clients
    const spec = { command: ['true'] }
    await root.call('POST /tasks', { body: { name: 'a', jobs: 3, queue: 'CERN', label: 'user', share: 'user', spec } })
    await root.call('POST /tasks', { body: { name: 'b', jobs: 2, queue: 'BNL', cores: 8, label: 'managed', spec } })
    await stage.say('pilot', 'getJob', { queue: 'CERN', label: 'user' })
    // Jobs are counted once in five seconds.
    t.deepEqual(await told('activeJobsBySite'), {})
    door.time = 5
    const user = { activated: 2, sent: 1 }
    const managed = { activated: 2 }
    t.deepEqual(await told('activeJobsBySite'), { CERN: user, BNL: managed })
    t.deepEqual(await told('activeJobsBySiteInDetail'), {
      CERN: { SCORE: { user } },
      BNL: { MCORE: { managed } },
    })
    t.deepEqual(await told('jobsByCloud'), { WORLD: managed })
    t.deepEqual(await told('jobsByCloud', { type: 'analysis' }), { WORLD: user })
    t.deepEqual(await told('jobsByCloudAndProcessingType'), { WORLD: { '': managed } })
    t.deepEqual(await told('jobsBySiteAndResourceType', { minutes: 60 }), {
      CERN: { SCORE: user },
      BNL: { MCORE: managed },
    })
    const byShare = await told('jobsBySiteShareAndResourceType')
    t.deepEqual(byShare['CERN'], { user: { SCORE: user } })
    t.deepEqual(Object.values(byShare['BNL']), [{ MCORE: managed }])
    await root.call('POST /tasks/:number/kill', { params: { number: 1 } })
    door.time = 9.9
    t.deepEqual(await told('activeJobsBySite'), { CERN: user, BNL: managed })
    door.time = 10
    t.deepEqual(await told('activeJobsBySite'), { BNL: managed })
  } finally {
    await stage.close()
  }
})

test('bounds of windows and types are told', async (t) => {
  const stage = await pandaStage()
  try {
    const said = async (name: PandaMethodName, given: Readonly<Record<string, unknown>>) =>
      (await stage.say('stranger', name, given)).body as object
    t.like(await said('jobsBySiteAndResourceType', { minutes: 10_081 }), { success: false })
    t.like(await said('jobsByCloud', { type: 'x' }), {
      ...{ success: false, data: {} },
      message: 'type is neither production nor analysis',
    })
  } finally {
    await stage.close()
  }
})

test('words that users choose are words, whatever they mean elsewhere', async (t) => {
  const stage = await pandaStage()
  try {
    for (const processingType of ['__proto__', 'constructor', 'toString']) {
      const parameters = {
        taskName: `user.root.${processingType}/`,
        processingType,
        prodSourceLabel: 'managed',
        nEvents: 1,
      }
      const more = {
        nEventsPerJob: 1,
        noInput: true,
        transPath: 'http://x/y',
        jobParameters: [{ type: 'constant', value: '-p x' }],
      }
      const said = await stage.say('root', 'submitTask', { parameters: { ...parameters, ...more } })
      t.like(said.body, { success: true }, said.text)
    }
    const { text } = await stage.say('stranger', 'jobsByCloudAndProcessingType')
    const activated = '{"activated":1}'
    t.is(
      text,
      `{"success":true,"message":"","data":{"WORLD":{"__proto__":${activated},"constructor":${activated},"toString":${activated}}}}`,
    )
    t.is(Reflect.get({}, 'activated'), undefined)
  } finally {
    await stage.close()
  }
})
