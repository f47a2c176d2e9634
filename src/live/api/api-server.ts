import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { randomBytes } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Server as SecureServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { dirname, join } from 'node:path'
import { type Logger, pino } from 'pino'
import { checkListeningPlace, whyNotListening } from '../auth/listening-place.js'
import { BanBook } from '../auth/ban-book.js'
import { localTokens, type Recogniser, recogniserOf } from '../auth/recognisers.js'
import { Sessions } from '../auth/sessions.js'
import type { TokenBook } from '../auth/token-book.js'
import type { Caller } from '../auth/caller.js'
import type { HostDoor } from '../door.js'
import { MonitorHistory } from '../monitor/monitor-history.js'
import { serveMonitor } from '../monitor/serve-monitor.js'
import { sessionCookies } from '../monitor/session-cookie.js'
import { openBooks } from '../panda/books.js'
import type { PandaSettings } from '../panda/panda-desk.js'
import { servePanda } from '../panda/panda-wire.js'
import { type ApiLimits, defaultApiLimits } from './api-limits.js'
import { ApiMetrics } from './api-metrics.js'
import type { Desk } from './desk.js'
import { docsPage, pagePolicy } from './docs-page.js'
import { Gate, stranger } from './gate.js'
import { JobLogs } from './job-logs.js'
import { parseJson } from './json-text.js'
import { openApi } from './open-api.js'
import { Problem } from './problem.js'
import { refuse, refuseConnection } from './refusals.js'
import { noteBody } from './request-key.js'
import type { Route } from './route.js'
import { routes } from './routes/index.js'
import { listenSecurely, type TlsIdentity } from './secure-server.js'
import { serveRoute } from './serve-route.js'

/** What a server is made of. */
export interface ApiSettings {
  readonly door: HostDoor
  readonly tokens: TokenBook
  /** How callers are recognised beside the tokens of our own: certificates, tokens of issuers. */
  readonly recognisers?: readonly Recogniser[]
  /** Folder of the logs of jobs. */
  readonly logFolder: string
  /** Why no new work is taken; undefined: it is. */
  readonly isReadOnly?: () => string | undefined
  /** Why the server is not ready; undefined: it is. */
  readonly notReady?: () => string | undefined
  /** What the data mover has moved since the server began; default: nothing. */
  readonly movedBytes?: () => number
  /** Called for a planned restart, after its request was answered. */
  readonly restart?: () => void
  readonly limits?: Partial<ApiLimits>
  /** What of PanDA's world is set up; default: nothing is imported, sandboxes lie beside the logs. */
  readonly panda?: Partial<PandaSettings>
  /** What the pages of the monitor call the server, and the version of the program. */
  readonly about?: { readonly title: string; readonly version: string } | undefined
  /** Requests are logged at level `debug`, failures at `error`. Default: errors alone, to the standard output. */
  readonly log?: Logger
}

const SANE_REQUEST_ID = /^[\w.:-]{1,64}$/
/** How often slow requests are looked for, as a part of the shortest time they have. */
const CHECKS_IN_TIMEOUT = 4
/** How long answers that are under way have when the server closes, and how often what is done is looked for. */
const GRACE_SECONDS = 10
const SWEEP_MILLISECONDS = 20
/** Bytes of a request's head. */
const HEAD_BYTES = 16_384
/** Bytes of JSON for each value that it may hold. */
const BYTES_PER_VALUE = 8

/** The native HTTP API. */
export class ApiServer {
  readonly app: FastifyInstance
  private readonly metrics: ApiMetrics
  private readonly history: MonitorHistory
  private readonly gate: Gate
  private readonly log: Logger
  private readonly limits: ApiLimits
  private readonly closing = new AbortController()
  private secure: SecureServer | undefined
  private readonly idStart = randomBytes(4).toString('hex')
  private requests = 0

