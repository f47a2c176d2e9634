/** The client: when it tries again, what it makes of refusals, and how it follows. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import test, { type ExecutionContext } from 'ava'
import { apiStage } from '../testing/api-stage.js'
import { ApiProblem, Client, type ToldFact } from './client.js'

type Answer = (request: IncomingMessage, response: ServerResponse) => void

const fine: Answer = (_, response) => response.setHeader('content-type', 'application/json').end('{"known":true}')
const refusing =
  (status: number, headers: Record<string, string> = {}): Answer =>
  (_, response) => {
    const body = { type: 'about:blank', title: 'x', status, detail: `because of ${status}`, requestId: 'r' }
    response.writeHead(status, { 'content-type': 'application/problem+json', ...headers }).end(JSON.stringify(body))
  }
const broken: Answer = (request) => request.socket.destroy()
const brokenHalfway: Answer = (request, response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': 14 }).write('{"kno')
  setImmediate(() => request.socket.destroy())
}
const silent: Answer = () => undefined

/** A server that answers one way after the other, and a client for it; told is method, key and body of each request. */
const against = test.macro(
  async (
    t: ExecutionContext,
    answers: Answer[],
    play: (t: ExecutionContext, client: Client, told: string[]) => Promise<void>,
  ) => {
    const told: string[] = []
    const server = createServer((request, response) => {
      const { method, headers, url } = request
      told.push(`${method} ${url} ${headers['idempotency-key'] === undefined ? 'no key' : 'a key'}`)
      request.resume()
      const answer = answers[Math.min(told.length, answers.length) - 1]
      answer(request, response)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const client = new Client({
      url,
      token: 'ailuro_x',
      timeoutMilliseconds: 10_000,
      firstWaitMilliseconds: 1,
      tries: 4,
    })
    try {
      await play(t, client, told)
    } finally {
      client.close()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    }
  },
)

const heartbeat = (client: Client) => client.call('POST /jobs/:id/heartbeat', { params: { id: 1 } })

test(
  'statements are made again without a key',
  against,
  [broken, refusing(503), brokenHalfway, fine],
  async (t, client, told) => {
    t.deepEqual(await heartbeat(client), { known: true })
    t.deepEqual(told, new Array(4).fill('POST /api/ailuro/v1/jobs/1/heartbeat no key'))
  },
)

test('new work is submitted again under the same key', against, [broken, fine], async (t, client, told) => {
  await client.call('POST /jobs', { body: { command: ['true'] } })
  t.deepEqual(told, new Array(2).fill('POST /api/ailuro/v1/jobs a key'))
})

test('a pilot with a name needs no key, one without has it', against, [fine], async (t, client, told) => {
  await client.call('POST /pilots/ask', { body: { queue: 'Q', cores: 1, worker: 'w' } })
  await client.call('POST /pilots/ask', { body: { queue: 'Q', cores: 1 } })
  t.deepEqual(
    told.map((line) => line.slice(-6)),
    ['no key', ' a key'],
  )
})

test('a token is not made twice', against, [broken], async (t, client, told) => {
  const error = await t.throwsAsync(() => client.call('POST /tokens', { body: { user: 'x', roles: ['user'] } }), {
    instanceOf: ApiProblem,
  })
  t.is(error.status, 0)
  t.is(told.length, 1)
})

test('a refusal is told in the words of the server, at once', against, [refusing(422)], async (t, client, told) => {
  const error = await t.throwsAsync(() => heartbeat(client), { instanceOf: ApiProblem, message: 'because of 422' })
  t.deepEqual([error.status, error.body?.requestId, told.length], [422, 'r', 1])
})

test('after so many tries it gives up', against, [refusing(429)], async (t, client, told) => {
  await t.throwsAsync(() => heartbeat(client), { message: 'because of 429' })
  t.is(told.length, 4)
})

test('what was no answer in time counts as none', against, [silent], async (t, client) => {
  const params = { id: 1 }
  const attempt = () => client.call('POST /jobs/:id/heartbeat', { params }, { timeoutMilliseconds: 20 })
  await t.throwsAsync(attempt, { message: /did not answer: no answer within 0.02 s/ })
})

test('a text that is streamed is not sent again', against, [broken], async (t, client, told) => {
  const body = Readable.from(['some', ' text'])
  await t.throwsAsync(() => client.call('PUT /jobs/:id/log', { params: { id: 1 }, body }), { instanceOf: ApiProblem })
  t.is(told.length, 1)
})

test('names go into paths unharmed', against, [fine], async (t, client, told) => {
  await client.call('DELETE /datasets/:name/replicas/:site', {
    params: { name: 'a/b ?#%é', site: '..' },
    query: { kind: 'tape' },
  })
  t.is(told[0], 'DELETE /api/ailuro/v1/datasets/a%2Fb%20%3F%23%25%C3%A9/replicas/..?kind=tape no key')
})

test(
  'an answer of something else is told as what it is',
  against,
  [(_, response) => response.writeHead(418).end('<b>no</b>')],
  async (t, client) => {
    await t.throwsAsync(() => heartbeat(client), { message: 'the server answered 418: <b>no</b>' })
  },
)

test('a URL that is none is refused', (t) => {
  for (const url of ['', 'grid', 'ftp://grid', 'file:///x'])
    t.throws(() => new Client({ url }), { message: /^url: it is .*; allowed: where the server is/ })
})

test('facts are followed from where one wants, and taken up where the stream broke', async (t) => {
  const stage = await apiStage()
  const { paula } = stage.clients
  const alice = new Client({ url: stage.url, token: stage.secrets.alice })
  const heard: ToldFact[] = []
  const stop = new AbortController()
  try {
    await alice.call('POST /jobs', { body: { command: ['true'], jobs: 2, queue: 'CERN' } })
    const following = (async () => {
      for await (const fact of paula.follow(2, stop.signal)) {
        heard.push(fact)
        if (heard.length === 2) stage.server.app.server.closeAllConnections()
        if (fact.kind === 'taskEnded') return
      }
    })()
    while (heard.length < 3) await new Promise((resolve) => setTimeout(resolve, 5))
    await alice.call('POST /tasks/:number/kill', { params: { number: 1 } })
    await following
    t.deepEqual(
      heard.map(({ number }) => number),
      heard.map((_, i) => i + 2),
    )
    t.like(heard.at(-1), { kind: 'taskEnded', task: 1, finished: 0, failed: 0, cancelled: 2 })

    const waiting = (async () => {
      for await (const fact of paula.follow(1000, stop.signal)) heard.push(fact)
    })()
    await new Promise((resolve) => setTimeout(resolve, 20))
    stop.abort()
    await waiting
    await t.throwsAsync(() => alice.follow(1).next(), { message: /the role production or admin/ })
  } finally {
    alice.close()
    await stage.close()
  }
})
