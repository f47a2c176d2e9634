/** A small WebDAV server in memory, for tests: what storages of the grid can do, and what goes wrong with them. */
import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { ExecutionContext } from 'ava'
import { startChecksum } from '../../storage-folder/checksum.js'

/** What goes wrong, with the next request that it fits. */
export interface WebFault {
  readonly method: string
  /** Part of the path; absent: any. */
  readonly path?: string
  readonly what:
    | number
    | 'reset'
    | 'reset in the middle'
    | 'silence'
    | 'another byte'
    | 'no ranges'
    | 'changed'
    | 'answer lost'
    | 'redirected'
    | 'pull fails'
  /** How often; absent: once. */
  readonly times?: number
}

export interface WebServerSettings {
  /** What it tells of checksums; absent: nothing. */
  readonly digests?: 'Digest' | 'Repr-Digest'
  /** The token that it asks for; absent: anybody may do all. */
  readonly token?: string
  /** Whether it fetches files by itself. */
  readonly pulls?: boolean
}

export class WebDavServer {
  readonly files = new Map<string, Buffer>()
  readonly folders = new Set<string>()
  /** Requests so far, as `GET /data/x bytes=5-`. */
  readonly asked: string[] = []
  faults: (WebFault & { left?: number })[] = []
  url = ''
  private readonly server: Server
  private readonly sockets = new Set<Socket>()
  private changes = 0

