import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { BAD_INPUT, STORE_FAILED } from '../exit-codes.js'
import { storeFaults } from '../examine-store.js'
import { postgresKind } from '../store-kinds.js'
import { missing, type Promised, refusalOf, submitOne } from './one-by-one.js'
import type { ServerPlan } from '../server-worker.js'
import type { Story, StoryScene } from './story.js'

/** Two servers on one file: the second is refused, and the first goes on. */
export const twoOnFile: Story = {
  name: 'two servers on one SQLite file',
  async tell(scene) {
    const plan = await scene.plan()
    const first = await scene.start(plan)
    const client = await scene.admin(plan)
    const promised = [await submitOne(client, 'before')]
    const second = await scene.begin(await besideIt(scene, plan))
    scene.expect((await second.ready) === undefined, 'the second server came up beside the first')
    const { code, words } = await second.kill()
    scene.expect(
      code === BAD_INPUT && /another process is the host/.test(words),
      `it ended with ${String(code)}: ${words}`,
    )
    promised.push(await submitOne(client, 'after'))
    await first.kill()
    await scene.start(plan)
    scene.faults.push(...(await missing(client, promised)))
    await scene.endServers()
    scene.faults.push(...(await storeFaults(plan.store)))
    scene.count('tasks kept', promised.length)
    return undefined
  },
}

/** Another server on the same store, in a folder of its own. */
async function besideIt(scene: StoryScene, plan: ServerPlan): Promise<ServerPlan> {
  return { ...plan, folder: join(plan.folder, 'other'), port: (await scene.plan()).port }
}

/** How long tasks are submitted to the first server before the second takes over. */
const BEFORE_MILLISECONDS = 500

/** Two servers on one database: the second leads from its start, and the first stops at its next commit without a word of it written. */
export const twoOnDatabase: Story = {
  name: 'two servers on one PostgreSQL database',
  async tell(scene) {
    if (postgresKind.missing !== undefined) return postgresKind.missing
    const database = await postgresKind.prepare(scene.folder)
    try {
      await takeOver(scene, database.place)
    } finally {
      await scene.endServers()
      await database.end()
    }
    return undefined
  },
}

async function takeOver(scene: StoryScene, store: string): Promise<void> {
  const plan = await scene.plan({ store })
  const first = await scene.start(plan)
  const client = await scene.admin(plan)
  const promised: Promised[] = []
  const submitting = (async () => {
    for (let task = 0; ; task++) {
      const status = await refusalOf(submitOne(client, `task-${task}`).then((one) => promised.push(one)))
      if (status !== undefined) return
    }
  })()
  await sleep(BEFORE_MILLISECONDS)
  const other = await besideIt(scene, plan)
  const second = await scene.start(other)
  const { code, words } = await first.ended
  scene.expect(
    code === STORE_FAILED && /another host leads/.test(words),
    `the first ended with ${String(code)}: ${words}`,
  )
  await submitting
  // The tokens are the store's; the file with the admin's lies where it was made.
  const successor = await scene.admin({ ...plan, port: other.port })
  scene.faults.push(...(await missing(successor, promised)))
  const { items } = await successor.call('GET /tasks', { query: { limit: 1000 } })
  // The last one may be there though its answer did not get through.
  const extra = Math.min(items.length, 1000) - Math.min(promised.length, 1000)
  scene.expect(extra === 0 || extra === 1, `${promised.length} tasks were acknowledged, ${items.length} are there`)
  scene.count('tasks acknowledged by the first', promised.length)
  second.signal('SIGTERM')
  await second.ended
  scene.faults.push(...(await storeFaults(store)))
}
