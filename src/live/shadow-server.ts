import Fastify, { type FastifyInstance } from 'fastify'
import type { AddressInfo } from 'node:net'
import { checkListeningPlace, whyNotListening } from './auth/listening-place.js'

/** What a shadow shows of itself while it runs. */
export interface ShadowShow {
  /** The report as it stands: JSON. */
  report(): unknown
  /** The same as a page of HTML, and what its contents may do (Content-Security-Policy). */
  page(): Promise<string>
  readonly pagePolicy: string
}

/** Names under which a page of this machine may ask: a page from elsewhere that has its own name lead here may not. */
const OWN_NAMES = /^(localhost|127(\.\d+){3}|\[::1\])(:\d+)?$/
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
    this.app.addHook('onRequest', async (request, reply) => {
      if (OWN_NAMES.test(request.headers.host ?? '')) return
      await reply.code(403).type('application/problem+json').send({ title: 'not allowed', status: 403 })
    })
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
  async listen(host = '127.0.0.1', port = 0): Promise<string> {
    checkListeningPlace(host, false)
    await this.app.listen({ host, port }).catch((error: unknown) => {
      throw whyNotListening(error, host, port)
    })
    const { address, port: own, family } = this.app.server.address() as AddressInfo
    return `http://${family === 'IPv6' ? `[${address}]` : address}:${own}`
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
