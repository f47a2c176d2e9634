import type { FastifyInstance } from 'fastify'
import { createServer, type Server } from 'node:https'
import { whyNotListening } from '../auth/listening-place.js'
import type { ApiLimits } from './api-limits.js'
import { refuseConnection } from './refusals.js'

/** What a server shows of itself in a handshake, and the authorities whose certificates it asks callers for, as PEM. */
export interface TlsIdentity {
  readonly certificate: string
  readonly key: string
  readonly authorities: readonly string[]
}

/**
 * Has an application answer with TLS too. Callers may show certificates; Node refuses proxies (RFC 3820), which our own walk looks
 * at, so whatever is shown comes in, and counts only once it has passed that.
 * @throws BadInput when it cannot listen there
 */
export async function listenSecurely(
  app: FastifyInstance,
  { certificate, key, authorities }: TlsIdentity,
  { host, port }: { readonly host: string; readonly port: number },
  limits: ApiLimits,
  http: object,
): Promise<Server> {
  await app.ready()
  const asked = { requestCert: true, rejectUnauthorized: false, minVersion: 'TLSv1.2' } as const
  const server = createServer(
    { cert: certificate, key, ca: [...authorities], ...asked, ...http },
    (request, response) => app.routing(request, response),
  )
  server.on('clientError', refuseConnection)
  server.maxConnections = limits.connections
  server.requestTimeout = limits.requestSeconds * 1000
  server.keepAliveTimeout = limits.idleSeconds * 1000
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  }).catch((error: unknown) => {
    throw whyNotListening(error, host, port)
  })
  return server
}
