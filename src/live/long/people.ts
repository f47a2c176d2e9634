import { setTimeout as sleep } from 'node:timers/promises'
import { ApiProblem, type Client } from '../api/client.js'
import type { Draws } from './draws.js'
import { notingCommand } from './notes.js'

/** A task that somebody wants run. */
export interface WantedTask {
  /** What tells it apart, from 1. */
  readonly number: number
  readonly name: string
  readonly jobs: number
  /** How long its payloads last. */
  readonly seconds: number
}

/** Promises of a server beside tasks and what becomes of their jobs. */
export interface OtherPromises {
  /** Jobs that were submitted as such, with the number of the task that they became. */
  readonly jobs: readonly { readonly ids: readonly number[]; readonly task: number }[]
  /** Words about Harvester's workers. */
  readonly workers: readonly string[]
}

/** How people speak to a server. Each call is made once: whoever makes it tries again. */
export interface People {
  readonly promises: OtherPromises
  /** What was done beside, by kind. */
  readonly counts: Readonly<Record<string, number>>
  /** Submits a task; if it was submitted before, nothing else comes of it. @returns its number */
  submit(task: WantedTask): Promise<number>
  kill(task: number): Promise<void>
  /** Something beside, the how-manieth; nothing where the wire has no more. */
  doMore(number: number, untilHeard: UntilHeard): Promise<void>
  taskName(task: number): Promise<string | undefined>
  jobState(id: number): Promise<string | undefined>
  /** Looks at what was promised beside, the last of it or all. @returns what is wrong */
  look(which: 'last' | 'all'): Promise<string[]>
}

/** Calls until the server answers. */
export type UntilHeard = <T>(call: () => Promise<T>) => Promise<T>

/** People at the server's own API. */
export class OwnPeople implements People {
  readonly promises = { jobs: [], workers: [] }
  readonly counts = {}

  /** @param notes file that payloads append to */
  constructor(
    private readonly client: Client,
    private readonly notes: string,
  ) {}

  async submit({ number, name, jobs, seconds }: WantedTask): Promise<number> {
    const body = { name, jobs, spec: { command: notingCommand(this.notes, seconds) } }
    const { task } = await this.client.call('POST /tasks', { body }, { key: `key-${number}` })
    return task
  }

  async kill(task: number): Promise<void> {
    await this.client.call('POST /tasks/:number/kill', { params: { number: task } })
  }

  doMore(): Promise<void> {
    return Promise.resolve()
  }

  async taskName(task: number): Promise<string | undefined> {
    return (await orMissing(this.client.call('GET /tasks/:number', { params: { number: task } })))?.name
  }

  async jobState(id: number): Promise<string | undefined> {
    return (await orMissing(this.client.call('GET /jobs/:id', { params: { id } })))?.state
  }

  look(): Promise<string[]> {
    return Promise.resolve([])
  }
}

async function orMissing<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call
  } catch (error) {
    if (error instanceof ApiProblem && error.status === 404) return undefined
    throw error
  }
}

/** Servers are away for seconds: one that has not answered for so long will never answer this call. */
const PATIENCE_MILLISECONDS = 300_000

/** Calls until the server answers. @throws ApiProblem when it refuses for good, or never answers */
export function patiently(draws: Draws): UntilHeard {
  return async (call) => {
    const until = performance.now() + PATIENCE_MILLISECONDS
    for (;;) {
      try {
        return await call()
      } catch (error) {
        if (!(error instanceof ApiProblem)) throw error
        if ((error.status >= 400 && error.status < 500) || performance.now() > until) throw error
        await sleep(draws.between(30, 150))
      }
    }
  }
}