  constructor(given: ApiSettings) {
    const { door, tokens, recognisers = [], logFolder, isReadOnly, notReady, restart, limits, log, panda } = given
    this.limits = { ...defaultApiLimits, ...limits }
    this.log = log ?? pino({ level: 'error' })
    this.metrics = new ApiMetrics(door, given.movedBytes ?? (() => 0))
    const bans = new BanBook((rows) => door.keep(rows), Date.now, door.keptRows('ban'))
    const sessions = new Sessions(tokens)
    const recogniser = recogniserOf([localTokens(tokens), sessionCookies(sessions), ...recognisers])
    this.gate = new Gate(recogniser, bans, this.limits)
    this.app = this.makeApp()
    const document = openApi(routes)
    const desk: Desk = {
      door: this.metrics.counted(),
      tokens,
      sessions,
      bans,
      logs: new JobLogs(logFolder, this.limits.logBytes),
      limits: this.limits,
      metrics: this.metrics,
      isReadOnly: isReadOnly ?? (() => undefined),
      notReady: () => (this.closing.signal.aborted ? 'the server is closing' : notReady?.()),
      restart: restart ?? (() => undefined),
      documents: { openApi: JSON.stringify(document), page: docsPage() },
      closing: this.closing.signal,
    }
    for (const [name, route] of Object.entries(routes)) serveRoute(this.app, name, route as unknown as Route, desk)
    const sandboxFolder = join(dirname(logFolder), 'sandboxes')
    const settings = { queueData: new Map(), sandboxFolder, issuers: [], ...panda }
    const books = openBooks(door)
    servePanda(this.app, { ...desk, panda: settings, books }, this.log)
    this.history = new MonitorHistory(door)
    const about = given.about ?? { title: 'ailuro', version: 'unknown' }
    serveMonitor(this.app, desk, { recogniser, workers: books.workers, history: this.history, about })
    this.history.begin()
  }

  /**
   * Begins to listen.
   * @param port 0: any that is free
   * @returns the URL
   * @throws BadInput when it cannot listen there, or other machines could reach it and `allowRemote` is not said
   */
  async listen({ host = '127.0.0.1', port = 0, allowRemote = false } = {}): Promise<string> {
    checkListeningPlace(host, allowRemote)
    await this.app.listen({ host, port }).catch((error: unknown) => {
      throw whyNotListening(error, host, port)
    })
    return urlOf('http', this.app.server)
  }

  /**
   * Listens with TLS as well.
   * @param port 0: any that is free
   * @returns the URL
   * @throws BadInput when it cannot listen there
   */
  async listenSecurely(tls: () => TlsIdentity, { host = '127.0.0.1', port = 0 } = {}): Promise<string> {
    const warn = (words: string): void => this.log.warn(words)
    this.secure = await listenSecurely(this.app, tls, { host, port }, this.limits, this.httpSettings(), warn)
    return urlOf('https', this.secure)
  }

  /** Takes no more requests, ends streams, and waits for the answers that are under way; not for ever. */
  async close(graceSeconds = GRACE_SECONDS): Promise<void> {
    this.closing.abort()
    const servers = this.secure === undefined ? [this.app.server] : [this.app.server, this.secure]
    const secureClosed = new Promise<void>((resolve) =>
      this.secure === undefined ? resolve() : this.secure.close(() => resolve()),
    )
    // Connections whose last answer is done would be kept open for the next request.
    const sweep = setInterval(() => servers.forEach((server) => server.closeIdleConnections()), SWEEP_MILLISECONDS)
    const end = setTimeout(() => servers.forEach((server) => server.closeAllConnections()), graceSeconds * 1000)
    try {
      await Promise.all([this.app.close(), secureClosed])
    } finally {
      await this.history.end()
      clearInterval(sweep)
      clearTimeout(end)
      this.metrics.end()
    }
  }

  private makeApp(): FastifyInstance {
    const { requestSeconds, idleSeconds, connections } = this.limits
    const app = Fastify({
      logger: false,
      requestTimeout: requestSeconds * 1000,
      keepAliveTimeout: idleSeconds * 1000,
      connectionTimeout: Math.max(requestSeconds, idleSeconds) * 2_000,
      forceCloseConnections: 'idle',
      return503OnClosing: false,
      exposeHeadRoutes: false,
      requestIdHeader: false,
      genReqId: (request) => this.idOf(request as IncomingMessage),
      http: this.httpSettings(),
      routerOptions: { ignoreTrailingSlash: true, maxParamLength: 1_000 },
      clientErrorHandler: refuseConnection,
      frameworkErrors: (error, request, reply) => void refuse(error, request, reply, this.log),
    })
    app.server.maxConnections = connections
    this.addParsers(app)
    app.decorateRequest('caller')
    app.decorateRequest('keyedBody')
    app.addHook('onRequest', (request, reply, next) => {
      const caller = this.begin(request, reply)
      if (!(caller instanceof Promise)) next()
      else caller.then(() => next(), next)
    })
    app.addHook('onResponse', (request, reply, next) => {
      this.noteAnswer(request, reply)
      next()
    })
    app.setErrorHandler((error, request, reply) => refuse(error, request, reply, this.log))
    app.setNotFoundHandler((request, reply) => refuse(notServed(request), request, reply, this.log))
    return app
  }

