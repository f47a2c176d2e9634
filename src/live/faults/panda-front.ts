import { AsyncLocalStorage } from 'node:async_hooks'
import Fastify, { type FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import { defaultApiLimits } from '../api/api-limits.js'
import type { Caller } from '../auth/caller.js'
import type { HostDoor } from '../door.js'
import { openBooks } from '../panda/books.js'
import type { PandaDesk } from '../panda/panda-desk.js'
import { servePanda } from '../panda/panda-wire.js'
import { type PandaRequest, readAs } from '../panda/testing/panda-request.js'

/** What came back: the body as a pilot reads it. */
export interface PandaReply {
  readonly status: number
  readonly body: unknown
  /** What the server would have logged as its own failure. */
  readonly failure: Error | undefined
}

interface Spoken {
  readonly desk: PandaDesk
  failure?: Error
}

const root: Caller = { number: 1, user: 'root', roles: ['admin'] }
/** All histories share one front, which takes long to make: each request finds the desk of its own host. */
const spoken = new AsyncLocalStorage<Spoken>()
let front: Promise<FastifyInstance> | undefined

/** What stands before a process of a host: what is kept beside the core is read back, as whenever a server starts. */
export function deskBefore(door: HostDoor, freshWord: () => string): PandaDesk {
  const panda = { queueData: new Map(), sandboxFolder: '', freshWord }
  const desk = {
    ...{ door, books: openBooks(door), panda, limits: defaultApiLimits, closing: new AbortController().signal },
    isReadOnly: () => undefined,
  }
  return desk as unknown as PandaDesk
}

/** Sends a request to a host, without a network. */
export async function sendTo(
  desk: PandaDesk,
  { verb: method, path: url, body, headers }: PandaRequest,
): Promise<PandaReply> {
  const app = await (front ??= makeFront())
  const about: Spoken = { desk }
  const sent = { method, url, headers: { ...headers, accept: 'application/json' } }
  // What inject returns is sent when it is awaited.
  const answer = await spoken.run(
    about,
    async () => await app.inject(body.length === 0 ? sent : { ...sent, payload: body }),
  )
  return { status: answer.statusCode, body: readAs(answer.payload), failure: about.failure }
}

async function makeFront(): Promise<FastifyInstance> {
  const app = Fastify({ logger: false })
  app.decorateRequest('caller')
  app.addHook('onRequest', (request, _, next) => {
    request.caller = root
    next()
  })
  const desk = new Proxy({ limits: defaultApiLimits } as PandaDesk, {
    get: (usual, name: keyof PandaDesk) => (spoken.getStore()?.desk ?? usual)[name],
  })
  servePanda(app, desk, { error: noteFailure } as unknown as Logger)
  await app.ready()
  return app
}

function noteFailure({ err }: { readonly err: Error }): void {
  Object.assign(spoken.getStore()!, { failure: err })
}
