import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import anyOrder from 'ava'
import { BadInput } from '../../model/bad-input.js'
import type { PilotOptions } from './pilot-options.js'
import { ServerRefusal } from './pilot-server.js'
import type { PilotEnd } from './run-pilot.js'
import { endOf, quick, sceneFor } from './testing/scene.js'
import { jobOf, type ScriptedServer } from './testing/scripted-server.js'

/** One after another: their time-outs are short. */
const test = anyOrder.serial

test('heartbeats carry the log so far; a job that is not known any more is ended and not reported', async (t) => {
  const scene = await sceneFor(t)
  const { server } = scene
  server.onCall = (call) => {
    if (call === 'heartbeat' && server.logs.get(1) === 'tick\n') server.forgotten.add(1)
  }
  t.is(await endOf(t, scene, jobOf(1, 'echo tick; sleep 9')), 'nothing reported')
  t.deepEqual(server.story, ['1 sent', '1 started'])
})

test('a job that is not known at its start is ended too', async (t) => {
  const scene = await sceneFor(t)
  scene.server.forgotten.add(1)
  const end = await scene.run([jobOf(1, 'sleep 9'), jobOf(2, 'true')])
  t.like(end, { finished: 1, unknown: 1 })
})

test('the server is away while a job runs and ends: the pilot goes on and reports later', async (t) => {
  const scene = await sceneFor(t)
  const { server } = scene
  let wentAway = false
  server.onCall = (call) => {
    if (call !== 'started' || wentAway) return
    server.isAway = wentAway = true
    setTimeout(() => (server.isAway = false), 150)
  }
  t.is(
    await endOf(t, scene, jobOf(1, { command: ['sh', '-c', 'echo made > y'], outputs: [{ name: 'y' }] })),
    'finished',
  )
  t.deepEqual(server.story, ['1 sent', '1 started', '1 finished'])
  t.is(await scene.stored('y'), 'made\n')
})

test('answers that get lost after they were applied change nothing', async (t) => {
  const scene = await sceneFor(t)
  const { server } = scene
  const lost = new Set<string>()
  server.onCall = (call) => {
    if (!lost.has(call)) server.answersToLose = 1
    lost.add(call)
  }
  const end = await scene.run([jobOf(1, 'sleep 0.05'), jobOf(2, 'true')])
  t.like(end, { finished: 2, failed: 0 })
  t.deepEqual(
    server.story.filter((line) => /sent|finished/.test(line)),
    ['1 sent', '1 finished', '2 sent', '2 finished'],
  )
  t.true(['ask', 'started', 'heartbeat', 'log', 'ended'].every((call) => lost.has(call)))
})

test('a server that stays away is given up; the report is kept and sent by the next pilot', async (t) => {
  const scene = await sceneFor(t)
  const { server } = scene
  server.onCall = (call) => {
    if (call === 'log' || call === 'ended') server.isAway = true
  }
  const patience = { ...quick.patience, limitMilliseconds: 40 }
  const end = await scene.run([jobOf(1, 'echo once')], { times: { ...quick, patience, heartbeat: 60_000 } })
  t.like(end, { reason: 'server-away', finished: 0, kept: 1, words: 'the server is away: connection refused' })
  server.onCall = () => undefined
  server.isAway = false
  t.like(await scene.run(), { reason: 'idle', finished: 1, kept: 0 })
  t.deepEqual(server.story, ['1 sent', '1 started', '1 finished'])
  t.is(server.logs.get(1), 'once\n')
})

test('a server that is away for too long ends the payload', async (t) => {
  const scene = await sceneFor(t)
  const { server } = scene
  server.onCall = (call) => (server.isAway = call !== 'ask')
  const patience = { ...quick.patience, limitMilliseconds: 40 }
  await scene.run([jobOf(1, 'sleep 9')], { times: { ...quick, patience } })
  server.onCall = () => undefined
  server.isAway = false
  await scene.run()
  t.deepEqual(server.endings.get(1), {
    ...{ outcome: 'failed', errorCode: 1318, words: 'the server is away: connection refused' },
  })
})

test('a server that hangs is asked again', async (t) => {
  const scene = await sceneFor(t)
  const hanging = Object.assign(Object.create(scene.server) as ScriptedServer, {
    ask: () => new Promise<undefined>(() => undefined),
  })
  const patience = { ...quick.patience, callMilliseconds: 10 }
  const end = await scene.run([], { server: hanging, times: { ...quick, patience, askAway: 30 } })
  t.like(end, { reason: 'server-away', words: 'the server is away: no answer within 10 ms' })
})

