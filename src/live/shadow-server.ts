import Fastify, { type FastifyInstance } from 'fastify'
import { listenLocally, refuseForeignNames } from './local-pages.js'

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

/**
 * Shows a shadow at `/shadow` and `/api/ailuro/v1/shadow`, to this machine alone and to whoever is there: it counts bunches and
 * names no user, takes nothing in and changes nothing.
 */
export class ShadowServer {
  private readonly app: FastifyInstance
  private drawn: { readonly page: Promise<string>; readonly at: number } | undefined

  constructor(private readonly show: ShadowShow) {
    this.app = Fastify({ logger: false, forceCloseConnections: true, bodyLimit: 1, exposeHeadRoutes: true })
    refuseForeignNames(this.app)
    this.app.get('/api/ailuro/v1/shadow', (_, reply) => {
      void reply.header('cache-control', 'no-store').send(this.show.report())
    })
    this.app.get('/shadow', async (_, reply) => {
      const headers = { 'cache-control': 'no-store', 'content-security-policy': show.pagePolicy }
      return reply
        .headers(headers)
        .type('text/html; charset=utf-8')
        .send(await this.page())
    })
    this.app.get('/', (_, reply) => reply.redirect('/shadow'))
  }

  /**
   * @param port 0: any that is free
   * @returns the URL
   * @throws BadInput when it cannot listen there, or other machines could reach it
   */
  listen(host?: string, port?: number): Promise<string> {
    return listenLocally(this.app, host, port)
  }

  async close(): Promise<void> {
    await this.app.close()
  }

  /** Drawn for all who ask within a few seconds. */
  private page(): Promise<string> {
    const now = performance.now() / 1000
    if (this.drawn === undefined || now > this.drawn.at + PAGE_SECONDS) this.drawn = { page: this.show.page(), at: now }
    return this.drawn.page
  }
}
