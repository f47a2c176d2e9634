import type { FastifyInstance } from 'fastify'
import { constants } from 'node:crypto'
import { createServer, type Server } from 'node:https'
import { BadInput } from '../../model/bad-input.js'
import { whyNotListening } from '../auth/listening-place.js'
import type { ApiLimits } from './api-limits.js'
import { refuseConnection } from './refusals.js'

/** What a server shows of itself in a handshake, and the authorities whose certificates it asks callers for, as PEM. */
export interface TlsIdentity {
  readonly certificate: string
  readonly key: string
  readonly authorities: readonly string[]
}

/** How often is looked whether certificates were renewed. */
const LOOK_MILLISECONDS = 60_000
/** A session that is resumed no longer knows the chain that was shown; one that is negotiated anew may show another. */
const secureOptions = constants.SSL_OP_NO_TICKET | constants.SSL_OP_NO_RENEGOTIATION

/**
 * Has an application answer with TLS too. Callers may show certificates; Node refuses proxies (RFC 3820), which our own walk looks
 * at, so whatever is shown comes in, and counts only once it has passed that.
 * @param identity asked once a minute, since certificates are renewed
 * @throws BadInput when it cannot listen there, or the certificate and the key are no pair
 */
export async function listenSecurely(
  app: FastifyInstance,
  identity: () => TlsIdentity,
  { host, port }: { readonly host: string; readonly port: number },
  limits: ApiLimits,
  http: object,
  warn: (words: string) => void,
): Promise<Server> {
  await app.ready()
  const server = serverOf(app, identity(), limits, http)
  server.on('clientError', refuseConnection)
  server.on('tlsClientError', (_, socket) => socket.destroy())
  server.maxConnections = limits.connections
  server.requestTimeout = limits.requestSeconds * 1000
  server.keepAliveTimeout = limits.idleSeconds * 1000
  server.timeout = app.server.timeout
  const timer = setInterval(renewal(server, identity, warn), LOOK_MILLISECONDS).unref()
  server.on('close', () => clearInterval(timer))
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  }).catch((error: unknown) => {
    throw whyNotListening(error, host, port)
  })
  return server
}

function serverOf(app: FastifyInstance, identity: TlsIdentity, { headSeconds }: ApiLimits, http: object): Server {
  const asked = { requestCert: true, rejectUnauthorized: false, handshakeTimeout: headSeconds * 1000 } as const
  try {
    return createServer({ ...contextOf(identity), ...asked, ...http }, (request, response) =>
      app.routing(request, response),
    )
  } catch (error) {
    throw new BadInput('identity.tls', (error as Error).message, 'a certificate and its key, as PEM')
  }
}

function contextOf({ certificate, key, authorities }: TlsIdentity) {
  return { cert: certificate, key, ca: [...authorities], minVersion: 'TLSv1.2' as const, secureOptions }
}

/** Has new certificates shown in handshakes from now on, once there are any. @returns to be called now and then */
export function renewal(server: Server, identity: () => TlsIdentity, warn: (words: string) => void): () => void {
  let before = JSON.stringify(identity())
  return () => {
    try {
      const now = identity()
      if (JSON.stringify(now) === before) return
      server.setSecureContext(contextOf(now))
      before = JSON.stringify(now)
    } catch (error) {
      warn(`the certificate of the server stays as it was: ${(error as Error).message}`)
    }
  }
}
