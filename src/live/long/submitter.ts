import { setTimeout as sleep } from 'node:timers/promises'
import { ApiProblem, type Client } from '../api/client.js'
import type { Draws } from './draws.js'
import { notingCommand } from './notes.js'

/** A submission that the server has acknowledged. */
export interface Acknowledged {
  readonly name: string
  readonly task: number
  readonly jobs: number
}

/** While so many jobs have not ended, no more are submitted. */
const MOST_ALIVE = 1500
const MOST_JOBS = 12
/** Of a hundred submissions, how many are made again though they were acknowledged, and after how many a task is killed. */
const AGAIN_PERCENT = 5
const KILL_PERCENT = 4
/** Of a hundred tasks, those whose payloads last a while, and how long. */
const LASTING_PERCENT = 30
const LASTING_SECONDS = 0.5

/** Submits tasks all along, kills some, and keeps in mind what it was promised. */
export class Submitter {
  readonly acknowledged: Acknowledged[] = []
  /** Numbers of tasks whose kill was acknowledged. */
  readonly killed = new Set<number>()
  /** What the server must never say. */
  readonly faults: string[] = []
  private submissions = 0
  private hasRoom = true
  private readonly stopping = new AbortController()
  private readonly running: Promise<unknown>[]

  /**
   * @param client tries once, since this one tries again itself
   * @param notes file that payloads append to
   */
  constructor(
    private readonly client: Client,
    private readonly notes: string,
    private readonly draws: Draws,
    people: number,
  ) {
    this.running = [this.watch(), ...Array.from({ length: people }, () => this.submitOn())]
  }

  /** Waits until what is under way is acknowledged. */
  async end(): Promise<void> {
    this.stopping.abort()
    await Promise.all(this.running)
  }

  private get isEnding(): boolean {
    return this.stopping.signal.aborted
  }

  private async submitOn(): Promise<void> {
    while (!this.isEnding) {
      if (this.hasRoom) await this.submit(++this.submissions)
      await this.pause(this.draws.between(5, this.hasRoom ? 60 : 300))
    }
  }

  private async submit(number: number): Promise<void> {
    const { draws, client, notes } = this
    const jobs = 1 + draws.below(MOST_JOBS)
    const name = `task-${number}`
    const seconds = draws.percent(LASTING_PERCENT) ? LASTING_SECONDS : 0
    const body = { name, jobs, spec: { command: notingCommand(notes, seconds) } }
    const once = (): Promise<{ task: number }> =>
      this.untilHeard(() => client.call('POST /tasks', { body }, { key: `key-${number}` }))
    const { task } = await once()
    this.acknowledged.push({ name, task, jobs })
    if (draws.percent(AGAIN_PERCENT)) {
      const again = await once()
      if (again.task !== task) this.faults.push(`${name} was acknowledged as task ${task}, and again as ${again.task}`)
    }
    if (!draws.percent(KILL_PERCENT)) return
    const doomed = this.acknowledged[Math.max(0, this.acknowledged.length - 1 - draws.below(20))].task
    await this.untilHeard(() => client.call('POST /tasks/:number/kill', { params: { number: doomed } }))
    this.killed.add(doomed)
  }

  /** Looks now and then how many jobs there are. */
  private async watch(): Promise<void> {
    while (!this.isEnding) {
      const alive = await aliveJobs(this.client).catch(() => undefined)
      if (alive !== undefined) this.hasRoom = alive < MOST_ALIVE
      await this.pause(500)
    }
  }

  /** Calls until the server answers; what it refuses for good is a fault. */
  private async untilHeard<T>(call: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await call()
      } catch (error) {
        if (!(error instanceof ApiProblem)) throw error
        if (error.status >= 400 && error.status < 500) {
          this.faults.push(`a call was refused: ${error.status} ${error.message}`)
          throw error
        }
        await sleep(this.draws.between(30, 150))
      }
    }
  }

  private pause(milliseconds: number): Promise<void> {
    return sleep(milliseconds, undefined, { signal: this.stopping.signal }).catch(() => undefined)
  }
}

/** Jobs that have not ended, as far as the newest thousand tasks have them. */
export async function aliveJobs(client: Client): Promise<number> {
  const { items } = await client.call('GET /tasks', { query: { standing: 'alive', limit: 1000 } })
  return items.reduce((sum, { jobs, finished, failed, cancelled }) => sum + jobs - finished - failed - cancelled, 0)
}
