import { Worker } from 'node:worker_threads'
import { BadInput } from '../../../model/bad-input.js'
import { LostLeadership } from '../store.js'
import type { SqliteCheckpointer } from './sqlite-checkpointer.js'
import type { SqliteFiller } from './sqlite-filler.js'
import type { SqliteReader } from './sqlite-reader.js'
import type { SqliteWriter } from './sqlite-writer.js'

/** What a thread can be. */
interface Roles {
  writer: SqliteWriter
  checkpointer: SqliteCheckpointer
  reader: SqliteReader
  filler: SqliteFiller
}

export type Role = keyof Roles

export interface Call {
  readonly id: number
  readonly method: string
  readonly values: readonly unknown[]
}

export type Failure =
  | { readonly badInput: readonly [where: string, found: string, allowed: string] }
  | { readonly message: string; readonly isLostLeadership: boolean }

export interface Answer {
  readonly id: number
  readonly result?: unknown
  readonly failure?: Failure
}

interface Waiting {
  resolve(result: unknown): void
  reject(error: Error): void
}

/** Names of the methods that can be called from afar. */
type Methods<R extends Role> = {
  [M in keyof Roles[R]]: Roles[R][M] extends (...values: never) => unknown ? M : never
}[keyof Roles[R]]
type Method<R extends Role, M extends keyof Roles[R]> = Extract<Roles[R][M], (...values: never) => unknown>

/** A thread that has an SQLite file open: the main thread never waits for the disk. Calls are carried out in order. */
export class SqliteThread<R extends Role> {
  private readonly worker: Worker
  private readonly waiting = new Map<number, Waiting>()
  private readonly ended: Promise<void>
  private calls = 0
  /** Why no more calls are taken. */
  private end: Error | undefined

  /** @param place the file, for errors */
  constructor(
    role: R,
    private readonly place: string,
  ) {
    // Options that the process was started with, such as `--input-type`, are not for this thread.
    const options = { workerData: role, execArgv: [] }
    this.worker = new Worker(new URL('./sqlite-worker.js', import.meta.url), options)
    this.worker.on('message', (answer: Answer) => this.hear(answer))
    this.worker.on('error', (error) => this.giveUp(error))
    this.ended = new Promise((resolve) =>
      this.worker.on('exit', () => {
        this.giveUp(new Error(`${place}: the thread of the store has ended`))
        resolve()
      }),
    )
  }

  call<M extends Methods<R>>(method: M, ...values: Parameters<Method<R, M>>): Promise<ReturnType<Method<R, M>>> {
    if (this.end !== undefined) return Promise.reject(this.end)
    const id = ++this.calls
    this.worker.postMessage({ id, method: String(method), values } satisfies Call)
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve: resolve as (result: unknown) => void, reject })
    })
  }

  /** Ends the thread once it has carried out all calls; a second call waits for the same. */
  async close(): Promise<void> {
    if (this.end === undefined) {
      const id = ++this.calls
      const closed = new Promise((resolve, reject) => this.waiting.set(id, { resolve, reject }))
      this.worker.postMessage({ id, method: 'close', values: [] } satisfies Call)
      this.end = new Error(`${this.place}: the store is closed`)
      await closed
    }
    await this.ended
  }

  private hear({ id, result, failure }: Answer): void {
    const waiting = this.waiting.get(id)
    this.waiting.delete(id)
    if (failure === undefined) waiting?.resolve(result)
    else waiting?.reject(errorOf(failure, this.place))
  }

  private giveUp(error: Error): void {
    this.end ??= error
    for (const { reject } of this.waiting.values()) reject(error)
    this.waiting.clear()
  }
}

function errorOf(failure: Failure, place: string): Error {
  if ('badInput' in failure) return new BadInput(...failure.badInput)
  return failure.isLostLeadership ? new LostLeadership(failure.message) : new Error(`${place}: ${failure.message}`)
}
