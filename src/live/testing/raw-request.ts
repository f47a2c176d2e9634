import { type IncomingHttpHeaders, request } from 'node:http'
import { connect } from 'node:net'

/** A request as it goes over the wire, its path untouched. */
export interface RawRequest {
  readonly method?: string
  readonly path: string
  readonly token?: string | undefined
  readonly headers?: Readonly<Record<string, string>>
  /** Objects go as JSON. */
  readonly body?: unknown
}

export interface RawAnswer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
}

/** Makes one request on a connection of its own. */
export function rawRequest(
  url: string,
  { method = 'GET', path, token, headers, body }: RawRequest,
): Promise<RawAnswer> {
  const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body)
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url)
    const sent = request({ hostname, port, method, path, agent: false }, (answer) => {
      const chunks: Buffer[] = []
      answer.on('data', (chunk: Buffer) => chunks.push(chunk))
      answer.on('error', reject)
      answer.on('end', () => {
        const { statusCode = 0, headers: heads } = answer
        resolve({ status: statusCode, headers: heads, text: Buffer.concat(chunks).toString() })
      })
    })
    sent.on('error', reject)
    if (token !== undefined) sent.setHeader('authorization', `Bearer ${token}`)
    if (text !== undefined) sent.setHeader('content-type', 'application/json')
    for (const [name, value] of Object.entries(headers ?? {})) sent.setHeader(name, value)
    sent.end(text)
  })
}

/** Sends bytes and keeps the connection open. @returns all that came until the server closed it */
export function rawConversation(url: string, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url)
    let heard = ''
    const socket = connect(Number(port), hostname, () => socket.write(bytes))
    socket.on('data', (chunk) => (heard += chunk.toString('latin1')))
    socket.on('error', (error: NodeJS.ErrnoException) => (error.code === 'ECONNRESET' ? resolve(heard) : reject(error)))
    socket.on('close', () => resolve(heard))
  })
}
