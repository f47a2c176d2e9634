import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import anyOrder, { type ExecutionContext } from 'ava'
import { BadInput } from '../../model/bad-input.js'
import { ProcessFamily } from '../processes/process-family.js'
import { JobFolder } from './job-folder.js'
import { quick, sceneFor, type Scene } from './testing/scene.js'
import { jobOf } from './testing/scripted-server.js'

/** One after another: their time-outs are short. */
const test = anyOrder.serial

/** A pilot in a process of its own, which can be killed; the scripted server is asked over its channel. */
function pilotProcess(t: ExecutionContext, scene: Scene): ChildProcess {
  const options = { queue: 'BNL', worker: scene.worker, folder: scene.folder, storage: scene.storage, freeMB: 0 }
  const child = fork(new URL('testing/pilot-worker.js', import.meta.url), [
    JSON.stringify({ ...options, times: quick }),
  ])
  child.on('message', ({ number, call, args }: { number: number; call: 'heartbeat'; args: [number] }) => {
    const answer = (error: string | undefined, value: unknown): void => {
      if (child.connected) child.send({ number, error, value: value ?? null }, () => undefined)
    }
    scene.server[call](...args).then(
      (value) => answer(undefined, value),
      (error: unknown) => answer(String(error), undefined),
    )
  })
  t.teardown(() => child.kill('SIGKILL'))
  return child
}

/** Kills a pilot's process when this call arrives, before or after it is applied, and runs another in its place to its end. */
async function killedAt(t: ExecutionContext, scene: Scene, call: string, isApplied: boolean): Promise<void> {
  const first = pilotProcess(t, scene)
  const gone = once(first, 'exit')
  scene.server.onCall = (arrived) => {
    if (arrived !== call) return
    scene.server.onCall = () => undefined
    if (!isApplied) scene.server.callsToDrop = 1
    first.kill('SIGKILL')
  }
  await gone
  const second = pilotProcess(t, scene)
  t.deepEqual(await once(second, 'exit'), [0, null])
  t.deepEqual(await readdir(scene.folder), ['pilot.json'])
}

const kills: [call: string, isApplied: boolean, story: string[]][] = [
  ['ask', true, ['1 sent', '1 started', '1 finished']],
  ['started', true, ['1 sent', '1 started', '1 failed 1200']],
  ['started', false, ['1 sent', '1 failed 1200']],
  ['heartbeat', true, ['1 sent', '1 started', '1 failed 1200']],
  ['log', true, []],
  ['ended', true, ['1 sent', '1 started', '1 finished']],
  ['ended', false, ['1 sent', '1 started', '1 finished']],
]

for (const [call, isApplied, story] of kills)
  test(`killed when it calls ${call}, ${isApplied ? 'heard' : 'not heard'}: the next pilot in its folder puts it right`, async (t) => {
    const scene = await sceneFor(t)
    const seconds = call === 'ended' ? 0 : 0.3
    const command = ['sh', '-c', `setsid sleep 9 & echo begun; sleep ${seconds}; echo made > y`]
    scene.server.waiting.push(jobOf(1, { command, outputs: [{ name: 'y' }] }))
    await killedAt(t, scene, call, isApplied)
    if (story.length > 0) t.deepEqual(scene.server.story, story)
    t.true(scene.server.endings.has(1))
    if (!['started', 'heartbeat'].includes(call)) t.regex(scene.server.logs.get(1)!, /begun\n/)
    t.deepEqual(new ProcessFamily(`AILURO_MARK=${scene.worker}:1`).members(), [])
  })

test('killed twice, and stopped at the third time', async (t) => {
  const scene = await sceneFor(t)
  const { server } = scene
  server.waiting.push(jobOf(1, 'echo made > y; sleep 0.05'))
  server.isAway = true
  for (const job of [1, 2]) {
    server.isAway = false
    const pilot = pilotProcess(t, scene)
    server.onCall = (call) => {
      if (call === 'ended') pilot.kill('SIGKILL')
      server.isAway = call === 'ended'
    }
    t.deepEqual(await once(pilot, 'exit'), [null, 'SIGKILL'], `pilot ${job}`)
  }
  server.onCall = () => undefined
  server.isAway = false
  t.like(await scene.run(), { reason: 'idle', finished: 1, kept: 0 })
  t.deepEqual(server.story, ['1 sent', '1 started', '1 finished'])
})

test('killed while it stages out: the next pilot goes on with that', async (t) => {
  const scene = await sceneFor(t)
  const mark = `AILURO_MARK=${scene.worker}:1`
  const dispatch = jobOf(1, { command: ['false'], outputs: [{ name: 'y' }] })
  const left = await JobFolder.make(await madeFolder(scene.folder), { dispatch, phase: 'staging-out', mark })
  await mkdir(left.work)
  await writeFile(join(left.work, 'y'), 'made')
  t.like(await scene.run(), { finished: 1, kept: 0 })
  t.is(await scene.stored('y'), 'made')
})

test('a job left by a killed pilot that the server does not know is dropped', async (t) => {
  const scene = await sceneFor(t)
  scene.server.forgotten.add(1)
  const mark = `AILURO_MARK=${scene.worker}:1`
  await JobFolder.make(await madeFolder(scene.folder), { dispatch: jobOf(1, 'sleep 9'), phase: 'received', mark })
  t.like(await scene.run(), { unknown: 1, kept: 0 })
  t.deepEqual(
    scene.server.story.filter((line) => /finished|failed/.test(line)),
    [],
  )
})

test('a folder in which another pilot lives is refused', async (t) => {
  const scene = await sceneFor(t)
  scene.server.waiting.push(jobOf(1, 'sleep 0.5'))
  const other = pilotProcess(t, scene)
  await new Promise<void>((resolve) => {
    scene.server.onCall = (call) => call === 'started' && resolve()
  })
  await t.throwsAsync(scene.run(), { instanceOf: BadInput, message: /lives in it; allowed: one pilot a folder$/ })
  other.kill('SIGTERM')
  t.deepEqual(await once(other, 'exit'), [0, null])
  t.is(scene.server.endings.get(1)?.errorCode, 1201)
})

async function madeFolder(folder: string): Promise<string> {
  await mkdir(folder)
  return folder
}
