/** Files that pilots and jobs fetch, by anybody who knows their names: sandboxes, programs and queue data (panda-protocol.md §1.1). */
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { Readable } from 'node:stream'
import type { PandaDesk } from './panda-desk.js'
import { programAt } from './programs.js'
import { type QueueData, queueDataOf } from './queue-data.js'
import { SandboxStore } from './sandbox-store.js'

const BYTES = 'application/octet-stream'
const TEXT = 'text/plain; charset=utf-8'

const JSON_TYPE = 'application/json; charset=utf-8'
/** Names of the file that holds all queues. */
const allQueues = ['schedconfig.all.json', 'pandaqueues.json']

export function servePandaFiles(wire: FastifyInstance, desk: PandaDesk): void {
  const { panda } = desk
  wire.get<{ Params: { name: string } }>('/cache/:name', async ({ params: { name } }, reply) => {
    const found = await new SandboxStore(panda.sandboxFolder).read(name)
    return send(reply, found, BYTES)
  })
  wire.get<{ Params: { file: string } }>('/cache/schedconfig/:file', async ({ params: { file } }, reply) => {
    const queues = await queuesInWords(desk)
    const found = allQueues.includes(file) ? queues : queues[/^(.+)\.all\.json$/.exec(file)?.[1] ?? '']
    if (found === undefined) return send(reply, undefined, TEXT)
    return reply.type(JSON_TYPE).send(JSON.stringify(found))
  })
  wire.get<{ Params: { '*': string } }>('/trf/*', async ({ params: { '*': path } }, reply) => {
    return send(reply, await programAt(path), TEXT)
  })
}

/** Queue data by the queue's name. */
function queuesInWords({ door, panda: { queueData } }: PandaDesk): Promise<Record<string, QueueData>> {
  return door.ask(({ state: { grid } }) => {
    const told = grid.queues.map((queue): [string, QueueData] => {
      return [queue.name, queueDataOf(queue, grid.sites[queue.siteIndex], queueData.get(queue.name))]
    })
    return Object.fromEntries(told)
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
