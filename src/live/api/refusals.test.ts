/** How requests are refused: where something is amiss, what was found, and what is allowed. */
import test from 'ava'
import { apiStage, type CastMember } from '../testing/api-stage.js'
import { rawRequest } from '../testing/raw-request.js'

/** Requests that are refused: who, what, the status, and words of the detail. */
const refusals: [CastMember, string, string, unknown, number, RegExp][] = [
  ['alice', 'POST', '/tasks', '{"jobs": 1', 400, /^body: it is no JSON/],
  ['alice', 'POST', '/tasks', undefined, 422, /neither jobs nor specs is given; allowed: jobs \(how many\) or specs/],
  ['alice', 'POST', '/tasks', [], 422, /^body: it is a list of 0; allowed: an object$/],
  [
    'alice',
    'POST',
    '/tasks',
    { jobs: 2, specs: [{ command: ['a'] }] },
    422,
    /^body\.jobs: it is 2, and specs lists 1;/,
  ],
  ['alice', 'POST', '/tasks', { jobs: 1, spec: {} }, 422, /^body\.spec: it has no command;/],
  [
    'alice',
    'POST',
    '/tasks',
    { specs: [{ command: ['a'] }, {}] },
    422,
    /^body\.specs\[1\]: neither it nor spec has a command/,
  ],
  [
    'alice',
    'POST',
    '/tasks',
    { jobs: 1, queue: 'RAL' },
    422,
    /queue RAL is not in the grid; allowed: a queue of the grid/,
  ],
  [
    'alice',
    'POST',
    '/tasks',
    { jobs: 1, spec: { command: ['a'], inputs: [{ name: '../x' }] } },
    422,
    /inputs\[0\]\.name: it is "\.\.\/x"; allowed: a path .* without \.\./,
  ],
  [
    'alice',
    'POST',
    '/tasks',
    { jobs: 1, rules: { isScout: 'yes' } },
    422,
    /^body\.rules\.isScout: it is "yes"; allowed: true or false$/,
  ],
  ['alice', 'GET', '/jobs/0', undefined, 400, /^path\.id: it is "0"; allowed: a whole number from 1/],
  ['alice', 'GET', '/jobs/1e3', undefined, 400, /^path\.id: it is "1e3"/],
  [
    'alice',
    'GET',
    '/jobs?limit=1001',
    undefined,
    400,
    /^query\.limit: it is "1001"; allowed: a whole number from 1 to 1000$/,
  ],
  ['alice', 'GET', '/jobs?limit=1&limit=2', undefined, 400, /^query\.limit: it is a list of 2;/],
  [
    'alice',
    'GET',
    '/jobs?stat=running',
    undefined,
    400,
    /^query: there is no field "stat"; allowed: fields named state,/,
  ],
  [
    'alice',
    'GET',
    '/jobs?state=walking',
    undefined,
    400,
    /^query\.state: it is "walking"; allowed: one of pending, defined/,
  ],
  ['alice', 'GET', '/nothing', undefined, 404, /there is no GET "\/api\/ailuro\/v1\/nothing"/],
  ['alice', 'GET', '/jobs/%', undefined, 400, /the path is not well-formed/],
  ['alice', 'GET', '/queues/RAL', undefined, 404, /there is no queue of this name/],
  ['alice', 'GET', '/tasks/9/explain', undefined, 404, /there is no task 9/],
  ['root', 'PATCH', '/tasks/9', { priority: 1 }, 404, /there is no task 9/],
  ['root', 'POST', '/tasks/9/retry', undefined, 404, /there is no task 9/],
  [
    'root',
    'POST',
    '/queues/BNL/status',
    { status: 'open' },
    422,
    /^body\.status: it is "open"; allowed: one of online, standby/,
  ],
  ['root', 'PATCH', '/limits', { queueCap: 1 }, 422, /there is no constant "queueCap"/],
  ['root', 'DELETE', '/tokens/99', undefined, 404, /there is no token 99/],
  [
    'root',
    'POST',
    '/tokens',
    { user: 'x', roles: [] },
    422,
    /^body\.roles: it is a list of 0; allowed: a list of 1 to 4 items/,
  ],
  [
    'paula',
    'PUT',
    '/links',
    { links: [{ from: 'BNL', to: 'RAL', hourMBps: 1, dayMBps: 1, weekMBps: 1 }] },
    422,
    /^body\.links\[0\]: it names a site/,
  ],
  ['paula', 'PUT', '/datasets/x/replicas/BNL', {}, 422, /^dataset x: it is not known/],
  [
    'paula',
    'PUT',
    '/datasets/x',
    { bytes: -1, sites: ['BNL'] },
    422,
    /^body\.bytes: it is -1; allowed: a number of bytes from 0$/,
  ],
  ['paula', 'GET', '/facts?from=0', undefined, 400, /^query\.from/],
  ['pilot', 'POST', '/pilots/ask', { queue: 'RAL', cores: 1 }, 422, /^queue RAL: it is not in the grid/],
  [
    'pilot',
    'POST',
    '/jobs/1/ended',
    { outcome: 'lost' },
    422,
    /^body\.outcome: it is "lost"; allowed: one of finished, failed$/,
  ],
  ['pilot', 'PUT', '/jobs/5/log', undefined, 404, /there is no job 5/],
]

test('refusals say where, what was found, and what is allowed', async (t) => {
  const stage = await apiStage()
  try {
    for (const [member, method, path, body, status, words] of refusals) {
      const headers: Record<string, string> = path.endsWith('/log') ? { 'content-type': 'text/plain' } : {}
      const request = { method, path: `/api/ailuro/v1${path}`, token: stage.secrets[member], headers, body }
      const sent = path.endsWith('/log') ? { ...request, body: 'x' } : request
      const answer = await rawRequest(stage.url, sent)
      const told = JSON.parse(answer.text) as { status: number; detail: string; requestId: string }
      t.is(answer.status, status, `${method} ${path}: ${answer.text}`)
      t.is(told.status, status)
      t.regex(told.detail, words)
      t.is(told.requestId, String(answer.headers['x-request-id']))
      t.is(answer.headers['content-type'], 'application/problem+json; charset=utf-8')
    }
  } finally {
    await stage.close()
  }
})

test('what has ended is not killed, retried, changed or explained', async (t) => {
  const stage = await apiStage()
  try {
    const { alice } = stage.clients
    await alice.call('POST /jobs', { body: { command: ['true'] } })
    await alice.call('POST /tasks/:number/kill', { params: { number: 1 } })
    const params = { number: 1 }
    const attempts = [
      () => alice.call('POST /tasks/:number/retry', { params }),
      () => alice.call('PATCH /tasks/:number', { params, body: { priority: 1 } }),
      () => alice.call('GET /tasks/:number/explain', { params }),
      () => alice.call('GET /jobs/:id/explain', { params: { id: 1 } }),
    ]
    for (const attempt of attempts)
      t.is(((await t.throwsAsync(attempt, { name: 'ApiProblem' })) as { status?: number }).status, 409)
  } finally {
    await stage.close()
  }
})
