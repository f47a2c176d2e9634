import http, { type IncomingHttpHeaders, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http'
import https from 'node:https'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { baseOf, type HttpEndpoint, tlsOf, tokenIn } from './http-access.js'
import { failureOf, HttpFailure, refusalOf } from './http-failure.js'

/** What a server answered. A body that is not read to its end must be destroyed. */
export interface HttpAnswer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: IncomingMessage
}

/** One request. */
export interface HttpCall {
  readonly method: string
  readonly url: URL
  readonly headers?: OutgoingHttpHeaders
  /** Gives what is sent, from the beginning each time. */
  readonly body?: () => AsyncIterable<Buffer>
  readonly signal: AbortSignal
}

/** Redirections that are followed in a row: storages send readers and writers on to one of their pools. */
const MOST_REDIRECTIONS = 5
/** So long a server may take to say that it wants a body; older ones never say it. */
const CONSENT_MILLISECONDS = 2_000

/** Calls the server of one endpoint, and says who asks. */
export class HttpCaller {
  readonly base: URL
  private readonly agent: http.Agent

  /** @throws BadInput when the address is none, or a file cannot be read */
  constructor(
    private readonly endpoint: HttpEndpoint,
    private readonly silenceMilliseconds: number,
    where: string,
  ) {
    this.base = baseOf(endpoint.url, where)
    const tls = tlsOf(endpoint)
    if (endpoint.tokenFile !== undefined) tokenIn(endpoint.tokenFile)
    this.agent =
      this.base.protocol === 'https:'
        ? new https.Agent({ keepAlive: true, ...tls })
        : new http.Agent({ keepAlive: true })
  }

  /** The token that the endpoint wants; undefined: none. */
  token(): string | undefined {
    return this.endpoint.tokenFile === undefined ? undefined : tokenIn(this.endpoint.tokenFile)
  }

  /**
   * Asks, and follows redirections.
   * @param expected statuses that are answers; all others are failures
   * @throws HttpFailure in words without secrets; the signal's reason when it was stopped
   */
  async call(call: HttpCall, expected: readonly number[]): Promise<HttpAnswer> {
    let { url } = call
    for (let redirections = 0; ; redirections++) {
      const what = `${call.method} ${url.origin}${url.pathname}`
      const answer = await this.once({ ...call, url }, what)
      const { status, headers, body } = answer
      if (expected.includes(status)) return answer
      body.destroy()
      if (![301, 302, 303, 307, 308].includes(status)) throw refusalOf(what, status, headers['retry-after'])
      const { location = '' } = headers
      const isElsewhere = URL.canParse(location, url.href) && redirections < MOST_REDIRECTIONS
      const next = isElsewhere ? new URL(location, url) : url
      // What a server adds is a slash: the file is a folder.
      if (next.pathname === `${url.pathname}/`) throw new HttpFailure('no-file', `${what}: it is a folder`, false)
      if (!isElsewhere || next.protocol !== url.protocol)
        throw new HttpFailure('other', `${what}: it is redirected to nowhere`, false)
      url = next
    }
  }

  end(): void {
    this.agent.destroy()
  }

  private async once({ method, url, headers, body, signal }: HttpCall, what: string): Promise<HttpAnswer> {
    signal.throwIfAborted()
    const token = url.host === this.base.host ? this.token() : undefined
    const request = (url.protocol === 'https:' ? https : http).request(url, {
      method,
      agent: this.agent,
      signal,
      headers: {
        ...headers,
        ...(token !== undefined && { Authorization: `Bearer ${token}` }),
        ...(body !== undefined && { Expect: '100-continue' }),
      },
    })
    request.setTimeout(this.silenceMilliseconds, () => {
      const words = `nothing was heard for ${this.silenceMilliseconds / 1000} s`
      request.destroy(Object.assign(new Error(words), { code: 'ETIMEDOUT' }))
    })
    try {
      const message = await answerTo(request, body)
      return { status: message.statusCode ?? 0, headers: message.headers, body: message }
    } catch (error) {
      signal.throwIfAborted()
      throw failureOf(what, error)
    }
  }
}

/** Sends the body once the server wants it, and waits for the answer, which may come before all was sent. */
function answerTo(request: http.ClientRequest, body: HttpCall['body']): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const sending = { isOver: false, consent: undefined as NodeJS.Timeout | undefined }
    const settle = (): void => {
      sending.isOver = true
      clearTimeout(sending.consent)
    }
    request.once('response', (message) => {
      settle()
      // Nobody will send the rest: the connection is of no more use.
      if (!request.writableEnded) message.once('close', () => request.destroy())
      resolve(message)
    })
    const fail = (error: Error): void => {
      settle()
      reject(error)
    }
    request.on('error', fail)
    if (body === undefined) {
      request.end()
      return
    }
    const send = (): void => {
      if (sending.isOver) return
      settle()
      pipeline(Readable.from(body()), request).catch(fail)
    }
    request.once('continue', send)
    sending.consent = setTimeout(send, CONSENT_MILLISECONDS)
    request.flushHeaders()
  })
}
