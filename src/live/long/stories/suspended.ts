import { setTimeout as sleep } from 'node:timers/promises'
import { Fact } from '../../../model/journal.js'
import { Cause } from '../../../model/cause.js'
import type { Client } from '../../api/client.js'
import { openStore } from '../../store/open-store.js'
import { storeFaults } from '../examine-store.js'
import { stateOf, submitOne, takeOne } from './one-by-one.js'
import type { Story, StoryScene } from './story.js'

/** A job of which nothing is heard for so long is lost; the server sleeps for more than that. */
const DEADLINE_SECONDS = 5
const SLEEP_MILLISECONDS = 12_000
/** Walks of the watchdog after it has woken. */
const AFTER_MILLISECONDS = 5_000
const JOBS = 20

/** A server that is suspended and resumed, such as a laptop's: nobody could be heard, so nobody is declared lost. */
export const suspended: Story = {
  name: 'suspended and resumed',
  async tell(scene) {
    const plan = await scene.plan({
      longestSilenceSeconds: 3,
      constants: {
        heartbeatTimeoutSeconds: DEADLINE_SECONDS,
        sentTimeoutSeconds: DEADLINE_SECONDS,
        watchdogPeriodSeconds: 1,
      },
    })
    const life = await scene.start(plan)
    const client = await scene.admin(plan)
    await submitOne(client, 'long', JOBS + 1)
    const jobs: number[] = []
    for (let job = 0; job < JOBS; job++) jobs.push(await begin(client, `hand-${job}`))
    const over = new AbortController()
    const beating = Promise.all(jobs.map((id) => beat(scene, client, id, over.signal)))
    await sleep(500)
    life.signal('SIGSTOP')
    await sleep(SLEEP_MILLISECONDS)
    life.signal('SIGCONT')
    await sleep(AFTER_MILLISECONDS)
    over.abort()
    await beating
    for (const id of jobs) {
      const { known } = await client.call('POST /jobs/:id/ended', { params: { id }, body: { outcome: 'finished' } })
      scene.expect(known, `job ${id} was lost while the server slept`)
    }
    await silentOneIsLost(scene, client)
    life.signal('SIGTERM')
    await life.ended
    await journalTells(scene, plan.store)
    scene.faults.push(...(await storeFaults(plan.store)))
    scene.count('jobs that lived on', jobs.length)
    return undefined
  },
}

async function begin(client: Client, worker: string): Promise<number> {
  const { id } = await takeOne(client, worker)
  await client.call('POST /jobs/:id/started', { params: { id } })
  return id
}

/** Signs of life, whether or not they are heard. */
async function beat(scene: StoryScene, client: Client, id: number, over: AbortSignal): Promise<void> {
  while (!over.aborted) {
    const call = client.call('POST /jobs/:id/heartbeat', { params: { id } }, { timeoutMilliseconds: 2000 })
    const answer = await call.catch(() => undefined)
    if (answer?.known === false) scene.faults.push(`job ${id} is not known any more`)
    await sleep(500)
  }
}

/** The story could not fail if nobody were ever lost: a pilot that is silent while the server listens is. */
async function silentOneIsLost(scene: StoryScene, client: Client): Promise<void> {
  const id = await begin(client, 'silent')
  await sleep((DEADLINE_SECONDS + 3) * 1000)
  const state = await stateOf(client, id)
  scene.expect(state === 'failed', `job ${id}, whose pilot was silent, is ${state}`)
}

async function journalTells(scene: StoryScene, place: string): Promise<void> {
  const store = openStore(place)
  try {
    await store.open()
    const { facts } = await store.facts(1, 100_000)
    const gaps = facts.filter(([kind, , milliseconds]) => kind === (Fact.hearingGap as number) && milliseconds > 10_000)
    const lost = facts.filter(
      ([kind, , , , , , cause]) => kind === (Fact.jobMoved as number) && cause === (Cause.lostHeartbeat as number),
    )
    scene.expect(gaps.length === 1, `${gaps.length} gaps in hearing of its length are in the journal, not one`)
    scene.expect(lost.length === 1, `${lost.length} jobs were declared lost, not only the silent one`)
  } finally {
    await store.close()
  }
}
