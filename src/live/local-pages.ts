/** What servers of pages on this machine share: who may ask them, and where they listen. */
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { AddressInfo } from 'node:net'
import { BadInput } from '../model/bad-input.js'
import { isLoopback, whyNotListening } from './auth/listening-place.js'

/** Names under which a page of this machine may ask: a page from elsewhere that has its own name lead here may not. */
const OWN_NAMES = /^(localhost|127(\.\d+){3}|\[::1\])(:\d+)?$/

/** Has a server answer to this machine's own names alone. */
export function refuseForeignNames(app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, next) => {
    if (OWN_NAMES.test(request.headers.host ?? '')) next()
    else refuse(reply, 403, 'this machine goes by other names here')
  })
}

/** Answers with a refusal in the place of what was asked for. */
export function refuse(reply: FastifyReply, status: number, title: string): void {
  if (status === 401) reply.header('www-authenticate', 'Bearer realm="ailuro"')
  void reply.code(status).type('application/problem+json').send({ title, status })
}

/**
 * Has a server listen to this machine alone.
 * @param port 0: any that is free
 * @returns the URL
 * @throws BadInput when it cannot listen there, or other machines could reach it
 */
export async function listenLocally(app: FastifyInstance, host = '127.0.0.1', port = 0): Promise<string> {
  if (!isLoopback(host))
    throw new BadInput(
      `host ${host}`,
      'other machines could reach it',
      'an address of this machine alone, such as 127.0.0.1',
    )
  await app.listen({ host, port }).catch((error: unknown) => {
    throw whyNotListening(error, host, port)
  })
  const { address, port: own, family } = app.server.address() as AddressInfo
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${own}`
}
