/** What servers of pages on this machine share: who may ask them, and where they listen. */
import type { FastifyInstance } from 'fastify'
import type { AddressInfo } from 'node:net'
import { checkListeningPlace, whyNotListening } from './auth/listening-place.js'

/** Names under which a page of this machine may ask: a page from elsewhere that has its own name lead here may not. */
const OWN_NAMES = /^(localhost|127(\.\d+){3}|\[::1\])(:\d+)?$/

/** Has a server answer to this machine's own names alone. */
export function refuseForeignNames(app: FastifyInstance): void {
  app.addHook('onRequest', async (request, reply) => {
    if (OWN_NAMES.test(request.headers.host ?? '')) return
    await reply.code(403).type('application/problem+json').send({ title: 'not allowed', status: 403 })
  })
}

/**
 * Has a server listen to this machine alone.
 * @param port 0: any that is free
 * @returns the URL
 * @throws BadInput when it cannot listen there, or other machines could reach it
 */
export async function listenLocally(app: FastifyInstance, host = '127.0.0.1', port = 0): Promise<string> {
  checkListeningPlace(host, false)
  await app.listen({ host, port }).catch((error: unknown) => {
    throw whyNotListening(error, host, port)
  })
  const { address, port: own, family } = app.server.address() as AddressInfo
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${own}`
}
