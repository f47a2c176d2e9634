import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify'
import { bearerOf } from './auth/recognisers.js'
import { TokenBook } from './auth/token-book.js'
import { listenLocally, refuse, refuseForeignNames } from './local-pages.js'

/** What a shadow shows of itself while it runs. */
export interface ShadowShow {
  /** The report as it stands: JSON. */
  report(): unknown
  /** The same as a page of HTML, and what its contents may do (Content-Security-Policy). */
  page(): Promise<string>
  readonly pagePolicy: string
}

/** A page is drawn anew at most so often. */
const PAGE_SECONDS = 5

/** Where a shadow shows itself, and the secret that opens it: of this process, and kept nowhere. */
export interface ShadowPlace {
  readonly url: string
  readonly token: string
}

/**
 * Shows a shadow at `/shadow` and `/api/ailuro/v1/shadow` to this machine alone, and there to who has its token: as a bearer, or
 * in the query, so that a browser can be sent there. It takes nothing in and changes nothing.
 */
export class ShadowServer {
  private readonly app: FastifyInstance
  private readonly tokens = new TokenBook(() => Promise.resolve())
  private drawn: { readonly page: Promise<string>; readonly at: number } | undefined

  constructor(private readonly show: ShadowShow) {
    this.app = Fastify({ logger: false, forceCloseConnections: true, bodyLimit: 1, exposeHeadRoutes: true })
    this.app.addHook('onRequest', (request, reply, next) => {
      reply.headers({
        'cache-control': 'no-store',
        'content-security-policy': show.pagePolicy,
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
      })
      next()
    })
    refuseForeignNames(this.app)
    this.app.addHook('onRequest', (request, reply, next) => {
      if (this.isKnown(request)) next()
      else refuse(reply, 401, 'the token is missing, or another than this shadow’s')
    })
    this.app.get('/api/ailuro/v1/shadow', (_, reply) => {
      void reply.send(this.show.report())
    })
    this.app.get('/shadow', async (_, reply) => reply.type('text/html; charset=utf-8').send(await this.page()))
  }

  /**
   * @param port 0: any that is free
   * @throws BadInput when it cannot listen there, or other machines could reach it
   */
  async listen(host?: string, port?: number): Promise<ShadowPlace> {
    const url = await listenLocally(this.app, host, port)
    const { secret } = await this.tokens.make({ user: 'reader', roles: ['user'] })
    return { url, token: secret }
  }

  async close(): Promise<void> {
    await this.app.close()
  }

  private isKnown(request: FastifyRequest): boolean {
    const { token } = request.query as Readonly<Record<string, unknown>>
    const secret = bearerOf(request) ?? token
    return typeof secret === 'string' && this.tokens.whose(secret) !== undefined
  }

  /** Drawn for all who ask within a few seconds. */
  private page(): Promise<string> {
    const now = performance.now() / 1000
    if (this.drawn === undefined || now > this.drawn.at + PAGE_SECONDS) this.drawn = { page: this.show.page(), at: now }
    return this.drawn.page
  }
}
