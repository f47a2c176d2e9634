import { ApiProblem } from '../api/api-problem.js'
import type { Client } from '../api/client.js'
import { type PilotServer, ServerRefusal } from './pilot-server.js'

/** Statuses after which it is of use to ask again: nobody answered, too slow, too often, or the server is ill. */
const LATER = [0, 408, 429]

/** The server as a pilot needs it, by the API. */
export function clientServer(client: Client): PilotServer {
  return {
    ask: async (request) => (await told(client.call('POST /pilots/ask', { body: request }))).job ?? undefined,
    started: (id) => told(client.call('POST /jobs/:id/started', { params: { id } })),
    heartbeat: (id) => told(client.call('POST /jobs/:id/heartbeat', { params: { id } })),
    async ended(id, outcome, errorCode) {
      await told(client.call('POST /jobs/:id/ended', { params: { id }, body: { outcome, errorCode } }))
    },
    async log(id, text) {
      await told(client.call('PUT /jobs/:id/log', { params: { id }, body: text }))
    },
  }
}

async function told<T>(call: Promise<T>): Promise<T> {
  try {
    return await call
  } catch (error) {
    if (error instanceof ApiProblem && error.status < 500 && !LATER.includes(error.status))
      throw new ServerRefusal(error.message)
    throw error
  }
}
