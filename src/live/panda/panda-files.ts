/** Files that pilots and jobs fetch, by anybody who knows their names: sandboxes, programs, queue data and how to sign in (panda-protocol.md §1.1). */
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { Readable } from 'node:stream'
import { JSON_TYPE, TEXT } from './answer.js'
import type { PandaDesk } from './panda-desk.js'
import { signInOf } from '../auth/sign-in.js'
import { programAt } from './programs.js'
import { type QueueData, queueDataOf } from './queue-data.js'
import { SandboxStore } from './sandbox-store.js'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Whether it is a file that jobs and their pilots fetch: many may do so from one address. */
    isFile?: boolean
  }
}

const BYTES = 'application/octet-stream'

/** Names of the file that holds all queues. */
const allQueues = ['schedconfig.all.json', 'pandaqueues.json']
const forJobs = { config: { isFile: true } } as const

export function servePandaFiles(wire: FastifyInstance, desk: PandaDesk): void {
  const { panda } = desk
  wire.get<{ Params: { name: string } }>('/cache/:name', forJobs, async ({ params: { name } }, reply) => {
    const found = await new SandboxStore(panda.sandboxFolder).read(name)
    return send(reply, found, BYTES)
  })
  wire.get<{ Params: { file: string } }>('/cache/schedconfig/:file', forJobs, async ({ params: { file } }, reply) => {
    const name = /^(.+)\.all\.json$/.exec(file)?.[1]
    const isAsked = (queue: Names): boolean => name === queue.nickname || name === queue.panda_resource
    const [found] = await queuesInWords(desk, isAsked)
    if (found === undefined) return send(reply, undefined, TEXT)
    return reply.type(JSON_TYPE).send(JSON.stringify(found))
  })
  // The work of writing it is not for everybody to ask for a thousand times a second.
  for (const file of allQueues) {
    wire.get(`/cache/schedconfig/${file}`, async (_, reply) => {
      // Harvester takes queues from the list only under their nicknames.
      const byNickname = (await queuesInWords(desk)).map((queue) => [queue['nickname'], queue] as const)
      return reply.type(JSON_TYPE).send(JSON.stringify(Object.fromEntries(byNickname)))
    })
  }
  wire.get<{ Params: { file: string } }>('/auth/:file', ({ params: { file } }, reply) => {
    const vo = /^(.+)_auth_config\.json$/.exec(file)?.[1]
    const found = vo === undefined ? undefined : signInOf(panda.issuers, vo)
    return found === undefined ? send(reply, found, TEXT) : reply.type(JSON_TYPE).send(JSON.stringify(found))
  })
  wire.get<{ Params: { '*': string } }>('/trf/*', forJobs, async ({ params: { '*': path } }, reply) => {
    return send(reply, await programAt(path), TEXT)
  })
}

/** Under what a queue is asked for. */
type Names = { readonly nickname?: unknown; readonly panda_resource?: unknown }

function queuesInWords(
  { door, panda: { queueData } }: PandaDesk,
  isAsked: (queue: Names) => boolean = () => true,
): Promise<readonly QueueData[]> {
  return door.ask(({ state: { grid } }) =>
    grid.queues
      .filter(({ name }) => isAsked({ nickname: name, panda_resource: name, ...queueData.get(name) }))
      .map((queue) => queueDataOf(queue, grid.sites[queue.siteIndex], queueData.get(queue.name))),
  )
}

function send(
  reply: FastifyReply,
  found: { readonly bytes: number; readonly content: Readable } | undefined,
  type: string,
): FastifyReply {
  if (found === undefined) return reply.code(404).type(TEXT).send('ERROR : there is no such file\n')
  return reply.type(type).header('content-length', String(found.bytes)).send(found.content)
}
