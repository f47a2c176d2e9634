import { Agent as HttpAgent, type IncomingMessage, request as httpRequest } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { BadInput } from '../../model/bad-input.js'
import type { CallOptions } from './client-types.js'
import type { ClientSettings } from './client.js'

/** The head of an answer, and its body still to be read. */
export interface Answer {
  readonly status: number
  readonly mediaType: string
  readonly retryAfterSeconds: number | undefined
  readonly body: IncomingMessage
}

const CONNECTIONS = 16
const TIMEOUT_MILLISECONDS = 30_000

/** One try of a request over connections that are kept. */
export class Wire {
  readonly url: string
  readonly timeoutMilliseconds: number
  private readonly base: URL
  /** Path below which the server lies, without a slash at its end. */
  private readonly root: string
  private readonly agent: HttpAgent | HttpsAgent
  private readonly token: string | undefined
  private readonly name: string

  /** @throws BadInput when the URL is none */
  constructor({ url, token, connections = CONNECTIONS, timeoutMilliseconds, name = 'ailuro' }: ClientSettings) {
    const base = URL.canParse(url) ? new URL(url) : undefined
    if (base === undefined || !/^https?:$/.test(base.protocol))
      throw new BadInput('url', `it is ${url}`, 'where the server is, such as http://127.0.0.1:8000')
    this.base = base
    this.root = base.pathname.replace(/\/+$/, '')
    this.url = base.origin + this.root
    this.token = token
    this.name = name
    this.timeoutMilliseconds = timeoutMilliseconds ?? TIMEOUT_MILLISECONDS
    const settings = { keepAlive: true, maxSockets: connections }
    this.agent = base.protocol === 'https:' ? new HttpsAgent(settings) : new HttpAgent(settings)
  }

  /** Sends a request. Resolved with the head of the answer; rejected when there was none in time. */
  async send(
    method: string,
    path: string,
    body: unknown,
    key: string | undefined,
    { signal, timeoutMilliseconds = this.timeoutMilliseconds }: CallOptions,
  ): Promise<Answer> {
    const content = contentOf(body)
    const headers: Record<string, string | number> = { 'user-agent': this.name, accept: 'application/json, */*' }
    if (this.token !== undefined) headers['authorization'] = `Bearer ${this.token}`
    if (key !== undefined) headers['idempotency-key'] = key
    if (content !== undefined) {
      headers['content-type'] = content.type
      if (!(content.payload instanceof Readable)) headers['content-length'] = Buffer.byteLength(content.payload)
    }
    const send = this.base.protocol === 'https:' ? httpsRequest : httpRequest
    const { hostname, port } = this.base
    // The path as it is: a URL would do away with its dots.
    const place = { hostname: hostname.replace(/^\[|\]$/g, ''), port, path: this.root + path }
    const options = { ...place, method, headers, agent: this.agent, ...(signal === undefined ? {} : { signal }) }
    const request = send(options)
    const timer = setTimeout(
      () => request.destroy(new Error(`no answer within ${timeoutMilliseconds / 1000} s`)),
      timeoutMilliseconds,
    )
    try {
      const answered = new Promise<IncomingMessage>((resolve, reject) => {
        request.once('response', resolve)
        // Later errors belong to whoever reads the body.
        request.on('error', reject)
      })
      if (content?.payload instanceof Readable) {
        await Promise.race([answered, pipeline(content.payload, request)])
      } else request.end(content?.payload)
      return answerOf(await answered)
    } finally {
      clearTimeout(timer)
    }
  }

  close(): void {
    this.agent.destroy()
  }
}

/** Objects go as JSON, text and bytes as they are. */
function contentOf(body: unknown): { type: string; payload: string | Buffer | Readable } | undefined {
  if (body === undefined) return undefined
  if (typeof body === 'string' || Buffer.isBuffer(body) || body instanceof Readable)
    return { type: 'text/plain; charset=utf-8', payload: body }
  return { type: 'application/json', payload: JSON.stringify(body) }
}

function answerOf(body: IncomingMessage): Answer {
  const { statusCode = 0, headers } = body
  const retryAfter = Number(headers['retry-after'])
  return {
    status: statusCode,
    mediaType: headers['content-type'] ?? '',
    retryAfterSeconds: Number.isFinite(retryAfter) ? retryAfter : undefined,
    body,
  }
}