test('refusals end the pilot when it asks; a refused report is told and dropped', async (t) => {
  const scene = await sceneFor(t)
  const told: string[] = []
  const refuse = (call: string): void => {
    if (call === refused) throw new ServerRefusal('403: no')
  }
  let refused = 'ended'
  scene.server.onCall = refuse
  await scene.run([jobOf(1, 'true')], { tell: (words) => told.push(words) })
  t.true(told.includes('the report of job 1 is refused: 403: no'), told.join('\n'))
  t.deepEqual(await readdir(scene.folder), ['pilot.json'])
  refused = 'ask'
  t.like(await scene.run(), { reason: 'refused', words: '403: no' })
})

for (const [signal, code] of [
  ['SIGTERM', 1201],
  ['SIGINT', 1208],
  ['SIGUSR1', 1200],
] as const)
  test(`${signal} ends the payload decently and is reported`, async (t) => {
    const scene = await sceneFor(t)
    scene.server.onCall = () => scene.server.logs.get(1) === 'ready\n' && scene.stop.abort(signal)
    const end = await scene.run([
      jobOf(1, 'trap "echo bye; exit 0" TERM; echo ready; while :; do sleep 0.02; done'),
      jobOf(2, 'true'),
    ])
    t.like(end, { reason: 'stopped', words: signal, failed: 1, kept: 0 })
    t.deepEqual(scene.server.story, ['1 sent', '1 started', `1 failed ${code}`])
    t.regex(scene.server.logs.get(1)!, /bye\n/)
  })

test('stopped while the server is away, the report is kept', async (t) => {
  const scene = await sceneFor(t)
  const { server } = scene
  server.onCall = (call) => {
    if (call !== 'started') return
    server.isAway = true
    setTimeout(() => scene.stop.abort('SIGTERM'), 20)
  }
  const end = await scene.run([jobOf(1, 'sleep 9')], { times: { ...quick, farewell: 200 } })
  t.like(end, { reason: 'stopped', kept: 1 })
})

test('a job that comes while the pilot is told to stop is given back as failed', async (t) => {
  const scene = await sceneFor(t)
  scene.server.onCall = (call) => call === 'ask' && scene.stop.abort('SIGTERM')
  t.like(await scene.run([jobOf(1, 'sleep 9')]), { reason: 'stopped', failed: 1 })
  t.deepEqual(scene.server.story, ['1 sent', '1 failed 1201'])
})

const ends: [what: string, options: Partial<PilotOptions>, end: Partial<PilotEnd>][] = [
  ['idle', { times: { ...quick, idle: 30 } }, { reason: 'idle', finished: 1 }],
  ['so many jobs', { jobs: 1 }, { reason: 'jobs', finished: 1 }],
  ['its life', { times: { ...quick, lifetime: 100, idle: 60_000 } }, { reason: 'lifetime' }],
  ['a full disk', { freeMB: 1e12 }, { reason: 'no-space', finished: 0 }],
]

for (const [what, options, end] of ends)
  test(`a pilot ends by: ${what}`, async (t) => {
    const scene = await sceneFor(t)
    t.like(await scene.run([jobOf(1, 'true')], options), end)
  })

test('a pilot whose life ends while the server is away does not wait for it', async (t) => {
  const scene = await sceneFor(t)
  scene.server.isAway = true
  t.like(await scene.run([], { times: { ...quick, lifetime: 50 } }), { reason: 'lifetime', kept: 0 })
})

test('the end of its life ends the payload', async (t) => {
  const scene = await sceneFor(t)
  const options = { times: { ...quick, lifetime: 500 } }
  t.is(await endOf(t, scene, jobOf(1, 'sleep 9', 3600), options), "failed 1213: the slot's life is over")
})

const wrong: [options: Partial<PilotOptions>, message: RegExp][] = [
  [{ queue: '' }, /^queue: ""; allowed: 1 to 128 characters, no blanks$/],
  [{ worker: 'a b' }, /^worker: "a b"; /],
  [{ folder: 'here' }, /^folder: here; allowed: an absolute path$/],
  [{ storage: 'here' }, /^storage: here; /],
  [{ cores: 0 }, /^cores: 0; /],
  [{ jobs: 1.5 }, /^jobs: 1.5; /],
  [{ memoryMB: NaN }, /^memoryMB: NaN; /],
  [{ user: 'no-such-user' }, /^user: no-such-user; /],
]

test('options that make no sense are refused, and nothing is asked', async (t) => {
  const scene = await sceneFor(t)
  for (const [options, message] of wrong) await t.throwsAsync(scene.run([], options), { instanceOf: BadInput, message })
  t.is(scene.server.calls, 0)
  t.false(existsSync(scene.folder))
})

test('a payload that somebody wanted ended is ended, and reported as killed', async (t) => {
  const scene = await sceneFor(t)
  const { server } = scene
  server.onCall = (call) => {
    if (call === 'heartbeat' && server.story.includes('1 started')) server.toBeKilled.add(1)
  }
  await endOf(t, scene, jobOf(1, 'echo tick; sleep 9'))
  t.deepEqual(server.story, ['1 sent', '1 started', '1 failed 1144'])
})