  private constructor(private readonly settings: WebServerSettings) {
    this.server = createServer((request, response) => void this.answer(request, response))
    this.server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
      const status = this.statusFault(request)
      if (status === undefined && this.isAllowed(request)) response.writeContinue()
      void this.answer(request, response, status)
    })
    this.server.on('connection', (socket) => {
      this.sockets.add(socket)
      socket.once('close', () => this.sockets.delete(socket))
    })
  }

  /** A server that ends with the test. */
  static async start(t: ExecutionContext, settings: WebServerSettings = {}): Promise<WebDavServer> {
    const dav = new WebDavServer(settings)
    await new Promise<void>((resolve) => dav.server.listen(0, '127.0.0.1', resolve))
    dav.url = `http://127.0.0.1:${(dav.server.address() as AddressInfo).port}/data`
    t.teardown(() => {
      for (const socket of dav.sockets) socket.destroy()
      dav.server.close()
    })
    return dav
  }

  put(name: string, content: string | Buffer): void {
    const parts = name.split('/')
    for (let depth = 1; depth < parts.length; depth++) this.folders.add(`/data/${parts.slice(0, depth).join('/')}`)
    this.files.set(`/data/${name}`, Buffer.from(content))
  }

  /** Content of a file; undefined: none. */
  text(name: string): string | undefined {
    return this.files.get(`/data/${name}`)?.toString()
  }

  names(): string[] {
    return [...this.files.keys()].map((path) => path.slice('/data/'.length)).sort()
  }

  /** How many requests of a method there were. */
  count(method: string): number {
    return this.asked.filter((line) => line.startsWith(`${method} `)).length
  }

  private async answer(request: IncomingMessage, response: ServerResponse, early?: number): Promise<void> {
    const path = decodeURIComponent(new URL(request.url ?? '/', this.url).pathname).replace(/\/$/, '')
    const { method = '', headers } = request
    this.asked.push([method, path, headers.range].filter((word) => word !== undefined).join(' '))
    response.on('error', () => undefined)
    const status = early ?? this.statusFault(request)
    if (status !== undefined) this.refuse(response, status)
    else if (!this.isAllowed(request)) this.refuse(response, headers.authorization === undefined ? 401 : 403)
    else if (this.hasFault(request, 'reset')) request.socket.destroy()
    else if (this.hasFault(request, 'redirected')) this.redirect(response, path)
    else if (!this.hasFault(request, 'silence')) await this.serve(method, path, request, response)
  }

  private async serve(method: string, path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    switch (method) {
      case 'HEAD':
      case 'GET':
        this.give(path, request, response)
        break
      case 'PUT':
        await this.take(path, request, response)
        break
      case 'COPY':
        await this.pull(path, request, response)
        break
      case 'MOVE':
        this.move(path, request, response)
        break
      case 'MKCOL':
        this.makeFolder(path, response)
        break
      case 'DELETE':
        this.end(response, this.files.delete(path) ? 204 : 404)
        break
      default:
        this.end(response, 501)
    }
  }

  private give(path: string, request: IncomingMessage, response: ServerResponse): void {
    const content = this.files.get(path)
    if (content === undefined) {
      if (!this.folders.has(path)) this.end(response, 404)
      else this.end(response, 301, { Location: `${path}/` })
      return
    }
    if (this.hasFault(request, 'changed')) this.changes++
    const first = this.hasFault(request, 'no ranges')
      ? 0
      : Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0)
    let body = content.subarray(first)
    if (this.hasFault(request, 'another byte')) body = spoilt(body)
    const range = first === 0 ? {} : { 'Content-Range': `bytes ${first}-${content.length - 1}/${content.length}` }
    response.writeHead(first === 0 ? 200 : 206, {
      'Content-Length': body.length,
      ETag: `"${content.length}-${this.changes}"`,
      ...range,
      ...this.digestOf(content, request),
    })
    if (request.method === 'HEAD') response.end()
    else if (this.hasFault(request, 'reset in the middle'))
      response.write(body.subarray(0, body.length / 2), () => setTimeout(() => request.socket.destroy(), 5))
    else response.end(body)
  }

  private digestOf(content: Buffer, { headers }: IncomingMessage): Record<string, string> {
    const { digests } = this.settings
    if (digests === 'Digest' && headers['want-digest'] === 'adler32') {
      const sum = startChecksum('adler32')
      sum.add(content)
      return { Digest: sum.text().replace(':', '=') }
    }
    const sha = createHash('sha256').update(content).digest('base64')
    if (digests === 'Digest' && headers['want-digest'] === 'sha-256') return { Digest: `sha-256=${sha}` }
    return digests === 'Repr-Digest' ? { 'Repr-Digest': `sha-256=:${sha}:` } : {}
  }

  private async take(path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const isCutOff = this.hasFault(request, 'reset in the middle')
    const pieces: Buffer[] = []
    try {
      for await (const piece of request as AsyncIterable<Buffer>) {
        pieces.push(piece)
        if (isCutOff) request.socket.destroy()
      }
    } catch {
      // Storages keep what has come so far under the name it came for.
      this.files.set(path, Buffer.concat(pieces))
      return
    }
    this.keep(path, Buffer.concat(pieces), request, response)
  }

  private keep(path: string, content: Buffer, request: IncomingMessage, response: ServerResponse): void {
    if (!this.hasParent(path)) {
      this.end(response, 409)
      return
    }
    this.files.set(path, this.hasFault(request, 'another byte') ? spoilt(content) : content)
    this.finish(request, response, 201)
  }

  private async pull(path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (this.settings.pulls !== true) {
      this.end(response, 501)
      return
    }
    const authorization = request.headers['transferheaderauthorization']
    const source = await fetch(String(request.headers['source']), {
      headers: authorization === undefined ? {} : { Authorization: String(authorization) },
    })
    const content = Buffer.from(await source.arrayBuffer())
    response.writeHead(202)
    response.write('Perf Marker\n    Stripe Bytes Transferred: 1\nEnd\n')
    const fails = !source.ok || !this.hasParent(path) || this.hasFault(request, 'pull fails')
    if (!fails) this.files.set(path, this.hasFault(request, 'another byte') ? spoilt(content) : content)
    response.end(fails ? 'failure: the source gave nothing\n' : 'success: Created\n')
  }

  private move(path: string, request: IncomingMessage, response: ServerResponse): void {
    const content = this.files.get(path)
    const to = decodeURIComponent(new URL(String(request.headers['destination'])).pathname)
    if (content === undefined) {
      this.end(response, 404)
      return
    }
    this.files.delete(path)
    this.files.set(to, content)
    this.finish(request, response, 201)
  }

  private makeFolder(path: string, response: ServerResponse): void {
    if (this.folders.has(path)) this.end(response, 405)
    else if (!this.hasParent(path)) this.end(response, 409)
    else {
      this.folders.add(path)
      this.end(response, 201)
    }
  }

  private redirect(response: ServerResponse, path: string): void {
    this.end(response, 307, { Location: `${path}?pool=2` })
  }

  private hasParent(path: string): boolean {
    const parent = path.slice(0, path.lastIndexOf('/'))
    return parent === '/data' || this.folders.has(parent)
  }

  private isAllowed({ headers }: IncomingMessage): boolean {
    const { token } = this.settings
    return token === undefined || headers.authorization === `Bearer ${token}`
  }

  private finish(request: IncomingMessage, response: ServerResponse, status: number): void {
    if (this.hasFault(request, 'answer lost')) request.socket.destroy()
    else this.end(response, status)
  }

  private refuse(response: ServerResponse, status: number): void {
    this.end(response, status, status === 503 ? { 'Retry-After': '0' } : {})
  }

  private end(response: ServerResponse, status: number, headers: Record<string, string> = {}): void {
    response.writeHead(status, headers).end()
  }

  private statusFault(request: IncomingMessage): number | undefined {
    return this.faultOf(request, (what) => typeof what === 'number') as number | undefined
  }

  private hasFault(request: IncomingMessage, wanted: WebFault['what']): boolean {
    return this.faultOf(request, (what) => what === wanted) !== undefined
  }

  /** The first fault that fits, which is used up by it. */
  private faultOf(
    { method, url = '' }: IncomingMessage,
    fits: (what: WebFault['what']) => boolean,
  ): WebFault['what'] | undefined {
    const fault = this.faults.find(
      (one) =>
        one.method === method && fits(one.what) && url.includes(one.path ?? '') && (one.left ?? one.times ?? 1) > 0,
    )
    if (fault === undefined) return undefined
    fault.left = (fault.left ?? fault.times ?? 1) - 1
    return fault.what
  }
}

function spoilt(content: Buffer): Buffer {
  const other = Buffer.from(content)
  if (other.length > 0) other[other.length - 1] ^= 1
  return other
}
