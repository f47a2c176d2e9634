import { request } from 'node:http'
import { ApiProblem } from '../api/api-problem.js'
import type { PandaCall } from '../faults/panda-calls.js'
import type { PandaMethod } from '../panda/method.js'
import { pandaMethods } from '../panda/methods/index.js'
import { pandaRequest, type PandaRequest, readAs } from '../panda/testing/panda-request.js'

const TIMEOUT_MILLISECONDS = 30_000

/** A client of PanDA's wire, which speaks both families by turns. Now and then a request breaks off in its body before it comes whole. */
export class PandaCaller {
  /** Requests that broke off. */
  cut = 0
  private turns = 0

  /** @param cutEvery after so many calls one breaks off first; 0: none does */
  constructor(
    private readonly url: string,
    private readonly token: string,
    private readonly cutEvery = 0,
  ) {}

  /** @throws ApiProblem with status 0 when nobody answers, with another one when the answer is none that the method has */
  async call<Answer>({ name, given, read }: PandaCall<Answer>): Promise<Answer> {
    const { classic, v1 } = pandaMethods[name] as unknown as PandaMethod
    const isClassic = v1.length === 0 || (classic !== undefined && this.turns % 2 === 0)
    const family = isClassic ? 'classic' : 'v1'
    const turn = ++this.turns
    // A form that breaks off reads as another one: nothing but its length tells.
    const encoding = isClassic ? (turn % 4 === 1 ? 'form' : 'bare gzip') : undefined
    const written = pandaRequest(name, given(family), { family, ...(encoding !== undefined && { encoding }) })
    if (this.cutEvery > 0 && turn % this.cutEvery === 0 && written.body.length > 1) await this.breakOff(written)
    const { verb: method, path, body, headers } = written
    const { status, text } = await this.send(path, {
      method,
      headers,
      ...(method === 'POST' && { body: Uint8Array.from(body) }),
    })
    if (status !== 200) throw new ApiProblem(status, `${name}: ${text}`)
    try {
      return read(readAs(text), family)
    } catch (error) {
      throw new ApiProblem(400, `${name}: ${(error as Error).message}`)
    }
  }

  /** Sends what is no call of a method's values: a file. */
  async send(path: string, how: RequestInit): Promise<{ readonly status: number; readonly text: string }> {
    const answer = await this.fetch(path, how)
    return { status: answer.status, text: answer.content.toString('utf8') }
  }

  /** @throws ApiProblem with status 0 when nobody answers */
  async fetch(path: string, how: RequestInit = {}): Promise<{ readonly status: number; readonly content: Buffer }> {
    const headers = { ...(how.headers as object), accept: 'application/json', authorization: `Bearer ${this.token}` }
    const over = new AbortController()
    let timer: NodeJS.Timeout | undefined
    // An upload whose server is killed may never end by itself, whatever its signal says.
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error('no answer in time')), TIMEOUT_MILLISECONDS)
    })
    const asking = async (): Promise<{ status: number; content: Buffer }> => {
      const answer = await fetch(this.url + path, { ...how, headers, signal: over.signal })
      return { status: answer.status, content: Buffer.from(await answer.arrayBuffer()) }
    }
    try {
      return await Promise.race([asking(), late])
    } catch (error) {
      throw new ApiProblem(0, `${path}: ${(error as Error).message}`, undefined, { cause: error })
    } finally {
      clearTimeout(timer)
      over.abort()
    }
  }

  /** Tells the whole length of a body, sends half of it and hangs up. */
  private breakOff({ verb: method, path, body, headers }: PandaRequest): Promise<void> {
    this.cut++
    const length = { 'content-length': String(body.length), authorization: `Bearer ${this.token}` }
    return new Promise((resolve) => {
      const sent = request(this.url + path, { method, headers: { ...headers, ...length }, agent: false })
      sent.once('error', () => resolve())
      sent.once('close', () => resolve())
      sent.write(body.subarray(0, Math.ceil(body.length / 2)), () => sent.destroy())
    })
  }
}
