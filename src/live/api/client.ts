/** The typed client of the native API: what goes in and comes out is what the table of routes says. */
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { ApiProblem } from './api-problem.js'
import type { Arguments, CallOptions, Output, RouteName, ToldFact } from './client-types.js'
import { linesOf, refusalOf, textOf } from './client-reading.js'
import { placeOfRoute } from './route-place.js'
import { type Answer, Wire } from './wire.js'

export { ApiProblem } from './api-problem.js'
export type * from './client-types.js'

/** What a client may be told. */
export interface ClientSettings {
  /** Where the server is, such as `http://127.0.0.1:8000`. */
  readonly url: string
  /** Undefined: only what anyone may call. */
  readonly token?: string | undefined
  /** Connections that are kept open; default 16. */
  readonly connections?: number
  /** For one try; default 30 s. */
  readonly timeoutMilliseconds?: number
  /** How often a call is tried at most; default 5. */
  readonly tries?: number
  /** Wait before the second try, doubled each time and spread by chance; default 200 ms. */
  readonly firstWaitMilliseconds?: number
  /** Told in the log of the server; default `ailuro`. */
  readonly name?: string
}

/** POSTs that may simply be made again: they say how things are. */
const statements: readonly RouteName[] = [
  'POST /jobs/:id/accepted',
  'POST /jobs/:id/started',
  'POST /jobs/:id/heartbeat',
  'POST /jobs/:id/ended',
  'POST /jobs/:id/kill',
  'POST /tasks/:number/kill',
  'POST /transfers/:number/ended',
  'POST /queues/:name/status',
  'POST /brokerage/pause',
  'POST /brokerage/resume',
  'POST /restart',
]
/** POSTs that must not be made again unless the server said that it did nothing. */
const onceOnly: readonly RouteName[] = ['POST /tokens']
/** Statuses of what may pass; and those of them that say that nothing was done. */
const LATER = [429, 502, 503, 504]
const UNTOUCHED = [429, 503]
/** Longest wait between tries, and before a stream is taken up again. */
const LONGEST_WAIT_MILLISECONDS = 30_000

interface LooseInput {
  readonly params?: Record<string, string | number>
  readonly query?: Record<string, string | number | boolean | undefined>
  readonly body?: unknown
}

export class Client {
  private readonly wire: Wire
  private readonly tries: number
  private readonly firstWait: number

  constructor(settings: ClientSettings) {
    this.wire = new Wire(settings)
    this.tries = settings.tries ?? 5
    this.firstWait = settings.firstWaitMilliseconds ?? 200
  }

  /**
   * Calls a route, e.g. `client.call('GET /jobs/:id', { params: { id: 7 } })`. Calls that may be made again are, when the
   * server cannot be reached or is busy.
   * @throws ApiProblem when the server refuses, or cannot be reached in the end
   */
  async call<Name extends RouteName>(name: Name, ...[input, options]: Arguments<Name>): Promise<Output<Name>> {
    const { timeoutMilliseconds } = this.wire
    return this.persistently(name, (input ?? {}) as LooseInput, options ?? {}, async (answer) => {
      const text = await textOf(answer, timeoutMilliseconds)
      const isJson = answer.mediaType.startsWith('application/json')
      return (isJson ? JSON.parse(text) : text) as Output<Name>
    })
  }

  /**
   * Facts from a running number on, and then those that come, until the signal ends it. Broken streams are taken up where
   * they broke.
   */
  async *follow(from: number, signal?: AbortSignal): AsyncGenerator<ToldFact, void, undefined> {
    let next = from
    let failures = 0
    while (signal?.aborted !== true) {
      try {
        const query = { from: next, follow: true }
        const options = signal === undefined ? {} : { signal }
        const answer = await this.persistently('GET /facts', { query }, options, (head) => head)
        for await (const line of linesOf(answer, this.wire.timeoutMilliseconds * 2)) {
          failures = 0
          const fact = JSON.parse(line) as ToldFact
          yield fact
          next = fact.number + 1
        }
      } catch (error) {
        if (signal?.aborted) return
        if (error instanceof ApiProblem && error.status !== 0 && !LATER.includes(error.status)) throw error
      }
      await this.wait(++failures, undefined, signal)
    }
  }

