/** Files that pilots and jobs fetch, by anybody who knows their names: sandboxes and programs (panda-protocol.md §1.1). */
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { Readable } from 'node:stream'
import type { PandaDesk } from './panda-desk.js'
import { programAt } from './programs.js'
import { SandboxStore } from './sandbox-store.js'

const BYTES = 'application/octet-stream'
const TEXT = 'text/plain; charset=utf-8'

export function servePandaFiles(wire: FastifyInstance, { panda }: PandaDesk): void {
  wire.get<{ Params: { name: string } }>('/cache/:name', async ({ params: { name } }, reply) => {
    const found = await new SandboxStore(panda.sandboxFolder).read(name)
    return send(reply, found, BYTES)
  })
  wire.get<{ Params: { '*': string } }>('/trf/*', async ({ params: { '*': path } }, reply) => {
    return send(reply, await programAt(path), TEXT)
  })
}

function send(
  reply: FastifyReply,
  found: { readonly bytes: number; readonly content: Readable } | undefined,
  type: string,
): FastifyReply {
  if (found === undefined) return reply.code(404).type(TEXT).send('ERROR : there is no such file\n')
  return reply.type(type).header('content-length', String(found.bytes)).send(found.content)
}
