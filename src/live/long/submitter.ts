import { setTimeout as sleep } from 'node:timers/promises'
import { ApiProblem, type Client } from '../api/client.js'
import type { Draws } from './draws.js'
import { patiently, type People, type UntilHeard } from './people.js'

/** A submission that the server has acknowledged. */
export interface Acknowledged {
  readonly name: string
  readonly task: number
  readonly jobs: number
}

/** How many submit. */
export interface SubmitterLoad {
  readonly submitters: number
  /** While so many jobs have not ended, no more are submitted. */
  readonly mostAlive: number
}

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
  private readonly patience: UntilHeard
  private readonly running: Promise<unknown>[]

  /**
   * @param people try once, since this one tries again itself
   * @param admin looks how many jobs there are
   */
  constructor(
    readonly people: People,
    private readonly admin: Client,
    private readonly draws: Draws,
    private readonly load: SubmitterLoad,
  ) {
    this.patience = patiently(draws)
    this.running = [this.watch(), ...Array.from({ length: load.submitters }, () => this.submitOn())]
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
    const { draws, people } = this
    const jobs = 1 + draws.below(MOST_JOBS)
    const name = `task-${number}`
    const seconds = draws.percent(LASTING_PERCENT) ? LASTING_SECONDS : 0
    const once = (): Promise<number> => this.untilHeard(() => people.submit({ number, name, jobs, seconds }))
    const task = await once()
    this.acknowledged.push({ name, task, jobs })
    if (draws.percent(AGAIN_PERCENT)) {
      const again = await once()
      if (again !== task) this.faults.push(`${name} was acknowledged as task ${task}, and again as ${again}`)
    }
    await people.doMore(number, (call) => this.untilHeard(call))
    if (!draws.percent(KILL_PERCENT)) return
    const doomed = this.acknowledged[Math.max(0, this.acknowledged.length - 1 - draws.below(20))].task
    await this.untilHeard(() => people.kill(doomed))
    this.killed.add(doomed)
  }

  /** Looks now and then how many jobs there are. */
  private async watch(): Promise<void> {
    while (!this.isEnding) {
      const alive = await aliveJobs(this.admin).catch(() => undefined)
      if (alive !== undefined) this.hasRoom = alive < this.load.mostAlive
      await this.pause(500)
    }
  }

  /** Calls until the server answers; what it refuses for good is a fault. */
  private async untilHeard<T>(call: () => Promise<T>): Promise<T> {
    try {
      return await this.patience(call)
    } catch (error) {
      if (error instanceof ApiProblem) this.faults.push(`a call was refused: ${error.status} ${error.message}`)
      throw error
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