  /** Lets go of all connections. */
  close(): void {
    this.wire.close()
  }

  /** Makes a call until it is answered, as often as may be. */
  private async persistently<T>(
    name: RouteName,
    input: LooseInput,
    options: CallOptions,
    read: (answer: Answer) => Promise<T> | T,
  ): Promise<T> {
    const { method, path } = urlOf(name, input)
    const key = options.key ?? (needsKey(name, method, input) ? randomUUID() : undefined)
    const isRepeatable =
      !isStream(input.body) &&
      (method !== 'POST' || key !== undefined || statements.includes(name) || hasWorker(name, input))
    for (let tried = 1; ; tried++) {
      const problem = await this.oneTry(method, path, input.body, key, options, read)
      if (!(problem instanceof ApiProblem)) return problem.answer
      options.signal?.throwIfAborted()
      const { status, retryAfterSeconds } = problem
      const mayPass = isRepeatable
        ? status === 0 || LATER.includes(status)
        : !isStream(input.body) && UNTOUCHED.includes(status)
      if (!mayPass || tried >= this.tries) throw problem
      await this.wait(tried, retryAfterSeconds, options.signal)
    }
  }

  private async oneTry<T>(
    method: string,
    path: string,
    body: unknown,
    key: string | undefined,
    options: CallOptions,
    read: (answer: Answer) => Promise<T> | T,
  ): Promise<{ answer: T } | ApiProblem> {
    try {
      const answer = await this.wire.send(method, path, body, key, options)
      if (answer.status >= 400) return await refusalOf(answer, this.wire.timeoutMilliseconds)
      return { answer: await read(answer) }
    } catch (error) {
      return unreachable(this.wire.url, error)
    }
  }

  private async wait(tried: number, seconds: number | undefined, signal: AbortSignal | undefined): Promise<void> {
    const spread = this.firstWait * 2 ** Math.min(tried - 1, 20) * (0.5 + Math.random())
    const milliseconds = Math.min(LONGEST_WAIT_MILLISECONDS, Math.max(spread, (seconds ?? 0) * 1000))
    await sleep(milliseconds, undefined, signal === undefined ? {} : { signal }).catch(() => undefined)
  }
}

function urlOf(name: RouteName, { params = {}, query = {} }: LooseInput): { method: string; path: string } {
  const { method, path } = placeOfRoute(name)
  const filled = path.replace(/:(\w+)/g, (_, parameter: string) => encodeURIComponent(String(params[parameter])))
  const asked = new URLSearchParams()
  for (const [field, value] of Object.entries(query)) if (value !== undefined) asked.set(field, String(value))
  return { method, path: asked.size === 0 ? filled : `${filled}?${asked.toString()}` }
}

/** Whether the call needs a key to be made again without harm. */
function needsKey(name: RouteName, method: string, input: LooseInput): boolean {
  return method === 'POST' && !statements.includes(name) && !onceOnly.includes(name) && !hasWorker(name, input)
}

/** A pilot with a name that asks again gets the same job again. */
function hasWorker(name: RouteName, { body }: LooseInput): boolean {
  return name === 'POST /pilots/ask' && (body as { worker?: string }).worker !== undefined
}

function isStream(body: unknown): boolean {
  return typeof body === 'object' && body !== null && 'pipe' in body
}

function unreachable(url: string, cause: unknown): ApiProblem {
  const words =
    cause instanceof Error && cause.message !== '' ? cause.message : String((cause as { code?: unknown }).code)
  return new ApiProblem(0, `the server at ${url} did not answer: ${words}`, undefined, { cause })
}
