/** The server around the routes: limits, slow and broken requests, ids, logs, read-only mode, streams, and its end. */
import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import { get, type IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import test from 'ava'
import { pino } from 'pino'
import { apiStage } from '../testing/api-stage.js'
import { rawConversation, rawRequest } from '../testing/raw-request.js'
import { HostStopped } from '../door.js'
import { LostLeadership } from '../store/store.js'

const JOBS = '/api/ailuro/v1/jobs'
const TASKS = '/api/ailuro/v1/tasks'

/** A log that can be read. */
function logged(level: string) {
  const lines: string[] = []
  const sink = new Writable({
    write: (chunk: Buffer, _, done) => {
      lines.push(chunk.toString())
      done()
    },
  })
  return { lines, log: pino({ level }, sink) }
}

test('bodies are bounded: size, depth, type, and what is no JSON', async (t) => {
  const stage = await apiStage({ limits: { usualBytes: 10_000, bulkBytes: 50_000, logBytes: 1_000 } })
  try {
    const send = async (
      path: string,
      body: string,
      type = 'application/json',
      method = 'POST',
      who = 'root' as const,
    ) => {
      const headers = { 'content-type': type }
      const answer = await rawRequest(stage.url, { method, path, token: stage.secrets[who], headers, body })
      return [answer.status, (JSON.parse(answer.text) as { detail?: string }).detail ?? '']
    }
    const name = 'x'.repeat(20_000)
    t.deepEqual(await send(TASKS, JSON.stringify({ name })), [413, 'the body is larger than this route takes'])
    t.is((await send(`${TASKS}/bulk`, JSON.stringify({ tasks: [{ name }] })))[0], 200)
    t.is((await send(`${TASKS}/bulk`, JSON.stringify({ tasks: [name, name, name] })))[0], 413)
    t.is((await send(TASKS, '{"spec":'.repeat(500)))[0], 400)
    t.is((await send(TASKS, 'jobs: 1', 'application/yaml'))[0], 415)
    t.is((await send(TASKS, 'jobs', 'text/plain'))[0], 415)
    await stage.clients.alice.call('POST /jobs', { body: { command: ['true'] } })
    t.is((await send(`${JOBS}/1/log`, '{}', 'application/json', 'PUT'))[0], 415)
    t.is((await send(`${JOBS}/1/log`, 'x'.repeat(1_001), 'text/plain', 'PUT'))[0], 413)
    const chunked = `PUT ${JOBS}/1/log HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${stage.secrets.pilot}\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n`
    const chunk = `3e8\r\n${'x'.repeat(1000)}\r\n`
    t.regex(await rawConversation(stage.url, `${chunked}${chunk}${chunk}0\r\n\r\n`), /^HTTP\/1.1 413 /)
    await rawConversation(stage.url, `${chunked}${chunk.repeat(10)}`)
    // Nothing half-done is left behind.
    t.deepEqual(await readdir(join(stage.folder, 'logs', '0')), [])
    t.is((await send(`${JOBS}/1/log`, 'x'.repeat(1_000), 'text/plain', 'PUT'))[0], 200)
    t.deepEqual(await readdir(join(stage.folder, 'logs', '0')), ['1.log'])
  } finally {
    await stage.close()
  }
})

test('requests that come slowly, stop halfway or are no HTTP are cut off', async (t) => {
  const stage = await apiStage({ limits: { headSeconds: 0.2, requestSeconds: 0.4 } })
  try {
    const start = `POST ${TASKS} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${stage.secrets.alice}\r\n`
    const cut = await Promise.all([
      rawConversation(stage.url, 'POST /api'),
      rawConversation(stage.url, start),
      rawConversation(stage.url, `${start}Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"jobs":`),
      rawConversation(
        stage.url,
        `${start}Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{"job`,
      ),
    ])
    for (const heard of cut) t.regex(heard, /^HTTP\/1.1 408 [\s\S]*the request did not arrive in time/)
    const nonsense: [string, number][] = [
      ['\u0016\u0003\u0001 hello\r\n\r\n', 400],
      ['GET /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n', 400],
      [`GET /healthz HTTP/1.1\r\nHost: x\r\nX-Long: ${'y'.repeat(20_000)}\r\n\r\n`, 431],
      [`GET /healthz HTTP/1.1\r\nHost: x\r\nX-Bad: a\u0000b\r\n\r\n`, 400],
    ]
    for (const [bytes, status] of nonsense) {
      const heard = await rawConversation(stage.url, bytes)
      t.true(heard.startsWith(`HTTP/1.1 ${status} `), `${status}: ${heard}`)
      t.regex(heard, /application\/problem\+json/)
    }
    t.deepEqual(await stage.clients.alice.call('GET /healthz'), { status: 'ok' })
  } finally {
    await stage.close()
  }
})

test('connections beyond the limit are closed at once', async (t) => {
  const stage = await apiStage({ limits: { connections: 1, headSeconds: 0.5, requestSeconds: 1 } })
  try {
    const first = rawConversation(stage.url, 'GET /')
    t.is(await rawConversation(stage.url, 'GET /'), '')
    t.regex(await first, /^HTTP\/1.1 408/)
  } finally {
    await stage.close()
  }
})

test('those who call too often wait; pilots, and what they fetch, have measures of their own', async (t) => {
  const limits = {
    ...{ requestsPerSecond: 0.01, requestsAtOnce: 2, strangerRequestsPerSecond: 0.01, strangerRequestsAtOnce: 3 },
    ...{ pilotRequestsPerSecond: 0.01, pilotRequestsAtOnce: 4, fileRequestsPerSecond: 0.01, fileRequestsAtOnce: 5 },
  }
  const stage = await apiStage({ limits })
  try {
    const passes = async (path: string, token: string | undefined, method = 'GET') => {
      for (let passed = 0; ; passed++) {
        const { status, headers } = await rawRequest(stage.url, { method, path, token })
        if (status !== 429) continue
        t.regex(String(headers['retry-after']), /^\d+$/)
        return passed
      }
    }
    t.is(await passes('/api/ailuro/v1/whoami', stage.secrets.alice), 2)
    t.is(await passes('/api/ailuro/v1/whoami', stage.secrets.bob), 2)
    t.is(await passes(`${JOBS}/1/heartbeat`, stage.secrets.pilot, 'POST'), 4)
    t.is(await passes('/healthz', undefined), 3)
    t.is((await rawRequest(stage.url, { path: '/healthz', token: 'ailuro_guess' })).status, 429)
    t.is(await passes('/trf/run-command.sh', undefined), 5)
    const files = ['/cache/jobO.1.tar.gz', '/cache/schedconfig/CERN.all.json', '/trf/run-command.sh']
    for (const path of files) t.is((await rawRequest(stage.url, { path, token: stage.secrets.bob })).status, 429, path)
    // That of strangers is used up above.
    t.regex((await rawRequest(stage.url, { path: '/cache/schedconfig/schedconfig.all.json' })).text, /ERROR : too many/)
  } finally {
    await stage.close()
  }
})

test('request ids are taken when sane; logs tell routes and users, never secrets', async (t) => {
  const { lines, log } = logged('debug')
  const stage = await apiStage({ log })
  try {
    const idOf = async (id: string) => {
      const headers = { 'x-request-id': id, 'idempotency-key': 'my-key' }
      const answer = await rawRequest(stage.url, { path: `${JOBS}/9?x=1`, token: stage.secrets.alice, headers })
      return [answer.headers['x-request-id'], (JSON.parse(answer.text) as { requestId: string }).requestId]
    }
    t.deepEqual(await idOf('trace-7:a.b_c'), ['trace-7:a.b_c', 'trace-7:a.b_c'])
    for (const odd of ['a b', 'x'.repeat(65), '<b>']) {
      const [header, body] = await idOf(odd)
      t.regex(String(header), /^[0-9a-f]{8}-\d+$/)
      t.is(body, String(header))
    }
    const made = await stage.clients.root.call('POST /tokens', { body: { user: 'carol', roles: ['user'] } })
    await rawRequest(stage.url, { path: `${JOBS}?token=${made.token}`, token: `${made.token}x` })
    t.regex(
      lines[0],
      /"requestId":"trace-7:a.b_c","route":"GET \/jobs\/:id","status":400,"milliseconds":[\d.]+,"user":"alice"/,
    )
    t.notRegex(lines.join(''), /ailuro_|my-key|Bearer/)
  } finally {
    await stage.close()
  }
})

test('a server that can keep no more takes no new work, and hears its pilots', async (t) => {
  const reason = 'the disk has less than 1 GB left'
  const reasons: string[] = []
  const stage = await apiStage({ isReadOnly: () => reasons[0] })
  try {
    const { alice, pilot } = stage.clients
    await alice.call('POST /jobs', { body: { command: ['true'], queue: 'CERN' } })
    await pilot.call('POST /pilots/ask', { body: { queue: 'CERN', cores: 1 } })
    reasons.push(reason)
    const words = { message: `no new work is taken: ${reason}` }
    await t.throwsAsync(() => alice.call('POST /jobs', { body: { command: ['true'] } }), words)
    await t.throwsAsync(() => alice.call('POST /tasks', { body: { jobs: 1 } }), words)
    await t.throwsAsync(() => alice.call('POST /tasks/bulk', { body: { tasks: [{}] } }), words)
    await t.throwsAsync(() => alice.call('POST /tasks/:number/retry', { params: { number: 1 } }), words)
    t.deepEqual(await pilot.call('POST /jobs/:id/started', { params: { id: 1 } }), { known: true, state: 'sent' })
    t.true((await alice.call('POST /jobs/:id/kill', { params: { id: 1 } })).wasAlive)
    const { status } = await rawRequest(stage.url, {
      method: 'POST',
      path: JOBS,
      token: stage.secrets.alice,
      body: { command: ['a'] },
    })
    t.is(status, 507)
  } finally {
    await stage.close()
  }
})

test('faults of the host are told as such, and nothing of them leaks', async (t) => {
  const { lines, log } = logged('error')
  const stage = await apiStage({ log, notReady: () => (stage.door.fault ? 'the host has stopped' : undefined) })
  try {
    const ask = async () => {
      const { status, text } = await rawRequest(stage.url, {
        method: 'POST',
        path: `${JOBS}/1/started`,
        token: stage.secrets.pilot,
      })
      return [status, (JSON.parse(text) as { detail: string }).detail, text]
    }
    stage.door.fault = new Error('SQLITE_IOERR at /var/lib/secret.db')
    const [status, detail, text] = await ask()
    t.deepEqual([status, detail], [500, 'the server failed; its log tells more under this request id'])
    t.notRegex(String(text), /SQLITE|secret|node_modules|at /)
    t.regex(lines.join(''), /SQLITE_IOERR/)
    stage.door.fault = new HostStopped('closed')
    t.is((await ask())[0], 503)
    stage.door.fault = new LostLeadership('epoch 7')
    t.deepEqual((await ask()).slice(0, 2), [503, 'another host has taken over'])
    t.is((await rawRequest(stage.url, { path: '/readyz' })).status, 503)
    t.is((await rawRequest(stage.url, { path: '/healthz' })).status, 200)
  } finally {
    await stage.close()
  }
})

test('answers that are under way come through when the server closes, and then no more', async (t) => {
  const stage = await apiStage()
  let release: (() => void) | undefined
  const arrived = new Promise<void>((resolve) => {
    stage.door.held = () => {
      resolve()
      return new Promise((go) => (release = go))
    }
  })
  const answer = stage.clients.pilot.call('POST /jobs/:id/heartbeat', { params: { id: 1 } })
  await arrived
  const closed = stage.server.close()
  await t.throwsAsync(() => rawRequest(stage.url, { path: '/healthz' }), { code: 'ECONNREFUSED' })
  release?.()
  t.deepEqual(await answer, { known: false })
  await closed
  await stage.close()
})

test('a planned restart is answered before it happens', async (t) => {
  let restarted: (() => void) | undefined
  const happened = new Promise<void>((resolve) => (restarted = resolve))
  const stage = await apiStage({ restart: () => restarted?.() })
  try {
    const { status } = await rawRequest(stage.url, {
      method: 'POST',
      path: '/api/ailuro/v1/restart',
      token: stage.secrets.root,
    })
    t.is(status, 202)
    await happened
  } finally {
    await stage.close()
  }
})

test('streams of events go on after the last one that was seen, and end with the server', async (t) => {
  const stage = await apiStage({ limits: { followers: 1 } })
  const path = '/api/ailuro/v1/facts?follow=true'
  await stage.clients.alice.call('POST /jobs', { body: { command: ['true'], jobs: 2 } })
  const authorization = `Bearer ${stage.secrets.paula}`
  const followed = get(`${stage.url}${path}`, {
    headers: { authorization, accept: 'text/event-stream', 'last-event-id': '2' },
  })
  const [answer] = (await once(followed, 'response')) as [IncomingMessage]
  t.deepEqual([answer.statusCode, answer.headers['content-type']], [200, 'text/event-stream'])
  t.is((await rawRequest(stage.url, { path, token: stage.secrets.paula })).status, 503)
  let heard = ''
  answer.setEncoding('utf8')
  const cancelled = new Promise<void>((resolve) =>
    answer.on('data', (text: string) => {
      heard += text
      if (heard.includes('cancelled')) resolve()
    }),
  )
  const ended = once(answer, 'end')
  await stage.clients.alice.call('POST /jobs/:id/kill', { params: { id: 1 } })
  await cancelled
  await stage.close()
  await ended
  const [, ...events] = heard
    .trim()
    .split('\n\n')
    .map((event) => event.split('\n'))
  t.deepEqual(
    events.map(([id]) => id),
    events.map((_, i) => `id: ${i + 3}`),
  )
  const last = JSON.parse(events.at(-1)?.[2].slice(6) ?? '') as object
  const at = '2026-01-01T00:00:00.000Z'
  t.like(last, { kind: 'jobMoved', job: 1, from: 'activated', to: 'cancelled', cause: 'killed', at })
})
