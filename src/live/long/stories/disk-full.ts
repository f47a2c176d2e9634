import { execFile, execFileSync } from 'node:child_process'
import { appendFile, mkdir, rm, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import type { Client } from '../../api/client.js'
import { STORE_FAILED } from '../exit-codes.js'
import { storeFaults } from '../examine-store.js'
import { undoAtExit } from '../left-behind.js'
import { missing, type Promised, refusalOf, stateOf, submitOne, takeOne } from './one-by-one.js'
import type { Story, StoryScene } from './story.js'

const run = promisify(execFile)

const DISK_BYTES = 8 << 20
/** Below this no new work is taken. */
const LEAST_FREE_BYTES = 3 << 20
const SPEC_CHARACTERS = 12_000
const MOST_SUBMISSIONS = 1000
const NO_SPACE = 507

/** A disk that fills: new work is refused in time; when it is full nevertheless, the server stops, and what it promised is there. */
export const diskFull: Story = {
  name: 'disk full',
  async tell(scene) {
    const disk = join(scene.folder, 'disk')
    await mkdir(disk)
    try {
      await run('mount', ['-t', 'tmpfs', '-o', `size=${DISK_BYTES}`, 'tmpfs', disk])
    } catch {
      return 'a small file system cannot be mounted here; root can, where it is allowed'
    }
    const unmounted = undoAtExit(() => void execFileSync('umount', ['--lazy', disk]))
    try {
      await fill(scene, disk)
    } finally {
      await scene.endServers()
      await run('umount', [disk])
      unmounted()
    }
    return undefined
  },
}

async function fill(scene: StoryScene, disk: string): Promise<void> {
  const plan = await scene.plan({ folder: disk, leastFreeBytes: LEAST_FREE_BYTES })
  const life = await scene.start(plan)
  const client = await scene.admin(plan)
  const promised = await submitUntilRefused(scene, client)
  const { bavail, bsize } = await statfs(disk)
  scene.expect(bavail > 0, 'the disk was full before new work was refused')
  scene.count('bytes free when new work was refused', bavail * bsize)

  const ended = await runJobs(client, 5)
  const ballast = join(disk, 'ballast')
  await writeUntilFull(ballast)
  ended.push(...(await runJobs(client, Infinity)))
  const { code, words } = await life.ended
  scene.expect(code === STORE_FAILED, `with a full disk the server ended with code ${String(code)}: ${words}`)

  const early = await scene.begin(plan)
  if ((await early.ready) === undefined)
    scene.count('exit code of a start while it is full', String((await early.ended).code))
  else await early.kill()
  await rm(ballast)
  const second = await scene.start(plan)
  scene.faults.push(...(await missing(client, promised)))
  for (const id of ended) {
    const state = await stateOf(client, id)
    scene.expect(state === 'finished', `job ${id}, whose end was acknowledged, is ${state}`)
  }
  scene.count('tasks kept', promised.length)
  scene.count('ends of jobs kept', ended.length)
  second.signal('SIGTERM')
  await second.ended
  scene.faults.push(...(await storeFaults(plan.store)))
}

async function submitUntilRefused(scene: StoryScene, client: Client): Promise<Promised[]> {
  const promised: Promised[] = []
  while (promised.length < MOST_SUBMISSIONS) {
    let one: Promised | undefined
    const status = await refusalOf(
      submitOne(client, `task-${promised.length}`, 4, SPEC_CHARACTERS).then((it) => (one = it)),
    )
    if (one === undefined) {
      scene.expect(status === NO_SPACE, `new work was refused with ${String(status)}, not ${NO_SPACE}`)
      return promised
    }
    promised.push(one)
    // The server looks at its disk now and then.
    await sleep(150)
  }
  scene.faults.push(`${promised.length} tasks were taken, and none refused`)
  return promised
}

/** Runs jobs until there were so many, or the server is gone. @returns those whose end was acknowledged */
async function runJobs(client: Client, most: number): Promise<number[]> {
  const ended: number[] = []
  while (ended.length < most) {
    let id: number | undefined
    const status = await refusalOf(
      (async () => {
        id = (await takeOne(client, 'hand')).id
        await client.call('POST /jobs/:id/started', { params: { id } })
        await client.call('POST /jobs/:id/ended', { params: { id }, body: { outcome: 'finished' } })
      })(),
    )
    if (status !== undefined || id === undefined) break
    ended.push(id)
  }
  return ended
}

async function writeUntilFull(file: string): Promise<void> {
  for (let piece = Buffer.alloc(64 << 10); piece.length >= 1;) {
    try {
      await appendFile(file, piece)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
      piece = piece.subarray(0, piece.length / 2)
    }
  }
}
