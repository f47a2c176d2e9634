import Fastify, { type FastifyInstance } from 'fastify'
import { listenLocally, refuseForeignNames } from '../../live/local-pages.js'
import { Monitor } from '../../monitor/monitor.js'
import type { Viewer } from '../../monitor/readings/about.js'
import type { MonitorSource } from '../../monitor/source.js'

/** Whoever may read the folder may see all of it. */
const viewer: Viewer = { user: '', seesAll: true, mayAdminister: false }

/** Shows runs on the monitor's pages, to this machine alone. It takes nothing in and changes nothing. */
export class ViewServer {
  private readonly app: FastifyInstance

  constructor(sources: readonly MonitorSource[]) {
    const monitor = new Monitor({ root: '', sources })
    this.app = Fastify({ logger: false, forceCloseConnections: true, bodyLimit: 1, exposeHeadRoutes: true })
    refuseForeignNames(this.app)
    this.app.get('/*', async (request, reply) => {
      const [path, query = ''] = request.url.split('?', 2)
      const { status, type, headers, body } = await monitor.answer({ path, query: new URLSearchParams(query), viewer })
      return reply.code(status).headers(headers).type(type).send(body)
    })
  }

  /** @returns the URL @throws BadInput when it cannot listen there */
  listen(port: number): Promise<string> {
    return listenLocally(this.app, '127.0.0.1', port)
  }

  async close(): Promise<void> {
    await this.app.close()
  }
}