  private httpSettings() {
    const { headSeconds, requestSeconds } = this.limits
    const milliseconds = Math.min(headSeconds, requestSeconds) * 1000
    return {
      headersTimeout: milliseconds,
      connectionsCheckingInterval: milliseconds / CHECKS_IN_TIMEOUT,
      maxHeaderSize: HEAD_BYTES,
    }
  }

  private idOf({ headers }: IncomingMessage): string {
    const given = headers['x-request-id']
    return typeof given === 'string' && SANE_REQUEST_ID.test(given) ? given : `${this.idStart}-${++this.requests}`
  }

  /** Sees who calls; now, or later when somebody else must be asked. */
  private begin(request: FastifyRequest, reply: FastifyReply): void | Promise<void> {
    request.caller = stranger
    reply.header('x-request-id', request.id)
    reply.header('x-content-type-options', 'nosniff')
    reply.header('cache-control', 'no-store')
    const { ailuro, panda, monitor } = request.routeOptions.config
    if (ailuro?.name === 'GET /') reply.header('content-security-policy', pagePolicy)
    if (this.closing.signal.aborted) {
      reply.header('connection', 'close')
      throw new Problem(503, 'the server is closing', 5)
    }
    const may = ailuro?.route.may ?? panda?.method.may ?? (monitor === undefined ? undefined : 'anyone')
    const caller = this.gate.admit(request, may && { may, isPanda: panda !== undefined })
    if (caller instanceof Promise) return caller.then((later) => this.enter(request, later))
    this.enter(request, caller)
  }

  private enter(request: FastifyRequest, caller: Caller): void {
    request.caller = caller
    if (request.routeOptions.config.ailuro?.route.size === 'log') this.refuseLongLog(request)
  }

  private refuseLongLog({ headers }: FastifyRequest): void {
    if (Number(headers['content-length'] ?? 0) > this.limits.logBytes)
      throw new Problem(413, `the log is larger than the ${this.limits.logBytes} bytes that are kept of one`)
  }

  private noteAnswer(request: FastifyRequest, reply: FastifyReply): void {
    const { ailuro, panda, monitor = 'none' } = request.routeOptions.config
    const name = ailuro?.name ?? (panda === undefined ? monitor : `${panda.family} ${panda.name}`)
    this.metrics.answered(name, reply.statusCode, reply.elapsedTime / 1000)
    if (!this.log.isLevelEnabled('debug')) return
    const { id: requestId, caller } = request
    const milliseconds = Math.round(reply.elapsedTime * 10) / 10
    this.log.debug({ requestId, route: name, status: reply.statusCode, milliseconds, user: caller.user }, 'answered')
  }

  private addParsers(app: FastifyInstance): void {
    const { jsonDepth, usualBytes, bulkBytes } = this.limits
    app.removeAllContentTypeParsers()
    app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, text, done) => {
      const route = request.routeOptions.config.ailuro?.route
      noteBody(request, text as string)
      try {
        if (route?.size === 'log') throw new Problem(415, 'send the log as text/plain')
        const bytes = route?.size === 'bulk' ? bulkBytes : usualBytes
        done(null, parseJson(text as string, { depth: jsonDepth, items: Math.ceil(bytes / BYTES_PER_VALUE) }))
      } catch (error) {
        done(error as Error)
      }
    })
    app.addContentTypeParser(['text/plain', 'application/octet-stream'], (request, payload, done) => {
      const isTaken = request.routeOptions.config.ailuro?.route.size === 'log'
      if (isTaken) done(null, payload)
      else done(new Problem(415, 'send the body as application/json'))
    })
  }
}

function urlOf(scheme: 'http' | 'https', server: Pick<SecureServer, 'address'>): string {
  const { address, port, family } = server.address() as AddressInfo
  return `${scheme}://${family === 'IPv6' ? `[${address}]` : address}:${port}`
}

function notServed({ method, url }: FastifyRequest): Problem {
  const path = url.split('?', 1)[0]
  return new Problem(
    404,
    `there is no ${method} ${JSON.stringify(path.slice(0, 100))}; GET /api/ailuro/v1/ lists what there is`,
  )
}
